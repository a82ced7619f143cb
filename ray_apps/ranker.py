"""The ranker: the gallery of sightings, compared with a query, in a process of its own."""

import asyncio

import numpy as np

from ray_apps.warm import warm_up
from viscoper.gallery.gallery import Gallery
from viscoper.search.describe import Description
from viscoper.search.describe_search import rank_described
from viscoper.search.feedback import Feedback
from viscoper.search.match import Match
from viscoper.search.plausibility import Presence
from viscoper.search.rank import Ranker
from viscoper.search.select import Selection
from viscoper.settings import load_settings


class RankerReplica:
    """viscoper.search.rank.Ranker, for whichever embedder the query was embedded by, or a description alone."""

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
        description: Description | None,
    ) -> list[Match]:
        """As Ranker, with `vectors` as lists; by the description alone while there is nothing to look like. Raises
        UsageError, GalleryError."""
        if description and not vectors and not feedback.liked:
            return await asyncio.to_thread(
                rank_described, self._gallery, description, selection, top, feedback.disliked
            )
        rank, query = Ranker(self._gallery, embedder), np.array(vectors, np.float32)
        return await asyncio.to_thread(rank, query, selection, top, feedback, seen, description)
