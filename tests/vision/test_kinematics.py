"""Where an object is expected."""

import numpy as np
import pytest

from viscoper.vision.kinematics import Kinematics

BOX = np.array([100.0, 100, 140, 200])


def test_a_steady_walker_is_expected_where_he_comes() -> None:
    state = Kinematics.starting(0.0, BOX, "person")
    step = np.array([20.0, 0, 20, 0])
    for i, time_s in enumerate((0.5, 0.9, 1.5, 2.1, 2.5)):
        state.correct(time_s, BOX + step * time_s * 2)
        assert state.time_s == time_s, i
    assert state.box(3.5) == pytest.approx(BOX + step * 7, abs=6)


@pytest.mark.parametrize(
    ("sooner", "later"), [pytest.param(0.5, 1.0, id="half a second"), pytest.param(1.0, 4.0, id="seconds")]
)
def test_what_was_not_seen_longer_is_expected_less_exactly(sooner: float, later: float) -> None:
    state = Kinematics.starting(0.0, BOX, "person")
    assert state.spread(sooner) < state.spread(later)


def test_vehicles_may_start_faster() -> None:
    slow, fast = (Kinematics.starting(0.0, BOX, kind) for kind in ("person", "vehicle"))
    assert fast.spread(0.5) > slow.spread(0.5)


def test_near_and_far_are_treated_alike() -> None:
    near, far = Kinematics.starting(0.0, BOX * 4, "person"), Kinematics.starting(0.0, BOX, "person")
    assert near.spread(1.0) == pytest.approx(4 * far.spread(1.0))
