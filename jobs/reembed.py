"""The re-embedding job: what is in the gallery is embedded by the settings' embedder, from the stored crops.

The footage is not read again, and the gallery stays searchable: by the old embedder all of it, by the new one what is
done. Blocks of segments are committed one by one, so a job that is killed loses the blocks it was at, and the next one
goes on with them.
"""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pyarrow as pa

from jobs.lock import index_lock
from jobs.reembed_stage import Load, ReembedBlock
from viscoper.catalog.catalog import Catalog
from viscoper.errors import ViscoperError
from viscoper.gallery.gallery import Gallery
from viscoper.recipe import recipe_of
from viscoper.settings import Settings
from viscoper.vision.embedders import load_embedder

# Of crops and embeddings together about 10 MB; a commit costs some tens of milliseconds.
BLOCK_SIGHTINGS = 2000
WORKER_RETRIES = 2


@dataclass
class ReembedReport:
    """What one run did. `failed` maps reasons to the segments they kept from being moved."""

    embedder: str
    segments: int = 0
    sightings: int = 0
    unreadable: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)


def reembed(
    settings: Settings,
    catalog: Catalog,
    progress: Callable[[int, int], None],
    load: Load = load_embedder,
    block_sightings: int = BLOCK_SIGHTINGS,
) -> ReembedReport:
    """Moves the tenant's gallery to the settings' embedder. progress: sightings done, of how many.

    Segments whose recipe differs in nothing but the embedder count as indexed with the settings afterwards. Raises
    BusyError while an index job or another re-embedding runs on this home, GalleryError, ModelError.
    """
    from jobs.runtime import ray_runtime

    embedder = load(settings)
    gallery = Gallery(settings)
    report = ReembedReport(embedder.name)
    # Ray first: it forks, which LanceDB does not like once it runs.
    with index_lock(settings.home), ray_runtime(settings.home):
        lacking = gallery.lacking(embedder.name)
        if lacking:
            gallery.prepare(embedder.name, embedder.dim)
            lost = set(lacking)
            for result in _spread(settings, blocks_of(lacking, block_sightings), load):
                _settle(gallery, result, lacking, report)
                lost -= set(result["segment_ids"])
                progress(report.sightings, sum(lacking.values()))
            if lost:
                report.failed[f"its worker died {WORKER_RETRIES + 1} times over it"] = sorted(lost)
            gallery.maintain()
        _adopt(settings, catalog, gallery, embedder.name)
    return report


def blocks_of(lacking: Mapping[str, int], most: int) -> list[list[str]]:
    """Segments packed until a block has `most` sightings to embed; a larger segment is a block of its own."""
    blocks: list[list[str]] = []
    filled = most
    for segment_id, sightings in sorted(lacking.items()):
        if filled + sightings > most:
            blocks.append([])
            filled = 0
        blocks[-1].append(segment_id)
        filled += sightings
    return blocks


def _spread(settings: Settings, blocks: Sequence[list[str]], load: Load) -> Iterator[dict[str, Any]]:
    """ReembedBlock's results as they come, in no order, without those of blocks whose worker kept dying."""
    import ray
    from ray.data import ActorPoolStrategy
    from ray.util.annotations import RayDeprecationWarning

    workers = max(1, min(settings.workers or os.cpu_count() or 1, len(blocks)))
    rows = ray.data.from_items([{"segment_ids": block} for block in blocks], override_num_blocks=len(blocks))
    with warnings.catch_warnings():
        # The restart arguments are deprecated without a replacement; pyproject.toml holds Ray where they work.
        warnings.simplefilter("ignore", RayDeprecationWarning)
        results = rows.map(
            ReembedBlock,  # type: ignore[arg-type]  # Ray makes it; its types know functions only
            fn_constructor_args=(settings, load),
            compute=ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=1),
            # Half a processor each on paper: the task that reads the list needs room beside the actors.
            num_cpus=0.5,
            max_restarts=WORKER_RETRIES * (len(blocks) + 1),
            max_task_retries=WORKER_RETRIES,
        )
    for batch in results.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        yield from cast(pa.Table, batch).to_pylist()


def _settle(gallery: Gallery, result: dict[str, Any], lacking: Mapping[str, int], report: ReembedReport) -> None:
    """Commits one block. What goes wrong with it leaves it as it was; the others go on."""
    segment_ids, reason = list(result["segment_ids"]), str(result["reason"])
    if not reason:
        try:
            gallery.commit(segment_ids, list(result["fragments"]), over=list(result["sighting_ids"]))
        except ViscoperError as error:
            reason = str(error)
    if reason:
        report.failed.setdefault(reason, []).extend(segment_ids)
        return
    report.segments += len(segment_ids)
    report.unreadable += int(result["unreadable"])
    report.sightings += sum(lacking[segment_id] for segment_id in segment_ids)


def _adopt(settings: Settings, catalog: Catalog, gallery: Gallery, new: str) -> None:
    """Segments that lack nothing are as the settings would index them: `viscoper index` need not read them again."""
    recipes = {recipe_of(settings, embedder) for embedder in gallery.embedders()}
    catalog.segments.adopt(recipes, recipe_of(settings, new), besides=gallery.lacking(new))
