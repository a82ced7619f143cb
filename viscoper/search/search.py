"""A search: one query picture against the gallery of a selection, ranked, with coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.clock import format_time
from viscoper.errors import ModelError, UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import StoredSighting
from viscoper.search.coverage import Coverage, find_coverage
from viscoper.search.query import BgrImage
from viscoper.search.select import Selection

MAX_TOP = 10_000


class Embedder(Protocol):
    """Crops (uint8 [height, width, 3] BGR) to float32 [number of crops, dim], each row of length 1."""

    @property
    def name(self) -> str:
        """Name and version, as in colour-texture@1; sightings of other versions are not compared."""

    def __call__(self, crops: Sequence[BgrImage], /) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class Match:
    """A possible match: a sighting, the camera that made it, and its cosine similarity to the query (1 at most)."""

    sighting: StoredSighting
    camera: Camera
    similarity: float

    def to_json(self) -> dict[str, Any]:
        """Box in pixels of the source frame, time in UTC."""
        return {**sighting_json(self.sighting, self.camera), "similarity": round(self.similarity, 4)}


@dataclass(frozen=True)
class SearchResult:
    """Possible matches, best first, and what they were searched in."""

    matches: Sequence[Match]
    coverage: Coverage


class Search:
    """Searches with one embedder. The coverage tells apart what was indexed with another recipe than `recipe`."""

    def __init__(self, catalog: Catalog, gallery: Gallery, embedder: Embedder, recipe: str | None = None) -> None:
        self._catalog = catalog
        self._gallery = gallery
        self._embedder = embedder
        self._recipe = recipe

    def __call__(self, query: BgrImage, selection: Selection, top: int = 50) -> SearchResult:
        """The `top` sightings of the selection that look most like `query` (the object, cut out; see query.cut_out).

        A sighting belongs to the window by the time of its unique image. Raises UsageError for `top` out of 1 to
        MAX_TOP, ModelError when the embedder gives no usable vector, GalleryError, CatalogError.
        """
        if not 1 <= top <= MAX_TOP:
            raise UsageError(f"--top {top} is not between 1 and {MAX_TOP}")
        # Coverage first: what finishes in between is searched and not counted, never counted and not searched.
        coverage = find_coverage(self._catalog.segments, selection, self._recipe)
        hits = self._gallery.search(
            self._embed(query),
            self._embedder.name,
            camera_ids=selection.camera_ids,
            start=selection.start,
            end=selection.end,
            kind=selection.kind,
            top=top,
        )
        cameras = {camera.camera_id: camera for camera in selection.cameras}
        matches = [Match(hit.sighting, cameras[hit.sighting.camera_id], hit.similarity) for hit in hits]
        return SearchResult(matches, coverage)

    def _embed(self, query: BgrImage) -> NDArray[np.float32]:
        embedding = np.asarray(self._embedder([query]), dtype=np.float32)
        if embedding.ndim != 2 or len(embedding) != 1 or not np.isfinite(embedding).all() or not embedding.any():
            raise ModelError(f"the embedder {self._embedder.name} gave no usable vector for the query picture")
        row: NDArray[np.float32] = embedding[0]
        return row


def sighting_json(sighting: StoredSighting, camera: Camera) -> dict[str, Any]:
    """What is shown of a sighting: box in pixels of the source frame, time in UTC."""
    return {
        "sighting_id": sighting.sighting_id,
        "camera": camera.name,
        "time": format_time(sighting.time),
        "kind": sighting.kind,
        "label": sighting.label,
        "box": list(sighting.box),
        "segment_id": sighting.segment_id,
        "track_id": sighting.track_id,
    }
