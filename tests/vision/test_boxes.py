"""Geometry, against cases counted by hand and against itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viscoper.vision.boxes import areas, covered, overlaps, paired_overlaps, suppress

Box = tuple[float, float, float, float]

corner = st.integers(0, 500)
some_boxes = st.lists(st.tuples(corner, corner, st.integers(1, 200), st.integers(1, 200)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("first", "second", "overlap", "share"),
    [
        pytest.param((0, 0, 10, 10), (0, 0, 10, 10), 1.0, 1.0, id="the same box"),
        pytest.param((0, 0, 10, 10), (10, 0, 20, 10), 0.0, 0.0, id="side by side"),
        pytest.param((0, 0, 10, 10), (5, 0, 15, 10), 1 / 3, 0.5, id="half of each"),
        pytest.param((2, 2, 4, 4), (0, 0, 10, 10), 0.04, 1.0, id="one inside the other"),
        pytest.param((5, 5, 5, 5), (0, 0, 10, 10), 0.0, 0.0, id="a box without area"),
    ],
)
def test_overlap_and_coverage(first: Box, second: Box, overlap: float, share: float) -> None:
    one, other = np.array([first], np.float32), np.array([second], np.float32)
    assert overlaps(one, other)[0, 0] == pytest.approx(overlap)
    assert covered(one, other)[0, 0] == pytest.approx(share)


@given(some_boxes)
def test_overlap_is_symmetric_and_a_box_is_itself(sides: list[Box]) -> None:
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in sides], np.float32)
    table = overlaps(boxes, boxes)
    assert np.allclose(table, table.T)
    assert np.allclose(paired_overlaps(boxes, boxes[::-1]), np.diagonal(table[:, ::-1]))
    assert np.allclose(np.diagonal(table), 1)
    assert (table <= 1 + 1e-6).all() and (areas(boxes) > 0).all()


@given(some_boxes, st.floats(0.1, 0.9))
def test_suppression_keeps_the_best_and_no_two_alike(sides: list[Box], limit: float) -> None:
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in sides], np.float32)
    scores = np.linspace(0.1, 0.9, len(boxes), dtype=np.float32)
    kept = suppress(boxes, scores, limit)
    assert kept[0] == len(boxes) - 1
    among = overlaps(boxes[kept], boxes[kept]) - np.eye(len(kept))
    assert among.max() <= limit
    gone = np.setdiff1d(np.arange(len(boxes)), kept)
    assert all(overlaps(boxes[[i]], boxes[kept]).max() > limit for i in gone)
