"""The motion gate: which parts of a frame are worth detection.

Most of a street camera's picture is empty road. Looked at are the parts that changed since the last look and the parts
where tracks expect their objects; now and then, and at first, the whole frame, so that what stands still is never lost.
"""

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.vision.boxes import Boxes, Floats, Image, areas
from viscoper.vision.mosaic import Regions

# Brightness is compared in cells of this many pixels of the shrunk frame, so that noise averages out.
CELL = 8
# A cell changed when its brightness moved by more than this (of 255).
LEAST_CHANGE = 10
# Kept around what moves, in pixels of the shrunk frame: the detector wants surroundings.
MARGIN = 16
# Kept around a box where an object is expected, as a share of its longer side, if that is more: who is near and large
# moves further than those pixels between two looks, and often only a part of him changes.
MARGIN_SHARE = 0.2
# The whole frame is looked at this often.
WHOLE_S = 5.0


class MotionGate:
    """Called with each sampled frame, shrunk to the detector's scale, its time, and where tracks expect their objects.

    Gives the regions to look at, int [n, 4] x1, y1, x2, y2 in pixels of the shrunk frame, or None for all of it.
    """

    def __init__(self) -> None:
        self._before: npt.NDArray[np.float32] | None = None
        self._whole_s = 0.0

    def __call__(self, image: Image, time_s: float, expected: Boxes) -> Regions | None:
        cells, before = _cells(image), self._before
        self._before = cells
        if before is None or time_s - self._whole_s >= WHOLE_S:
            self._whole_s = time_s
            return None
        changed = (np.abs(cells - before) > LEAST_CHANGE).astype(np.uint8)
        longer = (expected[:, 2:] - expected[:, :2]).max(axis=1, keepdims=True)
        around = np.maximum(MARGIN_SHARE * longer, MARGIN)
        grown = [_widened(_changed_boxes(changed), MARGIN), _widened(expected, around)]
        return _merged(_inside(np.concatenate(grown), image.shape[1], image.shape[0]))


def _cells(image: Image) -> npt.NDArray[np.float32]:
    height, width = image.shape[:2]
    size = (max(width // CELL, 1), max(height // CELL, 1))
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return grey.astype(np.float32)


def _changed_boxes(changed: npt.NDArray[np.uint8]) -> Boxes:
    """The bounding boxes of patches of changed cells; a lone cell is noise."""
    closed = cv2.dilate(changed, np.ones((3, 3), np.uint8))
    _, _, statistics, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    patches = statistics[1:]
    patches = patches[patches[:, cv2.CC_STAT_AREA] > 9]
    corners = np.concatenate([patches[:, :2], patches[:, :2] + patches[:, 2:4]], axis=1)
    return np.asarray(corners * CELL, np.float32)


def _widened(boxes: Boxes, margin: Floats | int) -> Boxes:
    return np.asarray(boxes + margin * np.array([-1, -1, 1, 1], np.float32), np.float32)


def _inside(boxes: Boxes, width: int, height: int) -> Boxes:
    return np.asarray(np.clip(np.round(boxes), 0, [width, height, width, height]), np.float32)


def _merged(boxes: Boxes) -> Regions:
    """Pairs of boxes whose common bounding box is no larger than the two together become that box, until none are left.

    What still overlaps stays apart: a chain of neighbours would otherwise grow into one box around half the frame.
    """
    regions = boxes[areas(boxes) > 0]
    while len(regions) > 1:
        unions = np.concatenate(
            [
                np.minimum(regions[:, None, :2], regions[None, :, :2]),
                np.maximum(regions[:, None, 2:], regions[None, :, 2:]),
            ],
            axis=2,
        )
        cost = (
            areas(unions.reshape(-1, 4)).reshape(len(regions), -1) - areas(regions)[:, None] - areas(regions)[None, :]
        )
        np.fill_diagonal(cost, np.inf)
        first, second = np.unravel_index(int(cost.argmin()), cost.shape)
        if cost[first, second] > 0:
            break
        regions = np.concatenate([np.delete(regions, [first, second], axis=0), unions[first, second][None]])
    return regions.astype(np.intp)
