"""What can be said of a crop in words: the colours of clothes and of paint.

A linear classifier with softmax weighs what the crop's regions show (`attributes_features`). It was fitted to pictures
of the synthetic city, whose colours are known; models/attributes/README.md is its card.
"""

from functools import cache
from pathlib import Path

import numpy as np

import models.attributes
from viscoper.attributes import Attributes
from viscoper.vision.attributes_colour import Floats32
from viscoper.vision.attributes_features import region_features
from viscoper.vision.boxes import Image

WEIGHTS = Path(models.attributes.__file__).with_name("colours.npz")


def attributes_of(crop: Image, kind: str) -> Attributes:
    """The colours of each region of the kind. `crop`: uint8 [height, width, 3], BGR, of a whole person or vehicle.

    Any crop of 1x1 pixels or more has an answer; of a person cut off at the waist, `lower` is wrong.
    """
    told: dict[str, Floats32] = {}
    for region, features in region_features(crop, kind).items():
        weights, offsets = _classifiers()[region]
        told[region] = _softmax(features @ weights + offsets)
    return told


def _softmax(values: Floats32) -> Floats32:
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum(), np.float32)


@cache
def _classifiers() -> dict[str, tuple[Floats32, Floats32]]:
    """By region: weights [features, 11] and offsets [11]."""
    with np.load(WEIGHTS) as kept:
        regions = {name.removesuffix("_offsets") for name in kept if name.endswith("_offsets")}
        return {region: (kept[f"{region}_weights"], kept[f"{region}_offsets"]) for region in regions}
