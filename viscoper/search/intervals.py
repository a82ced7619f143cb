"""Sets of moments, as half-open intervals [start, end) of aware times; exact to the microsecond."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments in sorted intervals that neither overlap nor touch; empty ones are dropped."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """The moments of `intervals` that are in none of `taken`."""
    holes = union(taken)
    left: list[Interval] = []
    for start, end in union(intervals):
        for hole_start, hole_end in holes:
            if hole_end <= start or hole_start >= end:
                continue
            if hole_start > start:
                left.append((start, hole_start))
            start = max(start, hole_end)
        if start < end:
            left.append((start, end))
    return left


def clip(interval: Interval, start: datetime | None, end: datetime | None) -> Interval:
    """The part of an interval inside [start, end); None does not limit. May come out empty (start >= end)."""
    return max(interval[0], start or interval[0]), min(interval[1], end or interval[1])


def length(intervals: Iterable[Interval]) -> timedelta:
    """How long intervals that do not overlap last together."""
    return sum((end - start for start, end in intervals), timedelta())
