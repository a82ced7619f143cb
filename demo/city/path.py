"""A way through the city: a line with rounded corners, walked or driven along by distance."""

from typing import NamedTuple

import numpy as np

from demo.city.plan import Point
from demo.city.raster import Floats

STEP = 0.25  # metres between the points of a path


class Spot(NamedTuple):
    """heading: radians anticlockwise from east. bend: radians a metre, the path's curvature there."""

    x: float
    y: float
    heading: float
    bend: float


class Path:
    def __init__(self, corners: list[Point], rounding: float) -> None:
        points = rounded(corners, rounding)
        steps = np.hypot(*np.diff(points, axis=0).T)
        distance = np.concatenate([[0], np.cumsum(steps)])
        self.length = float(distance[-1])
        self.distance = np.arange(0, self.length, STEP)
        self.x, self.y = (np.interp(self.distance, distance, points[:, k]) for k in range(2))
        heading = np.unwrap(np.arctan2(np.gradient(self.y), np.gradient(self.x)))
        kernel = np.ones(5) / 5  # feet and front wheels turn gradually
        self.heading = np.convolve(np.pad(heading, 2, mode="edge"), kernel, "valid")
        self.bend = np.abs(np.gradient(self.heading, STEP))

    def at(self, travelled: float) -> Spot:
        """The spot after so many metres; before the start and beyond the end the line goes straight on."""
        x, y, heading, bend = (
            float(np.interp(travelled, self.distance, values)) for values in (self.x, self.y, self.heading, self.bend)
        )
        beyond = min(travelled, 0) + max(travelled - float(self.distance[-1]), 0)
        return Spot(x + beyond * np.cos(heading), y + beyond * np.sin(heading), heading, bend)

    def ahead(self, travelled: float, reach: float) -> Floats:
        """(n, 3) x, y and metres from here, of points within reach."""
        chosen = (self.distance > travelled) & (self.distance < travelled + reach)
        return np.stack([self.x[chosen], self.y[chosen], self.distance[chosen] - travelled], 1)


def rounded(corners: list[Point], rounding: float) -> Floats:
    """(n, 2) the line with each corner replaced by a parabola that begins `rounding` metres before it."""
    points = [np.array(corners[0], float)]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        middle = np.array(corner, float)
        first, last = (middle + towards(middle, np.array(end, float), rounding) for end in (before, after))
        t = np.linspace(0, 1, 13)[:, None]
        points += list((1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last)
    points.append(np.array(corners[-1], float))
    return np.array(points)


def towards(start: Floats, end: Floats, distance: float) -> Floats:
    offset = end - start
    length = float(np.hypot(*offset))
    return np.asarray(offset / length * min(distance, length / 2))
