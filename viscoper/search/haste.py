"""Haste: whether somebody can have come from one place to another in the time there was.

What would have taken unusual haste gets less; what took long does not, since people wait, shop and park.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.search.ground import Floats
from viscoper.search.route import SpeedLimits


@dataclass(frozen=True)
class Pace:
    """Speeds as a log-normal: half are slower than `usual_kmh`; `spread` is the standard deviation of the logarithm."""

    usual_kmh: float
    spread: float

    def plausibility(self, kmh: Floats) -> Floats:
        """1 up to the usual speed; beyond, how seldom anybody makes such haste."""
        return np.asarray(np.exp(-((np.log(np.maximum(kmh / self.usual_kmh, 1.0)) / self.spread) ** 2) / 2))


# Walking: 1.2 to 1.4 m/s is comfortable for adults (Bohannon and Andrews, Physiotherapy 97, 2011). The spread leaves
# room for those who hurry (8 km/h: 0.5) and little for those who run on (12 km/h: 0.1).
# Driving: 50 km/h is the limit on Korean city streets (since 2021); 100 km/h gets 0.6, 150 km/h 0.3.
WALKING, DRIVING = Pace(5.0, 0.4), Pace(50.0, 0.7)
# Where in each view it stood nobody knows: each end is off by half a reach or so, the way by this share of a reach.
# Five points and weights of a normal distribution (Gauss-Hermite), in its standard deviations.
UNKNOWN_WAY = math.sqrt(0.5)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
OFFSETS: Sequence[tuple[float, float]] = list(zip(NODES.tolist(), (WEIGHTS / WEIGHTS.sum()).tolist(), strict=True))


def unhurried(metres: Floats, seconds: Floats, vehicle: NDArray[np.bool_], limits: SpeedLimits) -> Floats:
    """Of ways between two cameras `metres` apart in `seconds` (0 or more), arrays of one shape as the answer. 1: within
    the usual pace along the straight line, or cameras so near that both may see one spot; 0: faster than the kind's
    limit even between the nearest ends of both views."""
    least_m = metres - 2 * limits.camera_reach_m
    too_fast = _kmh(least_m, seconds) >= np.where(vehicle, limits.vehicle_kmh, limits.person_kmh)
    off = UNKNOWN_WAY * limits.camera_reach_m
    likely = sum(weight * _at_pace(_kmh(metres + away * off, seconds), vehicle) for away, weight in OFFSETS)
    return np.where(least_m <= 0, 1.0, np.where(too_fast, 0.0, likely))


def _at_pace(kmh: Floats, vehicle: NDArray[np.bool_]) -> Floats:
    return np.where(vehicle, DRIVING.plausibility(kmh), WALKING.plausibility(kmh))


def _kmh(metres: Floats, seconds: Floats) -> Floats:
    """Endless where there was no time; 0 where no way."""
    speed = np.divide(metres, seconds, out=np.full(metres.shape, math.inf), where=seconds > 0) * 3.6
    return np.where(metres <= 0, 0.0, speed)
