"""The plan of the city: a grid of streets, made up, placed near Seongnam. Metres from the origin, x east, y north."""

from typing import NamedTuple

import numpy as np

# Longitude and latitude of (0, 0); no street of this city is there.
ORIGIN = (127.0300, 37.5000)
METRES_PER_DEGREE = 111_320.0  # of latitude; of longitude times its cosine
ROAD = 4.0  # half the width of a road
PAVEMENT = 3.6
KERB = 0.13
BUILDING_LINE = ROAD + PAVEMENT
WALKING_LINE = ROAD + PAVEMENT / 2
LANE = ROAD / 2
EASTWARD = (0.0, 46.0)  # y of the streets that run east
NORTHWARD = (0.0, 50.0, 100.0)  # x of the streets that run north
MARGIN = 45.0  # how far streets run beyond the outer crossings
STREET_NAMES = {"x": ("Haneul-ro 하늘로", "Baram-ro 바람로"), "y": ("Sol-gil 솔길", "Dal-gil 달길", "Byeol-gil 별길")}


class Point(NamedTuple):
    x: float
    y: float


class Crossing(NamedTuple):
    """A crossing by its number along both directions."""

    column: int
    row: int

    @property
    def centre(self) -> Point:
        return Point(NORTHWARD[self.column], EASTWARD[self.row])


CROSSINGS = [Crossing(column, row) for column in range(len(NORTHWARD)) for row in range(len(EASTWARD))]
WEST, EAST = NORTHWARD[0] - MARGIN, NORTHWARD[-1] + MARGIN
SOUTH, NORTH = EASTWARD[0] - MARGIN, EASTWARD[-1] + MARGIN


def to_lonlat(point: Point) -> tuple[float, float]:
    """Longitude and latitude in degrees (WGS 84, flat-earth approximation: millimetres over this city)."""
    longitude, latitude = ORIGIN
    scale = METRES_PER_DEGREE * float(np.cos(np.radians(latitude)))
    return longitude + point.x / scale, latitude + point.y / METRES_PER_DEGREE


def street_lines() -> list[tuple[str, list[Point]]]:
    """Each street's name and middle line."""
    eastward = [(STREET_NAMES["x"][i], [Point(WEST, y), Point(EAST, y)]) for i, y in enumerate(EASTWARD)]
    northward = [(STREET_NAMES["y"][i], [Point(x, SOUTH), Point(x, NORTH)]) for i, x in enumerate(NORTHWARD)]
    return eastward + northward


def on_road(x: float, y: float) -> bool:
    return min(abs(y - street) for street in EASTWARD) < ROAD or min(abs(x - street) for street in NORTHWARD) < ROAD


def ground(x: float, y: float) -> float:
    """Height of the ground: pavements stand a kerb above the road."""
    return 0.0 if on_road(x, y) else KERB
