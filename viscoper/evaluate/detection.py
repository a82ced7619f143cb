"""Average precision of ranked boxes."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from viscoper.evaluate.mot import Labelled
from viscoper.vision.boxes import overlaps
from viscoper.vision.detections import Detections

MATCH = 0.5


def average_precision(truth: Mapping[int, Labelled], found: Mapping[int, Detections]) -> float:
    """Area under the precision-recall curve at IoU 0.5, over all points (PASCAL VOC 2010 and later), 0..1.

    Each frame's boxes are taken best score first; each takes the true box it overlaps most, if that is still free.
    """
    people = sum(len(labelled.boxes) for labelled in truth.values())
    scores, hits = zip(*(_ranked(labelled, found[frame]) for frame, labelled in truth.items()), strict=True)
    order = np.argsort(-np.concatenate(scores), kind="stable")
    right = np.cumsum(np.concatenate(hits)[order])
    precision = right / np.arange(1, len(right) + 1)
    recall = right / max(people, 1)
    return _area(recall, precision)


def _ranked(labelled: Labelled, found: Detections) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    order = np.argsort(-found.scores, kind="stable")
    table = overlaps(found.boxes[order], labelled.boxes)
    taken = np.zeros(len(labelled.boxes), bool)
    hits = np.zeros(len(order), bool)
    for row in range(len(order) if len(taken) else 0):
        nearest = int(table[row].argmax())
        if table[row, nearest] >= MATCH and not taken[nearest]:
            taken[nearest] = hits[row] = True
    return found.scores[order], hits


def _area(recall: npt.NDArray[np.float64], precision: npt.NDArray[np.float64]) -> float:
    falling = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.diff(np.concatenate([[0.0], recall]))
    return float(np.sum(steps * falling))
