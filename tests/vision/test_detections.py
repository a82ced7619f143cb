"""Detections hold together, or are refused."""

import numpy as np
import pytest

from viscoper.vision.detections import PERSON, Detections

BOX = np.array([[0, 0, 10, 20]], np.float32)


@pytest.mark.parametrize(
    ("boxes", "scores", "labels"),
    [
        pytest.param(BOX, np.zeros(2, np.float32), np.zeros(1, np.intp), id="more scores than boxes"),
        pytest.param(BOX, np.zeros(1, np.float32), np.zeros(0, np.intp), id="fewer labels than boxes"),
        pytest.param(BOX[:, :3], np.zeros(1, np.float32), np.zeros(1, np.intp), id="boxes of three sides"),
        pytest.param(BOX * np.nan, np.zeros(1, np.float32), np.zeros(1, np.intp), id="a box that is no number"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(boxes: np.ndarray, scores: np.ndarray, labels: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"do not fit|not a number"):
        Detections(boxes, scores, labels)


def test_people_and_vehicles_are_told_apart() -> None:
    found = Detections(np.repeat(BOX, 2, axis=0), np.array([0.9, 0.8], np.float32), np.array([2, PERSON], np.intp))
    assert found.people.tolist() == [False, True]
    assert found[found.people].scores.tolist() == [np.float32(0.8)]
    assert len(Detections.none()) == 0
