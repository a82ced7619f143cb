"""Searching: the query picture, the cameras and times to look at, ranked matches with coverage, and the route."""
