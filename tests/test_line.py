"""A line through points of which some are far off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import theilslopes

from viscoper.line import Floats, line_through

places = st.integers(-50, 50).map(float)


# Of the interval that SciPy gives beside the line.
@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt:RuntimeWarning")
@given(st.integers(2, 30).flatmap(lambda n: st.tuples(*[arrays.arrays(np.float64, n, elements=places)] * 2)))
def test_it_is_the_line_of_theil_and_sen(points: tuple[Floats, Floats]) -> None:
    x, y = points
    x[0] = x[1] + 1  # not all the same
    slope, level, *_ = theilslopes(y, x)
    assert line_through(x, y) == pytest.approx((slope, level), abs=1e-9)


def test_points_that_are_far_off_do_not_turn_it() -> None:
    x = np.arange(10.0)
    y = 3 * x - 2
    y[[1, 8]] = -1000, 1000
    assert line_through(x, y) == pytest.approx((3, -2))
