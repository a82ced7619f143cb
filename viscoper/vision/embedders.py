"""Which embedders there are."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.fetch import fetch
from models.manifest import read_models
from viscoper.errors import ModelError, UsageError
from viscoper.settings import Settings
from viscoper.vision.boxes import Image
from viscoper.vision.embedder import ColourTexture


class Embedder(Protocol):
    """Crops (BGR, uint8, any size) to float32 [n, dim] of length 1. `name` carries the version, as in model@1."""

    @property
    def name(self) -> str: ...
    @property
    def dim(self) -> int: ...
    def __call__(self, crops: Sequence[Image], /) -> npt.NDArray[np.float32]: ...


CODE_ALONE: dict[str, Callable[[], Embedder]] = {"colour-texture": ColourTexture}


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name, its file fetched where need be.

    Raises UsageError when there is none of that name, ModelError when its file cannot be had or is not as pinned.
    """
    known = {entry.name: entry for entry in read_models(settings.home) if entry.task == "embed"}
    if settings.embedder not in known:
        there = ", ".join(known)
        raise UsageError(f"VISCOPER_EMBEDDER: no embedder is called '{settings.embedder}'; there is {there}")
    if settings.embedder in CODE_ALONE:
        return CODE_ALONE[settings.embedder]()
    from viscoper.vision.embedder_network import NetworkEmbedder

    entry, weights = known[settings.embedder], fetch(settings.embedder, settings)
    if weights is None:
        raise ModelError(f"the manifest names no file for the embedder {settings.embedder}")
    return NetworkEmbedder(entry.versioned, weights, entry.pixels)
