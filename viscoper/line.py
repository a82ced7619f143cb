"""A straight line through points of which some are far off."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def line_through(x: Floats, y: Floats) -> tuple[float, float]:
    """Slope and level (y at x = 0) by Theil and Sen: the middle of the slopes between all pairs of points, through the
    middles of x and y; up to three in ten points may lie anywhere (Wilcox, "Robust Estimation and Hypothesis Testing",
    2012, chapter 10).

    x, y: [n], x not all the same. What scipy.stats.theilslopes gives, without the second that loading scipy.stats
    takes every worker.
    """
    first, second = np.triu_indices(len(x), 1)
    run, rise = x[second] - x[first], y[second] - y[first]
    apart = run != 0
    slope = float(np.median(rise[apart] / run[apart]))
    return slope, float(np.median(y)) - slope * float(np.median(x))
