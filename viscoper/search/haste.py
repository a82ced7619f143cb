"""Haste: whether somebody can have come from one place to another in the time there was.

What would have taken unusual haste gets less; what took long does not, since people wait, shop and park.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from viscoper.catalog.geography import Point, distance_m
from viscoper.coco import Kind
from viscoper.gallery.schema import StoredSighting
from viscoper.search.route import SpeedLimits


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


def unhurried(sighting: StoredSighting, place: Point, seen: Point, when: datetime, limits: SpeedLimits) -> float:
    """1: from `seen` at `when` to the sighting's camera at `place`, or the other way, within the usual pace along the
    straight line, or cameras so near that both may see one spot; 0: faster than the kind's limit even between the
    nearest ends of both views."""
    kind: Kind = "vehicle" if sighting.kind == "vehicle" else "person"
    metres = distance_m(seen, place)
    seconds = abs(sighting.time - when) / timedelta(seconds=1)
    least_m = metres - 2 * limits.camera_reach_m
    if least_m <= 0:
        return 1.0  # both cameras may see one spot
    if _kmh(least_m, seconds) >= (limits.vehicle_kmh if kind == "vehicle" else limits.person_kmh):
        return 0.0
    off = UNKNOWN_WAY * limits.camera_reach_m
    return sum(weight * PACES[kind].plausibility(metres + away * off, seconds) for away, weight in OFFSETS)


def _kmh(metres: float, seconds: float) -> float:
    return metres / seconds * 3.6 if seconds else math.inf
