"""Attributes: what can be said of somebody or something seen, in words; kept in the gallery beside the embedding."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

COLOURS: Final = ("black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
"""The eleven basic colour terms of B. Berlin and P. Kay, "Basic Color Terms", 1969, in the order of all shares."""

REGIONS: Final[Mapping[str, tuple[str, ...]]] = {"person": ("upper", "lower"), "vehicle": ("body",)}
"""What has a colour, by kind: clothes above and below the waist; a vehicle's paint."""

Attributes = Mapping[str, npt.NDArray[np.float32]]
"""By region: float32 [11], the shares of COLOURS, which add up to 1. Without regions nobody looked for."""

# Smaller shares are not worth telling.
LEAST_TOLD = 0.1


def main_colour(shares: npt.NDArray[np.float32]) -> str:
    """The colour with the largest share."""
    return COLOURS[int(np.argmax(shares))]


def to_json(attributes: Attributes) -> dict[str, dict[str, float]]:
    """By region the colours that are worth telling and their shares, the largest first."""
    return {region: _told(shares) for region, shares in attributes.items()}


def _told(shares: npt.NDArray[np.float32]) -> dict[str, float]:
    order = np.argsort(-shares, kind="stable")
    return {COLOURS[i]: round(float(shares[i]), 3) for i in order if shares[i] >= LEAST_TOLD or i == order[0]}
