"""The re-embedding stage: a block of segments in, their sightings' uncommitted fragments out."""

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viscoper.errors import ViscoperError
from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings
from viscoper.vision.embedders import Embedder
from viscoper.vision.unique_image import decoded

EMBEDDED_AT_ONCE = 32

Load = Callable[[Settings], Embedder]


class ReembedBlock:
    """Embeds one block of segments. Called with {"segment_ids": list of str}; returns {"segment_ids", "fragments": list
    of JSON strings, "sighting_ids", "unreadable": int, "reason": str}; never raises, since Ray would drop the block."""

    def __init__(self, settings: Settings, load: Load) -> None:
        self.gallery = Gallery(settings)
        self.embedder = load(settings)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        segment_ids = list(row["segment_ids"])
        result: dict[str, Any] = {
            "segment_ids": segment_ids, "fragments": [], "sighting_ids": [], "unreadable": 0, "reason": "",
        }  # fmt: skip
        try:
            made = self.gallery.write_reembedded(segment_ids, self.embedder.name, self._embed)
            stored = {"fragments": made.written, "sighting_ids": made.sighting_ids, "unreadable": made.without}
            return result | stored
        except ViscoperError as error:
            return result | {"reason": str(error)}
        except Exception as error:  # any fault of one block is that block's; the job reports it and goes on
            return result | {"reason": f"unexpected {type(error).__name__}: {error}"}

    def _embed(self, jpegs: Sequence[bytes]) -> list[NDArray[np.float32] | None]:
        vectors: list[NDArray[np.float32] | None] = []
        for start in range(0, len(jpegs), EMBEDDED_AT_ONCE):
            vectors += self._embed_some(jpegs[start : start + EMBEDDED_AT_ONCE])
        return vectors

    def _embed_some(self, jpegs: Sequence[bytes]) -> list[NDArray[np.float32] | None]:
        pictures = [_picture(jpeg) for jpeg in jpegs]
        made = iter(self.embedder([picture for picture in pictures if picture is not None]))
        return [None if picture is None else next(made) for picture in pictures]


def _picture(jpeg: bytes) -> NDArray[np.uint8] | None:
    try:
        return decoded(jpeg)
    except (TypeError, cv2.error):  # what OpenCV makes of no JPEG, and of no bytes
        return None
