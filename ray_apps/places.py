"""A point and a radius, as queries of the API carry them."""

from typing import Annotated, NamedTuple

from fastapi import Query

from viscoper.errors import UsageError
from viscoper.search.select import parse_point

Near = Annotated[
    str | None,
    Query(max_length=60, description="longitude,latitude in degrees (WGS 84)", examples=["127.0276,37.4979"]),
]
Radius = Annotated[float | None, Query(gt=0, le=20_000_000, description="metres around `near`", examples=[500])]


class Circle(NamedTuple):
    """Degrees and metres."""

    longitude: float
    latitude: float
    radius_m: float


def read_near(near: str | None, radius_m: float | None) -> Circle | None:
    """Raises UsageError for one without the other and for what is no point."""
    if (near is None) != (radius_m is None):
        raise UsageError("near and radius_m go together: give both")
    if near is None or radius_m is None:
        return None
    return Circle(*parse_point(near), radius_m)
