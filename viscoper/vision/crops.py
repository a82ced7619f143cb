"""What an embedder may be given: pictures of any size, grey, or with transparency."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.errors import UsageError
from viscoper.vision.boxes import Image


def as_bgr(crop: npt.NDArray[Any]) -> Image:
    """The crop as uint8 [height, width, 3]: grey ones in three channels, transparency left out.

    Raises UsageError for what is no picture: no pixels, other numbers than 0..255, another number of channels.
    """
    if crop.dtype != np.uint8 or crop.ndim not in (2, 3) or 0 in crop.shape:
        raise UsageError(f"a picture of shape {crop.shape} and type {crop.dtype} cannot be compared; it must be uint8")
    channels = 1 if crop.ndim == 2 else crop.shape[2]
    if channels == 3:
        return crop
    if channels not in (1, 4):
        raise UsageError(f"a picture of {channels} channels cannot be compared; give it as BGR, grey or BGR and alpha")
    code = cv2.COLOR_GRAY2BGR if channels == 1 else cv2.COLOR_BGRA2BGR
    return np.asarray(cv2.cvtColor(crop, code), np.uint8)


def resized(crop: Image, width: int, height: int) -> Image:
    """Stretched to width x height; what becomes smaller is averaged, so that fine patterns do not turn into others."""
    smaller = crop.shape[0] > height or crop.shape[1] > width
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (width, height), interpolation=way), np.uint8)
