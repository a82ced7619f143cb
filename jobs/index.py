"""The index job: segments that are not indexed yet, spread by Ray Data; one committer writes what the workers found."""

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pyarrow as pa

from jobs.lock import index_lock, owner_of
from models.fetch import fetch_detector
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import BusyError, GalleryError
from viscoper.footage.storage import open_store
from viscoper.gallery.gallery import Gallery
from viscoper.recipe import recipe_of
from viscoper.settings import Settings

# A worker that dies is replaced and its segments tried again this often; then they are tried one by one, then failed.
WORKER_RETRIES = 2
SEGMENTS_PER_BLOCK = 16
BLOCKS_PER_WORKER = 8
BLOCK_SECONDS = 900


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
    """One run over segments."""

    def __init__(self, settings: Settings, catalog: Catalog, stage: Stage | None = None) -> None:
        self.settings = settings
        self.stage = stage
        self.catalog = catalog
        self.gallery = Gallery(settings)
        self.owner = owner_of(settings.home)
        self.report = IndexReport()

    def run(self, segments: Sequence[Segment]) -> IndexReport:
        """Indexes the segments; raises BusyError when another index job runs on this home."""
        from jobs.runtime import ray_runtime

        # What every worker needs is looked for here, where a failure is one sentence and not a worker's death.
        fetch_detector(self.settings)
        open_store(self.settings)
        with index_lock(self.settings.home):
            # The lock proves that whoever held a lease under our name is dead.
            self.catalog.segments.release(self.owner)
            self.catalog.segments.reopen([segment.segment_id for segment in segments])
            if segments:
                with ray_runtime(self.settings.home):
                    self._run_until_settled(list(segments))
                self.gallery.maintain()
        return self.report

    def _run_until_settled(self, segments: list[Segment]) -> None:
        """Packed blocks first; what a dying worker took down with it is tried once more alone, so that one bad
        segment never fails its neighbours."""
        for packed in (True, False):
            per_block = segments_per_block(segments, self._workers(segments)) if packed else 1
            for result in self._map(segments, per_block):
                self._settle(result)
            segments = [segment for segment in segments if not self._settled(segment.segment_id)]
            if not segments:
                return
        self._give_up([segment.segment_id for segment in segments])

    def _give_up(self, segment_ids: list[str]) -> None:
        self.catalog.segments.release(self.owner)
        deaths = WORKER_RETRIES + 1
        for segment in self.catalog.segments.claim(segment_ids, self.owner, len(segment_ids)):
            self._fail(segment.segment_id, f"its worker died {deaths} times while reading it; the file may be hostile")

    def _settled(self, segment_id: str) -> bool:
        return segment_id in self.report.indexed or segment_id in self.report.failed or segment_id in self.report.taken

    def _workers(self, segments: Sequence[Segment]) -> int:
        return max(1, min(self.settings.workers or os.cpu_count() or 1, len(segments)))

    def _map(self, segments: Sequence[Segment], per_block: int) -> Iterator[dict[str, Any]]:
        """Runs the stage over the segments with Ray Data; yields its results as they come, in no order."""
        import ray
        from ray.data import ActorPoolStrategy
        from ray.util.annotations import RayDeprecationWarning

        from jobs.stage import IndexSegment

        workers = self._workers(segments)
        blocks = -(-len(segments) // per_block)
        threads = max(1, (os.cpu_count() or 1) // workers)
        items = [{"segment_id": segment.segment_id} for segment in segments]
        rows = ray.data.from_items(items, override_num_blocks=blocks)
        with warnings.catch_warnings():
            # The restart arguments are deprecated without a replacement; pyproject.toml holds Ray where they work.
            warnings.simplefilter("ignore", RayDeprecationWarning)
            results = rows.map(
                self.stage or IndexSegment,  # type: ignore[arg-type]  # Ray makes it; its types know functions only
                fn_constructor_args=(self.settings, self.catalog, self.owner, threads),
                compute=ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=1),
                # Half a processor each on paper: the task that reads the list needs room beside the actors.
                num_cpus=0.5,
                max_restarts=WORKER_RETRIES * (blocks + 1),
                max_task_retries=WORKER_RETRIES,
            )
        for batch in results.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            yield from cast(pa.Table, batch).to_pylist()

    def _settle(self, result: dict[str, Any]) -> None:
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


def segments_per_block(segments: Sequence[Segment], workers: int) -> int:
    """A block costs about 10 ms, so short segments share one; but a result waits in its worker for the rest of its
    block, so a block holds at most BLOCK_SECONDS of footage, and there are several for each worker."""
    mean_s = sum(segment.duration_s for segment in segments) / len(segments)
    return max(1, min(SEGMENTS_PER_BLOCK, len(segments) // (workers * BLOCKS_PER_WORKER), int(BLOCK_SECONDS / mean_s)))
