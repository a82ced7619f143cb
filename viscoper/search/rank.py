"""Ranking a selection's sightings for a query that is embedded already; knows no model."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viscoper.errors import UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import Hit
from viscoper.search.feedback import Feedback, mean_vector, ranking_vector
from viscoper.search.match import Match
from viscoper.search.select import Selection

MAX_TOP = 10_000
NO_FEEDBACK = Feedback()


class Ranker:
    """Ranks what `embedder` ("name@version") embedded."""

    def __init__(self, gallery: Gallery, embedder: str) -> None:
        self._gallery = gallery
        self._embedder = embedder

    def __call__(
        self, query: NDArray[np.float32], selection: Selection, top: int = 50, feedback: Feedback = NO_FEEDBACK
    ) -> list[Match]:
        """The `top` sightings of the selection that look most like `query`, float32 [pictures, dim], rows of length 1.

        A sighting belongs to the window by the time of its unique image. Raises UsageError for `top` out of 1 to
        MAX_TOP and for unknown sightings in `feedback`, GalleryError.
        """
        if not 1 <= top <= MAX_TOP:
            raise UsageError(f"--top {top} is not between 1 and {MAX_TOP}")
        liked, disliked = (self._gallery.embeddings(ids, self._embedder) for ids in (feedback.liked, feedback.disliked))
        wanted = mean_vector(np.stack([*query, *liked]))
        hits = self._nearest(ranking_vector(wanted, disliked), selection, top + len(feedback.disliked))
        left = [hit for hit in hits if hit.sighting.sighting_id not in set(feedback.disliked)]
        return _matches(left[:top], wanted, selection)

    def _nearest(self, vector: NDArray[np.float32], selection: Selection, top: int) -> list[Hit]:
        return self._gallery.search(
            vector,
            self._embedder,
            camera_ids=selection.camera_ids,
            start=selection.start,
            end=selection.end,
            kind=selection.kind,
            top=top,
        )


def _matches(hits: Sequence[Hit], wanted: NDArray[np.float32], selection: Selection) -> list[Match]:
    cameras = {camera.camera_id: camera for camera in selection.cameras}
    return [
        Match(hit.sighting, cameras[hit.sighting.camera_id], min(1.0, float(hit.embedding @ wanted)), hit.similarity)
        for hit in hits
    ]
