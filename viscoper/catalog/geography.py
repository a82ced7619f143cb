"""Places on the earth: WGS 84 longitude and latitude in degrees, distances in metres."""

import math
from typing import NamedTuple

from viscoper.errors import UsageError

# Mean radius of the earth (IUGG 1980, R1). A sphere of it is within 0.6 % of the ellipsoid.
EARTH_RADIUS_M = 6_371_008.8


class Point(NamedTuple):
    """Longitude east and latitude north, in degrees."""

    longitude: float
    latitude: float

    def __str__(self) -> str:
        return f"{self.longitude:.6f},{self.latitude:.6f}"


def checked_point(longitude: float, latitude: float) -> Point:
    """The point, or a UsageError that says which value is out of range."""
    for name, value, limit in (("longitude", longitude, 180), ("latitude", latitude, 90)):
        if not (math.isfinite(value) and abs(value) <= limit):
            swapped = name == "latitude" and abs(value) <= 180 and abs(longitude) <= 90
            hint = "; are longitude and latitude swapped?" if swapped else ""
            raise UsageError(f"the {name} {value:g} is not between -{limit} and {limit} degrees{hint}")
    return Point(float(longitude), float(latitude))


def offset_m(origin: Point, point: Point) -> tuple[float, float]:
    """Metres east and north of `origin`, on the plane that touches the earth there: for some kilometres around it."""
    east = math.remainder(point.longitude - origin.longitude, 360) * math.cos(math.radians(origin.latitude))
    return math.radians(east) * EARTH_RADIUS_M, math.radians(point.latitude - origin.latitude) * EARTH_RADIUS_M


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine; R. W. Sinnott, Sky and Telescope 68, 1984)."""
    latitude_a, latitude_b = math.radians(a.latitude), math.radians(b.latitude)
    half_height = (latitude_b - latitude_a) / 2
    half_width = math.radians(b.longitude - a.longitude) / 2
    chord = math.sin(half_height) ** 2 + math.cos(latitude_a) * math.cos(latitude_b) * math.sin(half_width) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))
