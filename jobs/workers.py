"""Indexing workers that stay warm: processes with their models loaded, each given one segment after the other."""

import os
from collections.abc import Iterator
from typing import Any

import ray
from ray.exceptions import RayActorError, RayTaskError

from jobs.stage import IndexSegment
from viscoper.catalog.catalog import Catalog
from viscoper.errors import ViscoperError
from viscoper.settings import Settings

# A segment whose worker dies is tried this often: the worker may have died of something else.
TRIES = 3
NICE = 5


class Worker:
    """The stage in a process that lets those go first which answer people."""

    def __init__(self, stage: Any, *arguments: Any) -> None:
        os.nice(NICE)
        self._stage: Any = None
        self._reason: ViscoperError | None = None
        try:
            self._stage = stage(*arguments)
        except ViscoperError as error:  # told when there is somebody to tell, not as a death
            self._reason = error

    def index(self, segment_id: str) -> dict[str, Any]:
        if self._reason:
            raise self._reason
        return dict(self._stage({"segment_id": segment_id}))


class Workers:
    """`number` Ray actors of `stage` (IndexSegment, unless given). They load their models at once, are replaced when
    they die, and end with their owner. Ray must run."""

    def __init__(
        self, settings: Settings, catalog: Catalog, owner: str, number: int, threads: int, stage: Any = None
    ) -> None:
        self._arguments = (stage or IndexSegment, settings, catalog, owner, threads)
        # Half a processor each on paper, so that small tasks find room beside them.
        self._actor = ray.remote(num_cpus=0.5)(Worker)
        self._idle = [self._new() for _ in range(number)]
        self._busy: dict[Any, tuple[Any, str]] = {}
        self._deaths: dict[str, int] = {}

    @property
    def free(self) -> int:
        """How many have nothing to do."""
        return len(self._idle)

    @property
    def in_hand(self) -> list[str]:
        """Ids of the segments being read."""
        return [segment_id for _, segment_id in list(self._busy.values())]

    def start(self, segment_id: str) -> None:
        """Gives a free worker a segment."""
        worker = self._idle.pop()
        self._busy[worker.index.remote(segment_id)] = (worker, segment_id)

    def finished(self, timeout_s: float) -> Iterator[dict[str, Any]]:
        """Results of the stage that are there, waiting at most `timeout_s` for the first. A segment over which worker
        after worker died comes as {"segment_id", "deaths"}. Raises what kept a worker from loading its models."""
        ready, _ = ray.wait(list(self._busy), timeout=timeout_s) if self._busy else ([], [])
        for reference in ready:
            worker, segment_id = self._busy.pop(reference)
            try:
                result = ray.get(reference)
            except RayActorError:
                self._idle.append(self._new())
                yield from self._after_death(segment_id)
            except RayTaskError as error:
                self._idle.append(self._new())  # which may find what this one missed
                raise error.cause from None
            else:
                self._idle.append(worker)
                self._deaths.pop(segment_id, None)
                yield result

    def _after_death(self, segment_id: str) -> Iterator[dict[str, Any]]:
        """Another worker gets the segment, unless that has cost enough."""
        self._deaths[segment_id] = self._deaths.get(segment_id, 0) + 1
        if self._deaths[segment_id] < TRIES:
            self.start(segment_id)
        else:
            yield {"segment_id": segment_id, "deaths": self._deaths.pop(segment_id)}

    def _new(self) -> Any:
        return self._actor.remote(*self._arguments)
