"""The query embedder: the models that look at a query picture, in a process of their own."""

import asyncio
import io
from functools import cached_property
from threading import Lock, Thread
from typing import Any

import numpy as np
from ray import serve

from models.fetch import fetch_detector
from viscoper.coco import KINDS, LABELS
from viscoper.footage.excerpt import frames_between
from viscoper.footage.storage import open_store
from viscoper.search.query import BgrImage, cut_out, load_picture
from viscoper.search.search import embed_query
from viscoper.settings import load_settings
from viscoper.vision.detections import Detections
from viscoper.vision.detector import Detector
from viscoper.vision.embedders import load_embedder
from viscoper.vision.follow import Seen, follow

BATCH = 16
# How long a picture waits for others to be embedded with.
BATCH_WAIT_S = 0.005
LOOKS_PER_S = 5.0
BoxTuple = tuple[int, int, int, int]


class QueryEmbedder:
    """Reads pictures and footage from the store by their keys, so that no pixels pass between processes."""

    def __init__(self) -> None:
        self._settings = load_settings()
        self._store = open_store(self._settings)
        self._embedder = load_embedder(self._settings)
        self._looking = Lock()
        # Loading the detector takes seconds that the first picture should not wait for.
        Thread(target=lambda: self._detector, daemon=True).start()

    async def embedder_name(self) -> str:
        """Name and version, as in colour-texture@1."""
        return self._embedder.name

    # Ray's types know functions only.
    @serve.batch(  # type: ignore[arg-type]
        max_batch_size=BATCH, batch_wait_timeout_s=BATCH_WAIT_S
    )
    async def embed(  # type: ignore[misc]
        self, keys: list[str], boxes: list[BoxTuple | None]
    ) -> list[list[float]]:
        """The vector (of length 1) of a stored picture's box, or of all of it; several calls are one batch."""
        return await asyncio.to_thread(self._embed, keys, boxes)

    def _embed(self, keys: list[str], boxes: list[BoxTuple | None]) -> list[list[float]]:
        pictures = [cut_out(self._picture(key), box) for key, box in zip(keys, boxes, strict=True)]
        return [[float(each) for each in vector] for vector in embed_query(self._embedder, pictures)]

    async def find_objects(self, key: str) -> list[dict[str, Any]]:
        """People and vehicles in a stored picture, the largest first: kind, label, box (x, y, w, h) and score."""
        return await asyncio.to_thread(self._find_objects, key)

    def _find_objects(self, key: str) -> list[dict[str, Any]]:
        picture = self._picture(key)
        found = self._look(picture)
        objects = [_object(found, index, picture) for index in range(len(found))]
        return sorted(objects, key=lambda each: -each["box"][2] * each["box"][3])

    async def follow(
        self, key: str, name: str, span: tuple[float, float], kind: str, at_s: float, corners: tuple[int, int, int, int]
    ) -> list[tuple[float, list[float]]]:
        """Where an object is, from its one known box: seconds of the footage, and x1, y1, x2, y2 in pixels."""
        return await asyncio.to_thread(self._follow, key, name, span, kind, at_s, corners)

    def _follow(
        self, key: str, name: str, span: tuple[float, float], kind: str, at_s: float, corners: tuple[int, int, int, int]
    ) -> list[tuple[float, list[float]]]:
        known = Seen(at_s, np.array(corners, np.float32))
        looks: list[tuple[float, Detections]] = []
        with self._store.open(key) as file:
            for frame in frames_between(file, name, *span):
                if not looks or frame.time_s - looks[-1][0] >= 1 / LOOKS_PER_S - 1e-3:
                    looks.append((frame.time_s, self._look(frame.image)))
        seen = follow(looks, "person" if kind == "person" else "vehicle", known)
        return [(each.time_s, [float(side) for side in each.box]) for each in seen]

    def _look(self, image: BgrImage) -> Detections:
        with self._looking:
            return self._detector([image])[0]

    def _picture(self, key: str) -> BgrImage:
        return load_picture(io.BytesIO(self._store.read_bytes(key)), "the query picture")

    @cached_property
    def _detector(self) -> Detector:
        settings = self._settings
        lowest = min(settings.person_score, settings.vehicle_score)
        return Detector(fetch_detector(settings), settings.home, settings.detector_size, lowest, threads=1)


def _object(found: Detections, index: int, picture: BgrImage) -> dict[str, Any]:
    height, width = picture.shape[:2]
    left, top, right, bottom = (round(float(side)) for side in found.boxes[index])
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    label = LABELS[found.labels[index]]
    return {
        "kind": KINDS[label], "label": label, "box": [left, top, right - left, bottom - top],
        "score": min(1.0, float(found.scores[index])),
    }  # fmt: skip
