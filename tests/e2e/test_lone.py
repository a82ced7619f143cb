"""One segment is read by a child process without Ray; whatever happens to it, nothing is lost and nothing doubled."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from jobs.index import IndexJob
from jobs.lone import LoneWorker
from jobs.stage import IndexSegment
from viscoper.catalog import Camera, Catalog, open_catalog
from viscoper.catalog.segments import Segment
from viscoper.clock import parse_time
from viscoper.errors import ModelError
from viscoper.footage.storage import open_store
from viscoper.gallery.gallery import Gallery
from viscoper.register import register_footage
from viscoper.settings import Settings

pytestmark = pytest.mark.slow


class DiesOnce(IndexSegment):
    """Ends its process over the first segment it gets, once it has the lease."""

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        marker = self.settings.home / "died"
        if not marker.exists():
            marker.touch()
            self._claim(row["segment_id"])
            os._exit(1)
        return super().__call__(row)


class DiesAlways(IndexSegment):
    """Ends its process over every segment."""

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        os._exit(1)


class BrokenModel(IndexSegment):
    """Finds its detector unreadable."""

    def __init__(self, *words: Any) -> None:
        raise ModelError("nanodet-g.onnx cannot be loaded as a detector; fetch the model again")


@contextmanager
def one_segment(settings: Settings, clip: Path) -> Iterator[tuple[Catalog, Segment]]:
    with open_catalog(settings) as catalog:
        catalog.cameras.add(Camera(name="gate", longitude=127.0, latitude=37.5))
        start = parse_time("2026-05-01T09:00:00+09:00")
        yield catalog, register_footage(catalog, open_store(settings), clip, "gate", start)


@pytest.mark.parametrize("stage", [None, DiesOnce], ids=["undisturbed", "its process died once"])
def test_the_segment_is_indexed_once(stage: Any, clips: list[Path], tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with one_segment(settings, clips[0]) as (catalog, segment), closing(LoneWorker(settings, stage)) as lone:
        report = IndexJob(settings, catalog, lone=lone).run([segment])
        assert set(report.indexed) == {segment.segment_id} and not report.failed
        assert len(Gallery(settings).sightings()) == report.sightings > 0
        assert catalog.segments.get(segment.segment_id).state == "indexed"
    assert not (settings.home / "ray").exists(), "Ray was started for one segment"


def test_a_segment_that_always_kills_its_process_is_failed(clips: list[Path], tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with one_segment(settings, clips[0]) as (catalog, segment), closing(LoneWorker(settings, DiesAlways)) as lone:
        report = IndexJob(settings, catalog, lone=lone).run([segment])
        assert "died 3 times" in report.failed[segment.segment_id]
        assert catalog.segments.get(segment.segment_id).state == "failed"


def test_what_keeps_it_from_working_is_said_in_one_sentence(clips: list[Path], tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with one_segment(settings, clips[0]) as (catalog, segment), closing(LoneWorker(settings, BrokenModel)) as lone:
        with pytest.raises(ModelError, match="cannot be loaded"):
            lone(catalog, "index-test", segment.segment_id)


def test_its_process_ends_when_the_command_is_killed(make_program: Any, clips: list[Path]) -> None:
    viscoper = make_program()
    viscoper.ask("cameras", "add", "gate", "--lon", "127.03", "--lat", "37.5")
    viscoper.ask("footage", "add", clips[0], "--camera", "gate", "--start", "2026-05-01T09:00:00+09:00")
    for delay_s in (1.0, 2.5, 4.0):
        job = viscoper.start("index")
        time.sleep(delay_s)
        children = psutil.Process(job.pid).children() if job.poll() is None else []
        job.send_signal(signal.SIGKILL)
        job.wait()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive
    assert viscoper.ask("index")["indexed"] == 1
    again = viscoper.ask("index")
    assert (again["indexed"], again["indexed_now"]) == (1, 0)
    sightings = viscoper.ask("sightings")["sightings"]
    assert len({(each["time"], tuple(each["box"])) for each in sightings}) == len(sightings) > 0
