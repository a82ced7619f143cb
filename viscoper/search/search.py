"""A search: query pictures against the gallery of a selection, ranked, with coverage."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from viscoper.catalog.catalog import Catalog
from viscoper.errors import ModelError, UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.search.coverage import Coverage, measure_coverage
from viscoper.search.describe import Description
from viscoper.search.feedback import Feedback
from viscoper.search.match import Match, SearchResult, sighting_json
from viscoper.search.plausibility import Presence, presences
from viscoper.search.query import BgrImage
from viscoper.search.rank import MAX_TOP, NO_FEEDBACK, Ranker
from viscoper.search.select import Selection

__all__ = [
    "MAX_TOP",
    "Match",
    "Ranker",
    "Search",
    "SearchResult",
    "confirmed_presences",
    "embed_query",
    "sighting_json",
]


class Embedder(Protocol):
    """Crops (uint8 [height, width, 3] BGR) to float32 [number of crops, dim], each row of length 1."""

    @property
    def name(self) -> str:
        """Name and version, as in colour-texture@1; sightings of other versions are not compared."""

    def __call__(self, crops: Sequence[BgrImage], /) -> NDArray[np.float32]: ...


class Search:
    """Embeds query pictures, ranks, and tells the coverage, in it what was indexed with another recipe than `recipe`.

    Where the query is embedded elsewhere, Ranker and find_coverage do the rest.
    """

    def __init__(self, catalog: Catalog, gallery: Gallery, embedder: Embedder, recipe: str | None = None) -> None:
        self._catalog = catalog
        self._gallery = gallery
        self._embedder = embedder
        self._rank = Ranker(gallery, embedder.name)
        self._recipe = recipe

    def __call__(
        self,
        query: BgrImage | Sequence[BgrImage],
        selection: Selection,
        top: int = 50,
        feedback: Feedback = NO_FEEDBACK,
        seen: Sequence[Presence] = (),
        description: Description | None = None,
    ) -> SearchResult:
        """As Ranker, for one picture or several of the same object (cut out; see query.cut_out), with coverage.

        Liked sightings also say where the object was. Raises also ModelError when the embedder gives no usable vector,
        CatalogError.
        """
        pictures = [query] if isinstance(query, np.ndarray) else list(query)
        vectors = embed_query(self._embedder, pictures)
        # Coverage first: what finishes in between is searched and not counted, never counted and not searched.
        coverage = self._coverage(selection)
        confirmed = confirmed_presences(self._catalog, self._gallery, feedback)
        matches = self._rank(vectors, selection, top, feedback, [*seen, *confirmed], description)
        return SearchResult(matches, coverage)

    def _coverage(self, selection: Selection) -> Coverage:
        segments = self._catalog.segments.find(selection.camera_ids, selection.start, selection.end)
        coverage = measure_coverage(selection, segments, self._recipe)
        if not coverage.total.other_settings:  # all of it is this embedder's
            return coverage
        return measure_coverage(selection, segments, self._recipe, self._gallery.lacking(self._embedder.name))


def confirmed_presences(catalog: Catalog, gallery: Gallery, feedback: Feedback) -> list[Presence]:
    """Where and when the liked sightings were made. Raises UsageError for unknown ones, GalleryError, CatalogError."""
    liked = gallery.get(feedback.liked)
    return presences(liked, catalog.cameras.by_ids({sighting.camera_id for sighting in liked})) if liked else []


def embed_query(embedder: Embedder, pictures: Sequence[BgrImage]) -> NDArray[np.float32]:
    """Vectors for Ranker, float32 [pictures, dim]. Raises UsageError without a picture, ModelError for a vector that
    is not finite or 0."""
    if not pictures:
        raise UsageError("a search needs at least one picture")
    vectors = np.asarray(embedder(pictures), dtype=np.float32)
    usable = vectors.ndim == 2 and len(vectors) == len(pictures)
    if not usable or not np.isfinite(vectors).all() or not vectors.any(axis=1).all():
        raise ModelError(f"the embedder {embedder.name} gave no usable vector for the query picture")
    return vectors
