"""Moves everybody through the city, a tenth of a second at a time.

Drivers keep their distance, slow down in bends, let people cross and share the crossings one after another; people
wait at the kerb for a vehicle that cannot stop.
"""

from dataclasses import dataclass, field

import numpy as np

from demo.city.path import Path, Spot
from demo.city.plan import CROSSINGS, Crossing, ground, on_road
from demo.city.raster import Floats
from demo.city.solid import Kind, Pose, Solid

TICK = 0.1  # seconds
SPEEDING_UP, BRAKING, HARDEST_BRAKING = 1.8, 2.5, 7.0  # metres a second squared
BEND_GRIP = 2.0  # metres a second squared sideways that drivers accept
LOOK_AHEAD = 30.0
VEHICLE_CORRIDOR, PERSON_CORRIDOR, STANDSTILL_GAP = 1.9, 2.4, 2.2  # metres
STOP_LINE, CLEAR_OF_CROSSING = 9.0, 9.0  # metres from the crossing's middle
PERSONAL_SPACE, SHOULDER = 1.1, 0.45


@dataclass
class Mover:
    """Somebody on the way. aside: metres to the right of the path. history: metres travelled at each tick."""

    solid: Solid
    path: Path
    pace: float
    departure: float
    aside: float = 0.0
    travelled: float = 0.0
    speed: float = 0.0
    history: list[tuple[float, float]] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return self.solid.kind

    def spot(self) -> Spot:
        return self.beside(self.travelled)

    def beside(self, travelled: float) -> Spot:
        x, y, heading, bend = self.path.at(travelled)
        return Spot(x + self.aside * np.sin(heading), y - self.aside * np.cos(heading), heading, bend)

    def here(self, time: float) -> bool:
        return time >= self.departure and self.travelled < self.path.length

    def pose(self, time: float) -> Pose | None:
        """Where it is `time` seconds after the start, between two ticks; None when it is not on its way."""
        tick = time / TICK
        before = min(int(tick), len(self.history) - 2)
        (s0, v0), (s1, v1) = self.history[before], self.history[before + 1]
        share = min(tick - before, 1.0)
        travelled, speed = s0 + (s1 - s0) * share, v0 + (v1 - v0) * share
        if time < self.departure or travelled >= self.path.length:
            return None
        x, y, heading, _ = self.beside(travelled)
        height = ground(x, y) if self.kind == "person" else 0.0
        return Pose(x, y, height, heading, speed, travelled)


def simulate(movers: list[Mover], seconds: float) -> None:
    """Fills every mover's history for the whole time."""
    holders: dict[Crossing, Mover] = {}
    for mover in movers:
        mover.speed = mover.pace
    for tick in range(int(np.ceil(seconds / TICK)) + 2):
        present = [mover for mover in movers if mover.here(tick * TICK)]
        for mover in movers:
            mover.history.append((mover.travelled, mover.speed))
        allowed = [allowed_speed(mover, present, holders) for mover in present]
        for mover, limit in zip(present, allowed, strict=True):
            slowest = mover.speed - HARDEST_BRAKING * TICK
            mover.speed = max(0.0, slowest, min(mover.speed + SPEEDING_UP * TICK, mover.pace, limit))
            mover.travelled += mover.speed * TICK


def allowed_speed(mover: Mover, present: list[Mover], holders: dict[Crossing, Mover]) -> float:
    others = [other for other in present if other is not mover]
    if mover.kind == "person":
        return walking_limit(mover, others)
    gap = min(gap_ahead(mover, others), gap_to_crossing(mover, holders))
    return min(braking_speed(gap), bend_limit(mover))


def braking_speed(gap: float) -> float:
    """Speed from which one comes to a stop within the gap."""
    return float(np.sqrt(2 * BRAKING * max(gap, 0.0)))


def bend_limit(mover: Mover) -> float:
    ahead = [mover.path.at(mover.travelled + distance).bend for distance in np.arange(0, 8, 1.0)]
    return float(np.sqrt(BEND_GRIP / max(*ahead, 1e-3))) + 0.5


def gap_ahead(mover: Mover, others: list[Mover]) -> float:
    """Free metres before the bumper: to the next vehicle, or to somebody who walks on the road."""
    points = mover.path.ahead(mover.travelled, LOOK_AHEAD)
    gap = LOOK_AHEAD
    for other in others:
        spot = other.spot()
        if other.kind == "person" and not on_road(spot.x, spot.y):
            continue
        corridor = VEHICLE_CORRIDOR if other.kind == "vehicle" else PERSON_CORRIDOR
        near = points[np.hypot(points[:, 0] - spot.x, points[:, 1] - spot.y) < corridor]
        if len(near):
            lengths = (mover.solid.length + other.solid.length) / 2
            gap = min(gap, float(near[0, 2]) - lengths - STANDSTILL_GAP + corridor / 2)
    return gap


def gap_to_crossing(mover: Mover, holders: dict[Crossing, Mover]) -> float:
    """Free metres to the stop line of a crossing that somebody else holds. Takes and gives back crossings."""
    spot = mover.spot()
    gap = LOOK_AHEAD
    for crossing in CROSSINGS:
        dx, dy = crossing.centre.x - spot.x, crossing.centre.y - spot.y
        distance = float(np.hypot(dx, dy))
        coming = dx * np.cos(spot.heading) + dy * np.sin(spot.heading) > 0
        holder = holders.get(crossing)
        if holder is mover:
            if not coming and distance > CLEAR_OF_CROSSING + mover.solid.length / 2:
                del holders[crossing]
        elif coming and distance < LOOK_AHEAD and abs(dx * np.sin(spot.heading) - dy * np.cos(spot.heading)) < 4:
            to_line = distance - STOP_LINE - mover.solid.length / 2
            if holder is None and to_line < 4:
                holders[crossing] = mover
            elif holder is not None and to_line > -2:
                gap = min(gap, to_line)
    return gap


def walking_limit(mover: Mover, others: list[Mover]) -> float:
    """Stands still at the kerb while a vehicle comes; does not walk into the back of somebody."""
    spot, next_step = mover.spot(), mover.beside(mover.travelled + 0.7)
    if on_road(next_step.x, next_step.y) and not on_road(spot.x, spot.y):
        if any(threatens(other, next_step) for other in others if other.kind == "vehicle"):
            return 0.0
    forward = np.array([np.cos(spot.heading), np.sin(spot.heading)])
    for other in others:
        ahead, aside = apart(spot, other.spot(), forward)
        if other.kind == "person" and 0 < ahead < PERSONAL_SPACE and aside < SHOULDER:
            return other.speed * 0.9
    return mover.pace


def apart(spot: Spot, other: Spot, forward: Floats) -> tuple[float, float]:
    offset = np.array([other.x - spot.x, other.y - spot.y])
    return float(offset @ forward), float(abs(offset[0] * forward[1] - offset[1] * forward[0]))


def threatens(vehicle: Mover, step: Spot) -> bool:
    """Whether a vehicle stands in the way of a step onto the road, or is too near to stop before it."""
    points = vehicle.path.ahead(vehicle.travelled - vehicle.solid.length / 2, LOOK_AHEAD)
    near = points[np.hypot(points[:, 0] - step.x, points[:, 1] - step.y) < 5.5]
    if not len(near):
        return False
    stopping = vehicle.speed**2 / (2 * BRAKING) + STANDSTILL_GAP + vehicle.solid.length
    return float(near[0, 2]) < stopping
