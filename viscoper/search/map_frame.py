"""What a route map shows: its frame, places with the numbers of their stops, and a grid that gives the scale."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from viscoper.catalog.geography import EARTH_RADIUS_M, Point
from viscoper.search.route import Route, Stop
from viscoper.search.streets import Line

METRES_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M
MARGIN = 0.18  # of the longer side
LEAST_SIDE_M = 120.0  # a route at one place shows its surroundings
GRID_LINES = 5  # about as many across the longer side


@dataclass(frozen=True)
class Frame:
    """The part of the earth on the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> Point:
        return Point((self.west + self.east) / 2, (self.south + self.north) / 2)

    @property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, at the centre."""
        return max(0.01, math.cos(math.radians(self.centre.latitude)))

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and height in metres."""
        width = (self.east - self.west) * METRES_PER_DEGREE * self.shrink
        return width, (self.north - self.south) * METRES_PER_DEGREE

    def widened(self, ratio: float) -> "Frame":
        """With more of the earth on two sides, so that its width is `ratio` times its height, in metres."""
        width, height = self.size_m
        wide = max(width, height * ratio) / METRES_PER_DEGREE / self.shrink / 2
        high = max(height, width / ratio) / METRES_PER_DEGREE / 2
        x, y = self.centre
        return Frame(x - wide, y - high, x + wide, y + high)


@dataclass(frozen=True)
class Place:
    """A camera on the route, with the numbers of its stops."""

    point: Point
    name: str
    numbers: list[int]

    @property
    def label(self) -> str:
        """The numbers, runs of three and more shortened: 1,4-7."""
        runs = [
            [number for _, number in run] for _, run in groupby(enumerate(self.numbers), lambda pair: pair[1] - pair[0])
        ]
        return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)


def frame_of(points: Iterable[Point]) -> Frame:
    """The frame around points with a margin, at least LEAST_SIDE_M wide and high."""
    longitudes, latitudes = zip(*points, strict=True)
    tight = Frame(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    margin = MARGIN * max(LEAST_SIDE_M / (2 * MARGIN), *tight.size_m)
    wide, high = margin / METRES_PER_DEGREE / tight.shrink, margin / METRES_PER_DEGREE
    return Frame(tight.west - wide, tight.south - high, tight.east + wide, tight.north + high)


def places_of(route: Route) -> list[Place]:
    """One place for each camera, by its first stop."""
    places: dict[str, list[Stop]] = {}
    for stop in route.stops:
        places.setdefault(stop.camera.camera_id, []).append(stop)
    return [Place(own[0].camera.point, own[0].camera.name, [stop.number for stop in own]) for own in places.values()]


def grid_spacing_m(frame: Frame) -> int:
    """1, 2 or 5 times a power of ten metres, for about GRID_LINES across the longer side."""
    wanted = max(frame.size_m) / GRID_LINES
    power = 10 ** math.floor(math.log10(wanted))
    return int(max(1, next(step * power for step in (5, 2, 1) if step * power <= wanted)))


def grid(frame: Frame, spacing: int, beyond: float = 0.0) -> list[Line]:
    """Meridians and parallels every `spacing` metres, from the frame's centre to `beyond` times its size outside."""
    reach = [half * (1 + 2 * beyond) / 2 for half in frame.size_m]
    across, up = (int(length // spacing) for length in reach)
    high, wide = reach[1] / METRES_PER_DEGREE, reach[0] / METRES_PER_DEGREE / frame.shrink
    x, y = frame.centre
    step_x, step_y = spacing / METRES_PER_DEGREE / frame.shrink, spacing / METRES_PER_DEGREE
    meridians = [[Point(x + n * step_x, y - high), Point(x + n * step_x, y + high)] for n in range(-across, across + 1)]
    parallels = [[Point(x - wide, y + n * step_y), Point(x + wide, y + n * step_y)] for n in range(-up, up + 1)]
    return meridians + parallels
