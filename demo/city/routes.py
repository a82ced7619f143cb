"""Random routes through the street grid: along pavements for people, in the right-hand lanes for vehicles."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from demo.city.plan import CROSSINGS, EASTWARD, LANE, NORTHWARD, WALKING_LINE, Crossing, Point

RUN_IN = 44.0  # metres from the outer crossings to where vehicles come from
STRAIGHT_ON = 0.6  # how often people and drivers go straight on where they can turn


class Way(NamedTuple):
    """A direction along the grid: (1, 0) is east."""

    x: int
    y: int

    def turns(self) -> list["Way"]:
        return [Way(-self.y, self.x), Way(self.y, -self.x)]


WAYS = (Way(1, 0), Way(-1, 0), Way(0, 1), Way(0, -1))


def walking_route(random: np.random.Generator, length: float) -> list[Point]:
    """Corners of a walk of about `length` metres that begins somewhere along a pavement."""
    xs = sorted(x + side * WALKING_LINE for x in NORTHWARD for side in (-1, 1))
    ys = sorted(y + side * WALKING_LINE for y in EASTWARD for side in (-1, 1))
    column, row = int(random.integers(len(xs))), int(random.integers(len(ys)))
    way = WAYS[int(random.integers(len(WAYS)))]
    start = random.uniform(14, 25)
    points = [Point(xs[column] - way.x * start, ys[row] - way.y * start)]
    walked = 0.0
    while walked < length:
        here = Point(xs[column], ys[row])
        walked += abs(here.x - points[-1].x) + abs(here.y - points[-1].y)
        points.append(here)
        if random.random() > STRAIGHT_ON:
            way = way.turns()[int(random.integers(2))]
        column, row = column + way.x, row + way.y
        if not (0 <= column < len(xs) and 0 <= row < len(ys)):
            points.append(Point(here.x + way.x * 40, here.y + way.y * 40))
            break
    return without_repeats(points)


def driving_route(random: np.random.Generator) -> list[Point]:
    """Corners of a drive from one end of the city to another."""
    start, way = random_entry(random)
    points = [lane_point(start, way, -RUN_IN)]
    crossing: Crossing | None = start
    while crossing:
        turn = way.turns()[int(random.integers(2))] if random.random() > STRAIGHT_ON else way
        if turn != way:
            points.append(lane_corner(crossing, way, turn))
        way, last = turn, crossing
        crossing = next((c for c in CROSSINGS if c == (last.column + way.x, last.row + way.y)), None)
    points.append(lane_point(last, way, RUN_IN))
    return points


def random_entry(random: np.random.Generator) -> tuple[Crossing, Way]:
    entries = [
        (crossing, way)
        for crossing in CROSSINGS
        for way in WAYS
        if (crossing.column - way.x, crossing.row - way.y) not in CROSSINGS
    ]
    return entries[int(random.integers(len(entries)))]


def lane_point(crossing: Crossing, way: Way, along: float) -> Point:
    """A point in the right-hand lane, `along` metres beyond the crossing."""
    centre = crossing.centre
    return Point(centre.x + way.x * along + way.y * LANE, centre.y + way.y * along - way.x * LANE)


def lane_corner(crossing: Crossing, way: Way, turn: Way) -> Point:
    """Where the lane of one way meets that of the turn."""
    incoming, outgoing = lane_point(crossing, way, 0), lane_point(crossing, turn, 0)
    return Point(outgoing.x, incoming.y) if way.x else Point(incoming.x, outgoing.y)


def without_repeats(points: list[Point]) -> list[Point]:
    """Leaves out points in the middle of a straight line."""
    kept = points[:1]
    for point, after in pairwise(points[1:]):
        before = kept[-1]
        straight = (before.x == point.x == after.x) or (before.y == point.y == after.y)
        if not straight:
            kept.append(point)
    return [*kept, points[-1]]
