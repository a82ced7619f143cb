"""Which embedders there are."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from viscoper.errors import UsageError
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


EMBEDDERS: dict[str, Callable[[], Embedder]] = {"colour-texture": ColourTexture}


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises UsageError when there is none of that name."""
    if settings.embedder not in EMBEDDERS:
        known = ", ".join(EMBEDDERS)
        raise UsageError(f"VISCOPER_EMBEDDER: no embedder is called '{settings.embedder}'; there is {known}")
    return EMBEDDERS[settings.embedder]()
