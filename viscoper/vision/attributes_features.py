"""What a crop's regions show, in numbers that a linear classifier can weigh."""

import numpy as np

from viscoper.attributes import REGIONS
from viscoper.vision.attributes_colour import Floats32, lab, named
from viscoper.vision.attributes_regions import adapted, fitted, place, weights
from viscoper.vision.boxes import Image


def region_features(crop: Image, kind: str) -> dict[str, Floats32]:
    """Features of each region of the kind, float32 [f]; a person's regions each know the other's colours as well.

    `crop`: BGR of a whole person or vehicle, any size from 1x1.
    """
    image = fitted(crop, kind)
    own = weights(image, kind)
    looks = [lab(image), lab(adapted(image, kind))]
    told = {region: _region(looks, own, region, kind) for region in REGIONS[kind]}
    beside = _beside(looks[0])
    both = np.concatenate([shares for shares, _ in told.values()])
    return {region: np.concatenate([both, rest, beside]).astype(np.float32) for region, (_, rest) in told.items()}


def _region(looks: list[Floats32], own: Floats32, region: str, kind: str) -> tuple[Floats32, Floats32]:
    """Square roots of the colours' shares, as taken and as adapted [22]; means and spread in CIELAB [12]."""
    where = place(region, kind)
    weight = own[where].ravel() / own[where].sum()
    shares, rest = [], []
    for look in looks:
        colours = look[where].reshape(-1, 3)
        shares.append(np.sqrt(weight @ named(colours)))
        mean = weight @ colours
        rest += [mean, np.sqrt(weight @ (colours - mean) ** 2)]
    return np.concatenate(shares).astype(np.float32), np.concatenate(rest).astype(np.float32) / np.float32(50)


def _beside(look: Floats32) -> Floats32:
    """Median in CIELAB of the lower border columns: the ground's light."""
    low = look[look.shape[0] // 2 :]
    return np.asarray(np.median(np.concatenate([low[:, :3], low[:, -3:]], axis=1).reshape(-1, 3), axis=0) / 50)
