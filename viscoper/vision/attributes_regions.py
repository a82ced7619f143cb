"""Where a crop shows what: upper and lower clothing of a person, paint of a vehicle; and the light it stands in.

What stands in shade is seen blue and dark. The ground beside it stands in the same light, so the crop is brought nearer
to a grey ground of middle brightness (von Kries's adaptation, by part only: ground may be grass or asphalt).
"""

from functools import cache
from typing import Final

import cv2
import numpy as np

from viscoper.vision.attributes_colour import Floats32, lab
from viscoper.vision.boxes import Image

SIZES: Final = {"person": (32, 64), "vehicle": (64, 44)}
"""Width and height that crops are brought to."""

# Edges as shares of the box: left, top, right, bottom.
PLACES: Final[dict[str, tuple[float, float, float, float]]] = {
    "upper": (0.05, 0.19, 0.95, 0.44),
    "lower": (0.05, 0.53, 0.95, 0.83),
    "body": (0.08, 0.25, 0.92, 0.85),
}

# Half the width of somebody walking, as a share of the box's width, by height from the top.
_HEIGHTS = (0.0, 0.04, 0.12, 0.17, 0.25, 0.45, 0.52, 0.7, 0.9, 1.0)
_HALF_WIDTHS = (0.1, 0.14, 0.15, 0.26, 0.3, 0.3, 0.27, 0.24, 0.24, 0.24)
_BANDS = 6
# Distance in CIELAB at which a pixel is hardly like what is beside the object.
_LIKE_BESIDE = 9.0
# Linear light of the ground that a crop is brought towards, and how far.
_GROUND_LIGHT, _LIGHT_SHARE, _TINT_SHARE = 0.28, 0.7, 0.6
# Spread of the ground's channels over their mean: shade gives up to 0.5; grass and wooden floors have more than 0.9 of
# their own, which tells nothing of the light.
_OWN_TINT, _TINT_MARGIN = 0.9, 0.4


def fitted(crop: Image, kind: str) -> Image:
    """The crop at its kind's size."""
    return np.asarray(cv2.resize(crop, SIZES[kind], interpolation=cv2.INTER_AREA), np.uint8)


def adapted(image: Image, kind: str) -> Floats32:
    """The fitted crop, float32 0..1, as if its ground were nearer to a middle grey."""
    light = np.asarray((image.astype(np.float32) / 255) ** np.float32(2.2), np.float32)
    ground = np.maximum(np.median(_ground(light, kind), axis=0), 1e-3)
    brightness = float(ground.mean())
    gain = np.clip(_GROUND_LIGHT / brightness, 0.6, 4) ** _LIGHT_SHARE
    of_light = np.clip((_OWN_TINT - np.ptp(ground) / brightness) / _TINT_MARGIN, 0, 1)
    tint = np.clip(brightness / ground, 0.6, 1.7) ** (_TINT_SHARE * of_light)
    return np.asarray(np.clip(light * gain * tint, 0, 1) ** np.float32(1 / 2.2), np.float32)


def weights(image: Image, kind: str) -> Floats32:
    """How much each pixel of the fitted crop belongs to the object: [height, width], 0..1."""
    if kind == "vehicle":
        return np.ones(image.shape[:2], np.float32)
    colours = lab(image)
    nearest = np.full(image.shape[:2], np.inf, np.float32)
    for beside in _beside(colours):
        nearest = np.minimum(nearest, np.linalg.norm((colours - beside) * np.array([0.8, 1, 1], np.float32), axis=2))
    return np.asarray(_standing() * (1 - 0.95 * np.exp(-((nearest / _LIKE_BESIDE) ** 2))) + 1e-4, np.float32)


def place(region: str, kind: str) -> tuple[slice, slice]:
    """Rows and columns of a region in the fitted crop."""
    width, height = SIZES[kind]
    left, top, right, bottom = PLACES[region]
    return slice(round(top * height), round(bottom * height)), slice(round(left * width), round(right * width))


def _ground(light: Floats32, kind: str) -> Floats32:
    """[n, 3] pixels at the sides, where the ground is: of a vehicle only at its foot."""
    height, width = light.shape[:2]
    top, wide = (0.3, width // 14 + 1) if kind == "person" else (0.8, width // 7)
    rows = light[int(top * height) :]
    return np.concatenate([rows[:, :wide], rows[:, -wide:]], axis=1).reshape(-1, 3)


def _beside(colours: Floats32) -> list[Floats32]:
    """Colours of what is beside the object: medians of the border columns, in bands."""
    wide = colours.shape[1] // 14 + 1
    sides = (colours[:, :wide], colours[:, -wide:])
    return [
        np.median(band.reshape(-1, 3), axis=0).astype(np.float32)
        for side in sides
        for band in np.array_split(side, _BANDS)
    ]


@cache
def _standing() -> Floats32:
    """Where somebody upright is in the box, 0..1."""
    width, height = SIZES["person"]
    half = np.interp((np.arange(height) + 0.5) / height, _HEIGHTS, _HALF_WIDTHS)
    away = np.abs((np.arange(width) + 0.5) / width - 0.5)
    return np.asarray(1 / (1 + np.exp((away[None] - half[:, None]) / 0.05)), np.float32)
