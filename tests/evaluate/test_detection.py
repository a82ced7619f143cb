"""Average precision against cases worked out by hand."""

import numpy as np
import pytest

from viscoper.evaluate.detection import average_precision
from viscoper.evaluate.mot import Labelled
from viscoper.vision.detections import Detections


def at(*places: int) -> np.ndarray:
    """Boxes of 10x10 at these x."""
    return np.array([(x, 0, x + 10, 10) for x in places], np.float32).reshape(-1, 4)


@pytest.mark.parametrize(
    ("found", "scores", "expected"),
    [
        pytest.param((0, 100), (0.9, 0.8), 1.0, id="both found"),
        pytest.param((0,), (0.9,), 0.5, id="one found"),
        pytest.param((), (), 0.0, id="none found"),
        pytest.param((0, 50, 100), (0.9, 0.8, 0.7), 0.5 + 0.5 * 2 / 3, id="a wrong one between"),
        pytest.param((50, 0, 100), (0.9, 0.8, 0.7), 2 / 3, id="a wrong one first"),
        pytest.param((0, 1, 100), (0.9, 0.8, 0.7), 0.5 + 0.5 * 2 / 3, id="one person found twice"),
        pytest.param((4, 100), (0.9, 0.8), 0.25, id="too far aside to count"),
    ],
)
def test_average_precision(found: tuple[int, ...], scores: tuple[float, ...], expected: float) -> None:
    truth = {1: Labelled(at(0, 100), np.array([1, 2]))}
    detections = Detections(at(*found), np.array(scores, np.float32), np.zeros(len(found), np.intp))
    assert average_precision(truth, {1: detections}) == pytest.approx(expected)
