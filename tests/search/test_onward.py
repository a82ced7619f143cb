"""Straight on or not: somebody walks east along a street, 10 m a camera, and is looked for at others."""

import numpy as np
import pytest

from viscoper.search.ground import Ways
from viscoper.search.onward import straight_on

Place = tuple[float, float]
Way = tuple[Place, Place, float, float]
EASTWARD: Way = ((0.0, 0.0), (10.0, 0.0), 0.0, 6.0)  # leaves at x = 10 m after 6 s
NOWHERE: Way = ((np.nan, np.nan), (np.nan, np.nan), np.nan, np.nan)
PACE = 6 / 3.6


def ways(*each: Way, blur_m: float = 0.0, vehicle: bool = False) -> Ways:
    entries, exits, entry_s, exit_s = (np.array(column, np.float64) for column in zip(*each, strict=True))
    return Ways(entries, exits, entry_s, exit_s, np.full(len(each), blur_m), np.full(len(each), vehicle))


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        pytest.param(((40, 0), (50, 0), 6 + 30 / PACE, 30 + 6), 0.9, 1, id="straight on, in time"),
        pytest.param(((-40, 0), (-30, 0), -24, -30 / PACE), 0.9, 1, id="before, on the way there"),
        pytest.param(((40, 0), (30, 0), 24, 30), 0.05, 0.15, id="there in time, but comes the other way"),
        pytest.param(((-30, 0), (-40, 0), 30, 36), 0.05, 0.15, id="behind, as if turned about"),
        pytest.param(((10, 30), (10, 40), 24, 30), 0.2, 0.4, id="round a corner"),
        pytest.param(((40, 0), (50, 0), 600, 606), 0, 0.01, id="ten minutes late"),
        pytest.param(((400, 0), (410, 0), 8, 14), 0, 0.01, id="sooner than anyone comes so far"),
        pytest.param(((40, 0), (40.5, 0), 24, 60), 0.4, 0.65, id="stands there: goes no way"),
        pytest.param(((10, 0), (20, 0), 6, 12), 0.99, 1, id="one view begins where the other ends"),
        pytest.param(((12, 1), (20, 0), 7, 12), 0.9, 1, id="a second later, two metres on"),
        pytest.param(((12, 1), (2, 1), 7, 13), 0.05, 0.2, id="back from there"),
        pytest.param(((2, 1), (9, 1), 1, 6), 0.95, 1, id="both cameras see the same spot at once"),
        pytest.param(((4, 0), (14, 0), 2, 8), 0.95, 1, id="both for a while, as it goes on"),
        pytest.param(((13, 0), (23, 0), 0, 6), 0.65, 0.8, id="at once, 13 m away"),
        pytest.param(((60, 0), (70, 0), 1, 6), 0, 0.02, id="somewhere else at once"),
    ],
)
def test_how_well_it_goes_on(other: Way, least: float, most: float) -> None:
    here, there = ways(EASTWARD), ways(other)
    (fits,) = straight_on(here, there)[0]
    assert least <= fits <= most
    assert straight_on(there, here)[0, 0] == pytest.approx(fits), "whichever is asked for"


def test_who_stands_still_goes_on_from_where_it_stood() -> None:
    """As a parked car does whose track was broken."""
    assert straight_on(ways(((30, 0), (30, 0), 0, 60)), ways(((31, 0), (31, 0), 62, 90))) > 0.95


def test_what_the_pixels_hardly_show_is_no_movement() -> None:
    away = ((40.0, 0.0), (37.0, 0.0), 24.0, 60.0)
    clear, blurred = (straight_on(ways(EASTWARD), ways(away, blur_m=blur))[0, 0] for blur in (1, 4))
    assert clear < 0.15 and blurred > 0.4


def test_vehicles_are_quicker() -> None:
    soon = ((100.0, 0.0), (110.0, 0.0), 20.0, 22.0)
    assert straight_on(ways(EASTWARD, vehicle=True), ways(soon, vehicle=True)) > 0.9
    assert straight_on(ways(EASTWARD), ways(soon)) < 0.5


def test_what_is_not_known_stays_so() -> None:
    assert np.isnan(straight_on(ways(EASTWARD), ways(NOWHERE))).all()
    assert np.isnan(straight_on(ways(NOWHERE), ways(EASTWARD))).all()


def test_many_at_once_are_as_each_alone() -> None:
    random = np.random.default_rng(3)
    places, times = random.uniform(-60, 60, (2, 9, 2)), np.sort(random.uniform(0, 90, (2, 9)), axis=0)
    each: list[Way] = list(zip(*places.tolist(), *times.tolist(), strict=True))
    alone = [[straight_on(ways(a), ways(b))[0, 0] for b in each] for a in each]
    together = straight_on(ways(*each), ways(*each))
    np.testing.assert_allclose(together, alone)
    assert ((together >= 0) & (together <= 1)).all()
