"""The searches that a city is evaluated with: each sighting as a query of the real ranker."""

from collections.abc import Sequence

import cv2
import numpy as np

from viscoper.catalog.cameras import Camera
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import StoredSighting
from viscoper.search.feedback import Feedback
from viscoper.search.plausibility import Presence, presences
from viscoper.search.rank import MAX_TOP, NO_FEEDBACK, Ranker
from viscoper.search.search import embed_query
from viscoper.search.select import Kind, Selection
from viscoper.vision.embedders import Embedder


class CityRankers:
    """Each method ranks all sightings of the other cameras and the query's kind, best first.

    The query's own camera is searched as well, as a search in the app would; what it saw is left out of the answer.
    """

    def __init__(self, gallery: Gallery, cameras: Sequence[Camera], embedder: Embedder) -> None:
        self._gallery = gallery
        self._cameras = cameras
        self._by_id = {camera.camera_id: camera for camera in cameras}
        self._embedder = embedder
        self._rank = Ranker(gallery, embedder.name)

    def by_similarity(self, query: StoredSighting) -> list[StoredSighting]:
        return self._ranked(query)

    def by_plausibility(self, query: StoredSighting) -> list[StoredSighting]:
        """With the place, time and way of the query known, as when its sighting was liked."""
        return self._ranked(query, seen=presences([query], self._by_id))

    def by_feedback(self, query: StoredSighting, feedback: Feedback) -> list[StoredSighting]:
        """As a search does: what was liked also says where and when somebody was."""
        return self._ranked(query, feedback, presences(self._gallery.get(feedback.liked), self._by_id))

    def _ranked(
        self, query: StoredSighting, feedback: Feedback = NO_FEEDBACK, seen: Sequence[Presence] = ()
    ) -> list[StoredSighting]:
        kind: Kind = "person" if query.kind == "person" else "vehicle"
        crop = cv2.imdecode(np.frombuffer(self._gallery.crop(query.sighting_id), np.uint8), cv2.IMREAD_COLOR)
        vector = embed_query(self._embedder, [np.asarray(crop, np.uint8)])
        found = self._rank(vector, Selection(self._cameras, kind=kind), MAX_TOP, feedback, seen)
        return [match.sighting for match in found if match.sighting.camera_id != query.camera_id]
