"""The index job: segments that are not indexed yet, spread by Ray Data; one committer writes what the workers found."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobs.lock import index_lock, owner_of
from jobs.lone import LoneWorker
from models.fetch import fetch_detector
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import BusyError, GalleryError
from viscoper.footage.storage import open_store
from viscoper.gallery.gallery import Gallery
from viscoper.recipe import recipe_of
from viscoper.settings import Settings
from viscoper.vision.embedders import load_embedder

# A lone segment whose worker dies is tried this often.
LONE_TRIES = 3

# Called as IndexSegment is; tests put their own in to see what a hostile file does.
Stage = Callable[[Settings, Catalog, str, int], Callable[[dict[str, Any]], dict[str, Any]]]


@dataclass
class IndexReport:
    """What one run did. `failed` maps segment ids to reasons; `taken` are those that another job holds."""

    indexed: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    frames: int = 0
    read_seconds: float = 0.0  # of all workers together

    @property
    def sightings(self) -> int:
        return sum(self.indexed.values())


def pending_segments(segments: Sequence[Segment], settings: Settings, retry: bool) -> list[Segment]:
    """Those of `segments` that this recipe has still to index; failed ones only when `retry`."""
    recipe = recipe_of(settings)
    return [
        segment
        for segment in segments
        if (segment.state == "failed" and retry)
        or segment.state in ("registered", "indexing")
        or (segment.state == "indexed" and segment.recipe != recipe)
    ]


class IndexJob:
    """One run over segments. A `lone` worker, where there is one, reads a segment that is alone; it is closed then."""

    def __init__(
        self, settings: Settings, catalog: Catalog, stage: Stage | None = None, lone: LoneWorker | None = None
    ) -> None:
        self.settings = settings
        self.stage = stage
        self.lone = lone
        self.catalog = catalog
        self.gallery = Gallery(settings)
        self.owner = owner_of(settings.home)
        self.report = IndexReport()

    def run(self, segments: Sequence[Segment]) -> IndexReport:
        """Indexes the segments; raises BusyError when another index job runs on this home."""
        # What every worker needs is looked for here, where a failure is one sentence and not a worker's death.
        fetch_detector(self.settings)
        open_store(self.settings)
        with index_lock(self.settings.home):
            # The lock proves that whoever held a lease under our name is dead.
            self.catalog.segments.release(self.owner)
            self.catalog.segments.reopen([segment.segment_id for segment in segments])
            if segments:
                self._index(list(segments))
                self.gallery.maintain()
        return self.report

    def _index(self, segments: list[Segment]) -> None:
        # A cluster was named because it has what this machine lacks.
        if self.lone and len(segments) == 1 and not os.environ.get("RAY_ADDRESS"):
            self._index_alone(segments[0], self.lone)
            return
        if self.lone:
            self.lone.close()
        from jobs.runtime import ray_runtime

        with ray_runtime(self.settings.home):
            self._spread_until_settled(segments)

    def _index_alone(self, segment: Segment, lone: LoneWorker) -> None:
        # Meanwhile the child loads its models; it is quicker when it finds the gallery ready.
        embedder = load_embedder(self.settings)
        self.gallery.prepare(embedder.name, embedder.dim)
        for _ in range(LONE_TRIES):
            result = lone(self.catalog, self.owner, segment.segment_id)
            if result:
                self.settle(result)
                return
        self.give_up([segment.segment_id], LONE_TRIES)

    def _spread_until_settled(self, segments: list[Segment]) -> None:
        """Packed blocks first; what a dying worker took down with it is tried again alone, so that one bad segment
        never fails its neighbours; twice, since a block may be lost to a worker that is just being replaced."""
        from jobs.spread import WORKER_RETRIES, spread

        for packed in (True, False, False):
            results = spread(self.settings, self.catalog, self.owner, segments, stage=self.stage, packed=packed)
            for result in results:
                self.settle(result)
            segments = [segment for segment in segments if not self._settled(segment.segment_id)]
            if not segments:
                return
        self.give_up([segment.segment_id for segment in segments], WORKER_RETRIES + 1)

    def give_up(self, segment_ids: list[str], deaths: int) -> None:
        """Marks segments failed whose workers died over them."""
        self.catalog.segments.release(self.owner)
        for segment in self.catalog.segments.claim(segment_ids, self.owner, len(segment_ids)):
            self._fail(segment.segment_id, f"its worker died {deaths} times while reading it; the file may be hostile")

    def _settled(self, segment_id: str) -> bool:
        return segment_id in self.report.indexed or segment_id in self.report.failed or segment_id in self.report.taken

    def settle(self, result: dict[str, Any]) -> None:
        """Notes one segment's result. What goes wrong with one is that one's failure; the others go on."""
        segment_id = result["segment_id"]
        self.report.frames += int(result["frames"])
        self.report.read_seconds += float(result["seconds"])
        try:
            if result["outcome"] == "failed":
                self._fail(segment_id, result["reason"])
            elif result["outcome"] == "indexed":
                self._commit(segment_id, int(result["sightings"]), list(result["fragments"]))
            else:
                self.report.taken.append(segment_id)
        except BusyError:
            self.report.taken.append(segment_id)
        except GalleryError as error:
            self._fail(segment_id, str(error))

    def _commit(self, segment_id: str, sightings: int, fragments: list[str]) -> None:
        """Gallery first, catalog second: killed between the two, the segment is still open and is indexed again,
        and its second commit replaces the first."""
        self.gallery.commit(segment_id, fragments)
        self.catalog.segments.finish(segment_id, self.owner, sightings, recipe_of(self.settings))
        self.report.indexed[segment_id] = sightings

    def _fail(self, segment_id: str, reason: str) -> None:
        self.catalog.segments.fail(segment_id, self.owner, reason)
        self.report.failed[segment_id] = reason
