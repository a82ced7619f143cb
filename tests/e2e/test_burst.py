"""The burst over real workers: what kills them is theirs alone, and another job's work counts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.burst import Burst
from jobs.index import IndexJob
from jobs.lock import index_lock, owner_of
from jobs.runtime import ray_runtime
from jobs.stage import IndexSegment
from jobs.workers import Workers
from tests.ray_apps.conftest import wait_until
from viscoper.catalog import Camera, Catalog, Segment, open_catalog
from viscoper.catalog.casework import SearchRecord
from viscoper.catalog.records import new_id
from viscoper.errors import ModelError
from viscoper.footage.storage import open_store
from viscoper.gallery.gallery import Gallery
from viscoper.recipe import recipe_of
from viscoper.register import register_footage
from viscoper.settings import Settings

# Ray deprecates its own settings to itself.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
NINE = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ray(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder: Path = tmp_path_factory.mktemp("ray")
    with ray_runtime(folder):
        yield


class Hostile(IndexSegment):
    """One of the files ends whatever process reads it."""

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        segment = self.catalog.segments.get(row["segment_id"])
        if segment.start == NINE:
            os._exit(1)
        return super().__call__(row)


class BrokenModel(IndexSegment):
    """Finds its detector unreadable."""

    def __init__(self, *words: Any) -> None:
        raise ModelError("the detector cannot be loaded; fetch it again")


@contextmanager
def footage(settings: Settings, clips: list[Path]) -> Iterator[tuple[Catalog, list[Segment]]]:
    with open_catalog(settings) as catalog:
        catalog.cameras.add(Camera("gate", 127.0, 37.5))
        yield (
            catalog,
            [
                register_footage(catalog, open_store(settings), clip, "gate", NINE + timedelta(minutes=minute))
                for minute, clip in enumerate(clips)
            ],
        )


def ask_for_everything(catalog: Catalog) -> SearchRecord:
    cameras = [camera.camera_id for camera in catalog.cameras.all()]
    return catalog.searches.add(
        SearchRecord(
            record_id=new_id(), created=NINE, query_ids=[], pictures=[], embedder="", vectors=[], cameras=cameras,
            near=None, radius_m=None, start=None, end=None, kind=None, seen_at=None, seen_time=None, state="running",
            coverage={},
        )
    )  # fmt: skip


def test_a_file_that_kills_its_worker_fails_alone(clips: list[Path], tmp_path: Path, ray: None) -> None:
    settings = Settings(home=tmp_path / "home")

    def workers(job: IndexJob) -> Workers:
        return Workers(settings, job.catalog, job.owner, 2, 1, Hostile)

    with footage(settings, clips[:3]) as (catalog, segments):
        search = ask_for_everything(catalog)  # of a service that was killed: the burst takes it up by itself
        burst = Burst(settings, catalog, workers)
        wait_until(lambda: catalog.searches.get(search.record_id).state != "running")
        assert [catalog.segments.get(each.segment_id).state for each in segments] == ["failed", "indexed", "indexed"]
        assert "died 3 times" in catalog.segments.get(segments[0].segment_id).reason
        done = catalog.searches.get(search.record_id)
        assert (done.state, done.progress, done.coverage["to_index"]) == ("done", 1, 0) and burst.queued == []
        burst.close()
        assert {each.segment_id for each in Gallery(settings).sightings()} <= {s.segment_id for s in segments[1:]}


def test_while_another_job_runs_its_work_counts(clips: list[Path], tmp_path: Path, ray: None) -> None:
    settings = Settings(home=tmp_path / "home")

    def workers(job: IndexJob) -> Workers:
        return Workers(settings, job.catalog, job.owner, 1, 2)

    with footage(settings, clips[:1]) as (catalog, [segment]):
        with index_lock(settings.home):
            search = ask_for_everything(catalog)
            burst = Burst(settings, catalog, workers)
            wait_until(lambda: catalog.searches.get(search.record_id).revision > 1)
            assert catalog.segments.get(segment.segment_id).state == "registered", "the lock is another's"
            [claimed] = catalog.segments.claim([segment.segment_id], "another", 1)
            catalog.segments.finish(claimed.segment_id, "another", 0, recipe_of(settings))
            wait_until(lambda: catalog.searches.get(search.record_id).state == "done")
            burst.close()


def test_workers_that_cannot_load_their_models_say_why(clips: list[Path], tmp_path: Path, ray: None) -> None:
    settings = Settings(home=tmp_path / "home")

    def workers(job: IndexJob) -> Workers:
        return Workers(settings, job.catalog, job.owner, 1, 1, BrokenModel)

    with footage(settings, clips[:1]) as (catalog, [segment]):
        search = ask_for_everything(catalog)
        burst = Burst(settings, catalog, workers)
        wait_until(lambda: catalog.searches.get(search.record_id).state == "failed")
        assert catalog.searches.get(search.record_id).problem == "the detector cannot be loaded; fetch it again"
        burst.close()
        catalog.segments.release(owner_of(settings.home))
        assert catalog.segments.get(segment.segment_id).state == "registered", "the footage is not to blame"
