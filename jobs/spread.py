"""Many segments, spread by Ray Data over the processors of this machine or of a cluster."""

import os
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy
from ray.util.annotations import RayDeprecationWarning

from jobs.stage import IndexSegment
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.settings import Settings

# A worker that dies is replaced and its segments tried again this often.
WORKER_RETRIES = 2
SEGMENTS_PER_BLOCK = 16
BLOCKS_PER_WORKER = 8
BLOCK_SECONDS = 900


def spread(
    settings: Settings, catalog: Catalog, owner: str, segments: Sequence[Segment], *, stage: Any = None, packed: bool
) -> Iterator[dict[str, Any]]:
    """The stage's results for the segments as they come, in no order; without those whose worker kept dying.

    `packed`: several segments share a block. Ray must run. `stage`: in place of IndexSegment, made as it is.
    """
    workers = max(1, min(settings.workers or os.cpu_count() or 1, len(segments)))
    per_block = segments_per_block(segments, workers) if packed else 1
    blocks = -(-len(segments) // per_block)
    threads = max(1, (os.cpu_count() or 1) // workers)
    items = [{"segment_id": segment.segment_id} for segment in segments]
    rows = ray.data.from_items(items, override_num_blocks=blocks)
    with warnings.catch_warnings():
        # The restart arguments are deprecated without a replacement; pyproject.toml holds Ray where they work.
        warnings.simplefilter("ignore", RayDeprecationWarning)
        results = rows.map(
            stage or IndexSegment,  # type: ignore[arg-type]  # Ray makes it; its types know functions only
            fn_constructor_args=(settings, catalog, owner, threads),
            compute=ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=1),
            # Half a processor each on paper: the task that reads the list needs room beside the actors.
            num_cpus=0.5,
            max_restarts=WORKER_RETRIES * (blocks + 1),
            max_task_retries=WORKER_RETRIES,
        )
    for batch in results.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        yield from cast(pa.Table, batch).to_pylist()


def segments_per_block(segments: Sequence[Segment], workers: int) -> int:
    """A block costs about 10 ms, so short segments share one; but a result waits in its worker for the rest of its
    block, so a block holds at most BLOCK_SECONDS of footage, and there are several for each worker."""
    mean_s = sum(segment.duration_s for segment in segments) / len(segments)
    return max(1, min(SEGMENTS_PER_BLOCK, len(segments) // (workers * BLOCKS_PER_WORKER), int(BLOCK_SECONDS / mean_s)))
