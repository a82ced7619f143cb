"""The burst as a deployment: one replica, since the gallery of a home has one committer."""

import os
from contextlib import ExitStack

from jobs.burst import Burst
from jobs.index import IndexJob
from jobs.workers import Workers
from models.fetch import fetch_detector
from ray_apps.warm import warm_up
from viscoper.catalog import open_catalog
from viscoper.settings import load_settings


class BurstReplica:
    """Burst with as many warm workers as settings.workers says, or one a processor."""

    def __init__(self) -> None:
        self._settings = load_settings()
        self._open = ExitStack()
        catalog = self._open.enter_context(open_catalog(self._settings))
        warm_up()
        # Missing, it is fetched once here and not by each worker.
        fetch_detector(self._settings)
        self._burst = Burst(self._settings, catalog, self._workers)

    def _workers(self, job: IndexJob) -> Workers:
        processors = os.cpu_count() or 1
        number = self._settings.workers or processors
        return Workers(self._settings, job.catalog, job.owner, number, max(1, processors // number))

    async def want(self, search_id: str) -> None:
        self._burst.want(search_id)

    async def forget(self, search_id: str) -> None:
        self._burst.forget(search_id)

    async def retry(self, segment_ids: list[str]) -> None:
        self._burst.retry(segment_ids)

    async def queued(self) -> list[str]:
        return self._burst.queued

    def __del__(self) -> None:
        self._open.close()
