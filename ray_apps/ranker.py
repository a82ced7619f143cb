"""The ranker: the gallery of sightings, compared with a query, in a process of its own."""

import asyncio

import numpy as np

from ray_apps.warm import warm_up
from viscoper.gallery.gallery import Gallery
from viscoper.search.feedback import Feedback
from viscoper.search.match import Match
from viscoper.search.plausibility import Presence
from viscoper.search.rank import Ranker
from viscoper.search.select import Selection
from viscoper.settings import load_settings


class RankerReplica:
    """viscoper.search.rank.Ranker, for whichever embedder the query was embedded by."""

    def __init__(self) -> None:
        self._gallery = Gallery(load_settings())
        warm_up()

    async def rank(
        self,
        embedder: str,
        vectors: list[list[float]],
        selection: Selection,
        top: int,
        feedback: Feedback,
        seen: list[Presence],
    ) -> list[Match]:
        """As Ranker, with `vectors` as lists. Raises UsageError, GalleryError."""
        rank = Ranker(self._gallery, embedder)
        return await asyncio.to_thread(rank, np.array(vectors, np.float32), selection, top, feedback, seen)
