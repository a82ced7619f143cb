"""Names of colours: the eleven basic colour terms of B. Berlin and P. Kay, "Basic Color Terms", 1969.

A colour is named after the nearest anchor in CIELAB, softly: what lies between two terms has a share of both. Lightness
counts for less than hue and chroma, since cloth and paint are seen in sun and in shade.
"""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.vision.boxes import Image

Floats32 = npt.NDArray[np.float32]
Rgb = tuple[int, int, int]

# sRGB; dark and washed-out kinds of a colour beside the full one, as clothes and cars have them.
ANCHORS: Final[dict[str, list[Rgb]]] = {
    "black": [(0, 0, 0), (14, 14, 14), (28, 28, 30), (38, 38, 40)],
    "white": [(255, 255, 255), (235, 235, 235), (215, 215, 215)],
    "grey": [(62, 62, 64), (90, 90, 90), (125, 125, 125), (160, 160, 160), (185, 185, 188)],
    "red": [(90, 15, 25), (120, 20, 25), (150, 25, 30), (190, 30, 35), (220, 40, 40), (230, 70, 60), (190, 50, 40)],
    "orange": [(225, 110, 30), (240, 140, 40), (255, 120, 0), (230, 95, 25)],
    "yellow": [(205, 175, 60), (240, 220, 70), (255, 235, 0), (225, 225, 100), (200, 190, 40), (205, 225, 40)],
    "green": [
        (20, 60, 35), (30, 75, 50), (40, 110, 60), (75, 95, 50), (60, 150, 70),
        (120, 170, 110), (60, 130, 100), (90, 120, 95), (140, 200, 120),
    ],
    "blue": [
        (18, 25, 55), (30, 40, 75), (35, 60, 120), (40, 70, 130), (70, 95, 140), (90, 130, 185), (130, 170, 220),
        (40, 90, 200), (0, 0, 200), (60, 130, 150), (100, 180, 210), (30, 80, 100), (45, 65, 105),
    ],
    "purple": [(60, 25, 60), (110, 50, 95), (90, 50, 130), (140, 80, 160), (180, 130, 200), (75, 30, 100)],
    "pink": [(225, 150, 170), (240, 180, 200), (230, 100, 150), (245, 200, 205), (215, 120, 140)],
    "brown": [
        (45, 28, 20), (70, 45, 30), (105, 75, 50), (120, 80, 50), (150, 110, 75),
        (180, 150, 110), (205, 180, 145), (75, 70, 50), (140, 120, 95), (110, 85, 60),
    ],
}  # fmt: skip
COLOURS: Final = tuple(ANCHORS)

_LIGHTNESS_COUNTS = 0.7
# Distance in CIELAB over which the share of a further anchor falls to a third.
_SOFTNESS = 5.0


def lab(image: Image | Floats32) -> Floats32:
    """CIELAB (D65) of BGR: float32, same shape; L 0..100. `image`: uint8, or float32 0..1."""
    scaled = image.astype(np.float32) / 255 if image.dtype == np.uint8 else image
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(scaled, np.float32), cv2.COLOR_BGR2LAB), np.float32)


def named(colours: Floats32) -> Floats32:
    """Shares of COLOURS in each colour: float32 [n, 11], rows that sum to 1. `colours`: [n, 3] CIELAB."""
    anchors, terms = _anchors()
    away = (colours[:, None] - anchors[None]) * np.array([_LIGHTNESS_COUNTS, 1, 1], np.float32)
    squared = np.einsum("nac,nac->na", away, away)
    nearest = np.sqrt(np.minimum.reduceat(squared, terms, axis=1))
    shares = np.exp((nearest.min(axis=1, keepdims=True) - nearest) / _SOFTNESS)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


@cache
def _anchors() -> tuple[Floats32, list[int]]:
    """All anchors in CIELAB [a, 3], and where each term's begin."""
    bgr = np.array([[rgb[::-1] for rgbs in ANCHORS.values() for rgb in rgbs]], np.uint8)
    begins = np.cumsum([0, *(len(rgbs) for rgbs in ANCHORS.values())])[:-1]
    return lab(bgr)[0], begins.tolist()
