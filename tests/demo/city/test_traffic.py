"""Traffic goes on without jumps: nobody teleports, drives through another or walks where there is no pavement."""

from itertools import combinations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.city.path import Path
from demo.city.plan import EASTWARD, NORTHWARD, PAVEMENT, ROAD, Point, on_road
from demo.city.routes import driving_route, walking_route
from demo.city.solid import Pose
from demo.city.traffic import HARDEST_BRAKING, SPEEDING_UP, TICK, Mover, simulate
from demo.city.vehicle import Vehicle

SECONDS = 60.0
SEEDS = (1, 2, 3)
NAMES = ("sedan", "van", "bus", "hatchback")


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def drivers(request: pytest.FixtureRequest) -> list[Mover]:
    """Twelve vehicles that come at intervals of three seconds, after a minute of traffic."""
    random = np.random.default_rng(request.param)
    movers = [
        Mover(Vehicle(NAMES[n % 4], n), Path(driving_route(random), 5.0), random.uniform(5.5, 8), n * 3.0)
        for n in range(12)
    ]
    simulate(movers, SECONDS)
    return movers


def poses(mover: Mover) -> list[tuple[float, Pose]]:
    moments = [tick * TICK for tick in range(round(SECONDS / TICK))]
    return [(moment, pose) for moment in moments if (pose := mover.pose(moment)) is not None]


def test_nobody_jumps(drivers: list[Mover]) -> None:
    for mover in drivers:
        track = np.array([(pose.x, pose.y) for _, pose in poses(mover)])
        steps = np.hypot(*np.diff(track, axis=0).T)
        assert len(steps) and steps.max() < mover.pace * TICK * 1.2


def test_speeds_and_their_changes_are_those_of_a_car(drivers: list[Mover]) -> None:
    for mover in drivers:
        speed = np.array([pose.speed for _, pose in poses(mover)])
        change = np.diff(speed) / TICK
        assert speed.min() >= 0 and speed.max() <= mover.pace + 1e-9
        assert change.min() >= -HARDEST_BRAKING - 1e-6 and change.max() <= SPEEDING_UP + 1e-6


def test_vehicles_do_not_drive_through_each_other(drivers: list[Mover]) -> None:
    for first, second in combinations(drivers, 2):
        others = dict(poses(second))
        for moment, pose in poses(first):
            if moment in others:
                assert not overlap(footprint(first, pose), footprint(second, others[moment])), (moment, pose)


def footprint(mover: Mover, pose: Pose) -> cv2.RotatedRect:
    """The rectangle on the ground, its rounded corners cut off."""
    size = (mover.solid.length - 0.3, mover.solid.width - 0.2)
    return cv2.RotatedRect((pose.x, pose.y), size, float(np.degrees(pose.heading)))


def overlap(first: cv2.RotatedRect, second: cv2.RotatedRect) -> bool:
    return cv2.rotatedRectangleIntersection(first, second)[0] != cv2.INTERSECT_NONE


def test_vehicles_stay_on_the_road(drivers: list[Mover]) -> None:
    assert all(on_road(pose.x, pose.y) for mover in drivers for _, pose in poses(mover))


def test_the_same_routes_give_the_same_traffic() -> None:
    def once() -> list[list[tuple[float, float]]]:
        random = np.random.default_rng(5)
        movers = [Mover(Vehicle("suv", n), Path(driving_route(random), 5.0), 7.0, n * 2.0) for n in range(4)]
        simulate(movers, 20.0)
        return [mover.history for mover in movers]

    assert once() == once()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_walks_follow_pavements_and_crossings(seed: int) -> None:
    path = Path(walking_route(np.random.default_rng(seed), 120), 1.5)
    for travelled in np.arange(0, path.length, 0.5):
        spot = path.at(float(travelled))
        assert min(side_of(spot.x, spot.y)) <= ROAD + PAVEMENT, (spot, "is inside a block")


def side_of(x: float, y: float) -> tuple[float, float]:
    """Metres to the middle of the nearest street in each direction."""
    return min(abs(x - street) for street in NORTHWARD), min(abs(y - street) for street in EASTWARD)


def test_a_path_goes_on_straight_beyond_its_ends() -> None:
    path = Path([Point(0, 0), Point(10, 0), Point(10, 10)], 2.0)
    before, after = path.at(-3), path.at(path.length + 4)
    assert (before.x, before.y) == pytest.approx((-3, 0), abs=0.1)
    assert (after.x, after.y) == pytest.approx((10, 14), abs=0.3)
