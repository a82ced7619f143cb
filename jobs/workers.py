"""Indexing workers that stay warm: processes with their models loaded, each given one segment after the other."""

import os
from collections.abc import Iterator
from typing import Any

import ray
from ray.exceptions import RayActorError

from jobs.stage import IndexSegment
from viscoper.catalog.catalog import Catalog
from viscoper.settings import Settings

# A segment whose worker dies is tried this often: the worker may have died of something else.
TRIES = 3
NICE = 5


class Worker:
    """The stage in a process that lets those go first which answer people."""

    def __init__(self, stage: Any, *arguments: Any) -> None:
        os.nice(NICE)
        self._stage = stage(*arguments)

    def index(self, segment_id: str) -> dict[str, Any]:
        return dict(self._stage({"segment_id": segment_id}))


class Workers:
    """`number` Ray actors of `stage` (IndexSegment, unless given). They load their models at once, are replaced when
    they die, and end with their owner. Ray must run."""

    def __init__(
        self, settings: Settings, catalog: Catalog, owner: str, number: int, threads: int, stage: Any = None
    ) -> None:
        # Half a processor each on paper, so that small tasks find room beside them.
        actor = ray.remote(num_cpus=0.5, max_restarts=-1)(Worker)
        self._idle = [actor.remote(stage or IndexSegment, settings, catalog, owner, threads) for _ in range(number)]
        self._busy: dict[Any, tuple[Any, str]] = {}
        self._deaths: dict[str, int] = {}

    @property
    def free(self) -> int:
        """How many have nothing to do."""
        return len(self._idle)

    @property
    def in_hand(self) -> list[str]:
        """Ids of the segments being read."""
        return [segment_id for _, segment_id in self._busy.values()]

    def start(self, segment_id: str) -> None:
        """Gives a free worker a segment."""
        self._send(self._idle.pop(), segment_id)

    def finished(self, timeout_s: float) -> Iterator[dict[str, Any]]:
        """Results of the stage that are there, waiting at most `timeout_s` for the first. A segment over which worker
        after worker died comes as {"segment_id", "deaths"}."""
        ready, _ = ray.wait(list(self._busy), timeout=timeout_s) if self._busy else ([], [])
        for reference in ready:
            worker, segment_id = self._busy.pop(reference)
            try:
                result = ray.get(reference)
            except RayActorError:
                result = self._after_death(worker, segment_id)
            else:
                self._idle.append(worker)
            if result is not None:
                self._deaths.pop(segment_id, None)
                yield result

    def _after_death(self, worker: Any, segment_id: str) -> dict[str, Any] | None:
        """Ray starts the worker anew; it gets the same segment, unless that has cost enough."""
        self._deaths[segment_id] = self._deaths.get(segment_id, 0) + 1
        if self._deaths[segment_id] < TRIES:
            self._send(worker, segment_id)
            return None
        self._idle.append(worker)
        return {"segment_id": segment_id, "deaths": self._deaths[segment_id]}

    def _send(self, worker: Any, segment_id: str) -> None:
        self._busy[worker.index.remote(segment_id)] = (worker, segment_id)
