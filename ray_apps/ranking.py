"""Ranking a search as the catalog keeps it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import numpy as np

from viscoper.catalog import Catalog
from viscoper.catalog.cameras import Camera
from viscoper.catalog.casework import SearchRecord
from viscoper.catalog.geography import Point
from viscoper.gallery.gallery import Gallery
from viscoper.search.describe import Description, parse_description
from viscoper.search.describe_search import rank_described
from viscoper.search.feedback import Feedback
from viscoper.search.match import Match
from viscoper.search.plausibility import Presence, presences
from viscoper.search.rank import Ranker
from viscoper.search.select import Kind, Scope, Selection

LOOKUPS = 8


class SearchRanking:
    """Any number of threads may rank at once."""

    def __init__(self, catalog: Catalog, gallery: Gallery) -> None:
        self._catalog = catalog
        self._gallery = gallery
        self._lookups = ThreadPoolExecutor(LOOKUPS)

    def __call__(
        self, search: SearchRecord, top: int, kind: Kind | None = None, camera: str | None = None
    ) -> list[Match]:
        """The `top` most relevant matches now, of this kind and camera (its id) alone if given; by the description
        alone while there is nothing to look like. Cameras that were removed since are left out.

        Raises UsageError, GalleryError, PyMongoError.
        """
        if kind and search.kind and kind != search.kind:
            return []
        # The gallery is searched meanwhile: asking the embedded catalog for 50 cameras takes half as long.
        known = self._lookups.submit(self._catalog.cameras.by_ids, search.cameras)
        chosen = [each for each in search.cameras if camera in (None, each)]
        scope = Scope(chosen, search.start, search.end, kind or cast(Kind | None, search.kind))
        described = parse_description(search.description) if search.description else None
        if described and not search.vectors and not search.liked:
            return self._described(described, scope, known.result(), top, search.disliked)
        rank, feedback = Ranker(self._gallery, search.embedder), Feedback(search.liked, search.disliked)
        vectors, plausible = np.array(search.vectors, np.float32), bool(search.seen_at or search.liked)
        found = rank.candidates(vectors, scope, top, feedback, plausible, described is not None)
        return rank.matches(found, known.result(), self._seen(search, known.result()), described)[:top]

    def _described(
        self, description: Description, scope: Scope, known: Mapping[str, Camera], top: int, disliked: Sequence[str]
    ) -> list[Match]:
        cameras = [known[each] for each in scope.camera_ids if each in known]
        selection = Selection(cameras, scope.start, scope.end, scope.kind)
        return rank_described(self._gallery, description, selection, top, disliked)

    def _seen(self, search: SearchRecord, known: Mapping[str, Camera]) -> list[Presence]:
        """Where the one searched for surely was: by what was liked, and by the frame that the query was cut out of."""
        seen = presences(self._gallery.get(search.liked) if search.liked else [], known)
        if search.seen_at and search.seen_time:
            seen.append(Presence(Point(*search.seen_at), search.seen_time))
        return seen
