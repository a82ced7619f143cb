"""Space and time: whether whoever was seen at one place can have been at another then.

A factor of its own beside the similarity, which it never changes. What would have taken unusual haste gets less of it;
what took long does not, since people wait, shop and park.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.catalog.geography import Point, distance_m
from viscoper.clock import parse_time
from viscoper.coco import Kind
from viscoper.errors import UsageError
from viscoper.gallery.schema import StoredSighting
from viscoper.search.route import SpeedLimits, two_objects
from viscoper.search.select import parse_point


@dataclass(frozen=True)
class Pace:
    """Speeds as a log-normal: half are slower than `usual_kmh`; `spread` is the standard deviation of the logarithm."""

    usual_kmh: float
    spread: float

    def plausibility(self, metres: float, seconds: float) -> float:
        """1 up to the usual speed; beyond, how seldom anybody makes such haste."""
        if metres <= 0:
            return 1.0
        kmh = _kmh(metres, seconds)
        return math.exp(-((math.log(max(kmh / self.usual_kmh, 1.0)) / self.spread) ** 2) / 2)


# Walking: 1.2 to 1.4 m/s is comfortable for adults (Bohannon and Andrews, Physiotherapy 97, 2011). The spread leaves
# room for those who hurry (8 km/h: 0.5) and little for those who run on (12 km/h: 0.1).
# Driving: 50 km/h is the limit on Korean city streets (since 2021); 100 km/h gets 0.6, 150 km/h 0.3.
PACES: Mapping[str, Pace] = {"person": Pace(5.0, 0.4), "vehicle": Pace(50.0, 0.7)}
# Where in each view it stood nobody knows: each end is off by half a reach or so, the way by this share of a reach.
# Five points and weights of a normal distribution (Gauss-Hermite), in its standard deviations.
UNKNOWN_WAY = math.sqrt(0.5)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
OFFSETS: Sequence[tuple[float, float]] = list(zip(NODES.tolist(), (WEIGHTS / WEIGHTS.sum()).tolist(), strict=True))
# What a factor e weighs, in spreads of similarity: of plausibility (docs/figures.md, Ranking), and of how well a
# description fits, which somebody asked for in so many words.
PLAUSIBLE_SPREADS, DESCRIBED_SPREADS = 0.75, 1.5
LEAST = 0.01  # what the order makes of less, so that a camera with a wrong clock hides nobody for good


@dataclass(frozen=True)
class Presence:
    """Where (WGS 84) and when (UTC) the one searched for surely was; `sighting` when a camera saw it."""

    point: Point
    time: datetime
    sighting: StoredSighting | None = None


def presences(sightings: Iterable[StoredSighting], cameras: Mapping[str, Camera]) -> list[Presence]:
    """Of sightings that a person confirmed; those whose camera (by id) is not known any more are left out."""
    return [
        Presence(cameras[sighting.camera_id].point, sighting.time, sighting)
        for sighting in sightings
        if sighting.camera_id in cameras
    ]


def parse_presence(text: str) -> Presence:
    """LON,LAT@TIME, as in 127.0276,37.4979@2026-05-01T09:00:00+09:00. Raises UsageError."""
    place, at, time = text.partition("@")
    if not at:
        raise UsageError(f"'{text}' is no place and time; write LON,LAT@TIME, as in 127.03,37.5@2026-05-01T09:00+09:00")
    return Presence(parse_point(place), parse_time(time))


def plausibility(sighting: StoredSighting, place: Point, seen: Sequence[Presence], limits: SpeedLimits) -> float | None:
    """0 to 1, by the least plausible way from one of `seen` to the sighting's camera at `place`; None without any.

    1: within the usual pace along the straight line, or cameras so near that both may see one spot; 0: faster than the
    kind's limit even between the nearest ends of both views, or another object in the same picture.
    """
    return min((_of_way(sighting, place, presence, limits) for presence in seen), default=None)


def relevances(
    similarities: NDArray[np.float32], factors: NDArray[np.float64], spreads: float = PLAUSIBLE_SPREADS
) -> NDArray[np.float64]:
    """What orders a list: similarity plus the logarithm of plausibility, or of another factor from 0 to 1, in units of
    the list's own spread.

    The spread is the standard deviation of similarity: so a factor weighs the same on every embedder's scale.
    """
    lowered = np.log(np.maximum(factors, LEAST))
    return np.asarray(similarities + spreads * similarities.std() * lowered, np.float64)


def _of_way(sighting: StoredSighting, place: Point, seen: Presence, limits: SpeedLimits) -> float:
    if seen.sighting and two_objects(seen.sighting, sighting):
        return 0.0
    kind: Kind = "vehicle" if sighting.kind == "vehicle" else "person"
    metres = distance_m(seen.point, place)
    seconds = abs(sighting.time - seen.time) / timedelta(seconds=1)
    least_m = metres - 2 * limits.camera_reach_m
    if least_m <= 0:
        return 1.0  # both cameras may see one spot
    if _kmh(least_m, seconds) >= (limits.vehicle_kmh if kind == "vehicle" else limits.person_kmh):
        return 0.0
    off = UNKNOWN_WAY * limits.camera_reach_m
    return sum(weight * PACES[kind].plausibility(metres + away * off, seconds) for away, weight in OFFSETS)


def _kmh(metres: float, seconds: float) -> float:
    return metres / seconds * 3.6 if seconds else math.inf
