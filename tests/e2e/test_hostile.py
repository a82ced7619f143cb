"""A segment that kills its worker, again and again, is failed alone."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from ray import cloudpickle

from jobs.index import IndexJob
from jobs.stage import IndexSegment
from viscoper.catalog import Camera, open_catalog
from viscoper.clock import parse_time
from viscoper.footage.storage import open_store
from viscoper.register import register_footage
from viscoper.settings import Settings

# Ray deprecates its own settings to itself.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


class DiesOnHostile(IndexSegment):
    """Ends its process at a file that is called so, as a decoder's crash or the kernel's OOM killer would."""

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        if self.catalog.segments.get(row["segment_id"]).name == "hostile.mp4":
            self._claim(row["segment_id"])
            os._exit(1)
        return super().__call__(row)


def test_it_is_failed_and_its_neighbours_are_indexed(clips: list[Path], tmp_path: Path) -> None:
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    settings = Settings(home=tmp_path / "home")
    hostile = tmp_path / "hostile.mp4"
    hostile.write_bytes(clips[0].read_bytes())
    with open_catalog(settings) as catalog:
        catalog.cameras.add(Camera(name="gate", longitude=127.0, latitude=37.5))
        start = parse_time("2026-05-01T09:00:00+09:00")
        store = open_store(settings)
        segments = [register_footage(catalog, store, file, "gate", start) for file in (hostile, *clips[1:3])]
        report = IndexJob(settings, catalog, DiesOnHostile).run(segments)

        assert set(report.failed) == {segments[0].segment_id}
        assert set(report.indexed) == {segment.segment_id for segment in segments[1:]}
        failed = catalog.segments.get(segments[0].segment_id)
        assert failed.state == "failed" and "died" in failed.reason
