"""Attributes: what can be said of somebody or something seen, in words; kept in the gallery beside the embedding."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

COLOURS: Final = ("black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
"""The eleven basic colour terms of B. Berlin and P. Kay, "Basic Color Terms", 1969, in the order of all shares."""

REGIONS: Final[Mapping[str, tuple[str, ...]]] = {"person": ("upper", "lower"), "vehicle": ("body",)}
"""What has a colour, by kind: clothes above and below the waist; a vehicle's paint."""

WEAR: Final[Mapping[str, tuple[str, ...]]] = {
    "sleeves": ("short", "long"),
    "legs": ("short", "long"),
    "bag": ("none", "backpack", "other"),
    "hat": ("none", "hat"),
}
"""What else people are told by, and its terms. Short: the arms bare from the elbow, the legs from the knee."""

BUILD: Final[Mapping[str, tuple[str, ...]]] = {"type": ("other", "van")}
"""What a vehicle is told by beside its COCO name: detectors take vans for cars, trucks and buses."""

TERMS: Final[Mapping[str, tuple[str, ...]]] = {
    **{region: COLOURS for regions in REGIONS.values() for region in regions},
    **WEAR,
    **BUILD,
}
"""By aspect (a region that has a colour, a piece of WEAR, a vehicle's BUILD) the terms that share in it."""

ASPECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": (*REGIONS["person"], *WEAR),
    "vehicle": (*REGIONS["vehicle"], *BUILD),
}
"""What is told of each kind."""

Attributes = Mapping[str, npt.NDArray[np.float32]]
"""By aspect: float32, the shares of its TERMS, which add up to 1. Without those that nobody looked for."""

# What a line about somebody, or a vehicle, has room for.
STRIKING: Final = {
    ("sleeves", "short"): "short sleeves",
    ("legs", "short"): "bare legs",
    ("bag", "backpack"): "backpack",
    ("bag", "other"): "bag",
    ("hat", "hat"): "hat",
    ("type", "van"): "van",
}
# Smaller shares are not worth telling.
LEAST_TOLD = 0.1


def main_term(aspect: str, shares: npt.NDArray[np.float32]) -> str:
    """The term with the largest share."""
    return TERMS[aspect][int(np.argmax(shares))]


def to_json(attributes: Attributes) -> dict[str, dict[str, float]]:
    """By aspect the terms that are worth telling and their shares, the largest first."""
    return {aspect: _told(TERMS[aspect], shares) for aspect, shares in attributes.items()}


def in_words(attributes: Attributes) -> str:
    """The main colours and what strikes the eye, in few words: "red, blue, backpack"."""
    mains = {aspect: main_term(aspect, shares) for aspect, shares in attributes.items()}
    colours = [term for aspect, term in mains.items() if TERMS[aspect] is COLOURS]
    return ", ".join(colours + [words for worn, words in STRIKING.items() if worn in mains.items()])


def _told(terms: tuple[str, ...], shares: npt.NDArray[np.float32]) -> dict[str, float]:
    order = np.argsort(-shares, kind="stable")
    return {terms[i]: round(float(shares[i]), 3) for i in order if shares[i] >= LEAST_TOLD or i == order[0]}
