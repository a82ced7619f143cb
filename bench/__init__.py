"""Benchmarks: figures as ratios measured in one run on one machine. Never part of the tests."""
