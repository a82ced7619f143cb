"""What can be said of crops in words: colours of clothes and of paint, what people wear and carry.

One small network tells all of it; models/attributes/README.md is its card.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import models.attributes
from viscoper.attributes import ASPECTS, TERMS, Attributes
from viscoper.errors import ModelError
from viscoper.vision.boxes import Image
from viscoper.vision.crops import as_bgr, resized
from viscoper.vision.embedder_network import BATCH, load_session

WEIGHTS = Path(models.attributes.__file__).with_name("attributes.onnx")


def attributes_of(crops: Sequence[Image], kinds: Sequence[str]) -> list[Attributes]:
    """What each crop shows, by aspect. `crops`: uint8 BGR, each of a whole person or vehicle; `kinds`: which.

    Any crop of 1x1 pixels or more has an answer; of a person cut off at the waist, what is said of the legs is wrong.
    Raises ModelError when the network cannot be loaded or gives what is not a number.
    """
    told: list[Attributes] = []
    for start in range(0, len(crops), BATCH):
        shares = _shares(crops[start : start + BATCH])
        for row, kind in enumerate(kinds[start : start + BATCH]):
            told.append({aspect: shares[aspect][row] for aspect in ASPECTS[kind]})
    return told


def _shares(crops: Sequence[Image]) -> dict[str, Any]:
    """By aspect float32 [n, terms]. The network takes BGR 0..255 as float32 [n, 3, height, width]."""
    session = _session()
    taken = session.get_inputs()[0]
    height, width = taken.shape[2:]
    pictures = np.stack([resized(as_bgr(crop), width, height) for crop in crops])
    given = session.run(list(TERMS), {taken.name: pictures.transpose(0, 3, 1, 2).astype(np.float32)})
    if not all(np.isfinite(shares).all() for shares in given):
        raise ModelError(f"{WEIGHTS.name} gave what is not a number; install VISCOPER again")
    return dict(zip(TERMS, given, strict=True))


@cache
def _session() -> Any:
    return load_session(WEIGHTS)
