"""Geometry of boxes. Boxes are rows x1, y1, x2, y2 in pixels of the source frame, origin at its top left corner."""

from typing import Any

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
"""float32 [n, 4]"""

Image = npt.NDArray[np.uint8]
"""uint8 [height, width, 3], BGR"""

Floats = npt.NDArray[np.floating[Any]]


def areas(boxes: Boxes) -> Floats:
    """[n] areas in square pixels; a box turned inside out has none."""
    sides = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1])


def intersections(first: Boxes, second: Boxes) -> Floats:
    """[n, m] common areas in square pixels."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = np.clip(high - low, 0, None)
    return np.asarray(sides[..., 0] * sides[..., 1])


def overlaps(first: Boxes, second: Boxes) -> Floats:
    """[n, m] intersection over union, 0..1."""
    common = intersections(first, second)
    union = areas(first)[:, None] + areas(second)[None, :] - common
    return np.asarray(common / np.maximum(union, 1e-9))


def paired_overlaps(first: Boxes, second: Boxes) -> Floats:
    """[n] intersection over union of each box of `first` with the one in the same row of `second`, 0..1."""
    low, high = np.maximum(first[:, :2], second[:, :2]), np.minimum(first[:, 2:], second[:, 2:])
    common = areas(np.concatenate([low, high], axis=1))
    return np.asarray(common / np.maximum(areas(first) + areas(second) - common, 1e-9))


def covered(first: Boxes, second: Boxes) -> Floats:
    """[n, m] share of each box of `first` that each box of `second` covers, 0..1."""
    return np.asarray(intersections(first, second) / np.maximum(areas(first), 1e-9)[:, None])


def suppress(boxes: Boxes, scores: Floats, limit: float) -> npt.NDArray[np.intp]:
    """Indices kept by non-maximum suppression, best score first: no two of them overlap by more than `limit`."""
    order = np.argsort(-scores, kind="stable")
    table = overlaps(boxes, boxes)
    kept: list[int] = []
    for index in order:
        if not kept or table[index, kept].max() <= limit:
            kept.append(int(index))
    return np.array(kept, np.intp)
