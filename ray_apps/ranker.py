"""The ranker: the gallery of sightings, compared with what is searched for, in a process of its own."""

import asyncio
from contextlib import ExitStack

from ray_apps.ranking import SearchRanking
from ray_apps.warm import warm_up
from viscoper.catalog import open_catalog
from viscoper.catalog.casework import SearchRecord
from viscoper.gallery.gallery import Gallery
from viscoper.search.match import Match
from viscoper.search.select import Kind
from viscoper.settings import load_settings


class RankerReplica:
    """SearchRanking, for whichever embedder the query was embedded by."""

    def __init__(self) -> None:
        settings = load_settings()
        self._open = ExitStack()
        self._rank = SearchRanking(self._open.enter_context(open_catalog(settings)), Gallery(settings))
        warm_up()

    async def rank(self, search: SearchRecord, top: int, kind: Kind | None, camera: str | None) -> list[Match]:
        """As SearchRanking."""
        return await asyncio.to_thread(self._rank, search, top, kind, camera)

    def __del__(self) -> None:
        self._open.close()
