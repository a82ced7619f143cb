"""A gallery moved to another embedder by the real job, also one that is killed half-way."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jobs.lock import index_lock
from jobs.reembed import blocks_of
from tests.jobs.reembed_probe import Brightness
from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.rows import rows_of
from viscoper.recipe import recipe_of
from viscoper.settings import Settings
from viscoper.vision.embedder import ColourTexture
from viscoper.vision.extractor import Sighting
from viscoper.vision.unique_image import encoded

ROOT = Path(__file__).parents[2]
NINE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
OLD, NEW = ColourTexture(), Brightness()


@pytest.mark.parametrize(
    ("lacking", "blocks"),
    [
        ({}, []),
        ({"a": 1}, [["a"]]),
        ({"b": 1, "a": 1}, [["a", "b"]]),
        ({"a": 9, "b": 1, "c": 1}, [["a", "b"], ["c"]]),
        ({"a": 1, "b": 50, "c": 1}, [["a"], ["b"], ["c"]]),
    ],
    ids=["nothing", "one", "two small ones", "a full one", "a large one between"],
)
def test_how_segments_are_packed(lacking: dict[str, int], blocks: list[list[str]]) -> None:
    assert blocks_of(lacking, 10) == blocks


class Home:
    """A home with segments of `each` people, indexed with the settings' own embedder; their crops are of any colour."""

    def __init__(self, home: Path, catalog: Catalog, segments: int, each: int) -> None:
        self.settings = Settings(home=home, tenant=catalog.tenant, workers=1, embedder="colour-texture")
        self.catalog, self.gallery = catalog, Gallery(self.settings)
        self.camera = catalog.cameras.add(Camera("gate", 127, 37.5))
        self.segments = [self._index(number, each) for number in range(segments)]
        self.gallery.maintain()

    def job(self, *words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.jobs.reembed_probe", self.settings.home, self.settings.tenant]
        return subprocess.Popen(
            [*map(str, [*command, self.catalog.uri, *words])], cwd=ROOT, text=True, stdout=subprocess.PIPE
        )

    def report(self) -> Any:
        job = self.job()
        answer, _ = job.communicate()
        assert job.returncode == 0
        return json.loads(answer)

    def found(self, embedder: Any) -> dict[str, float]:
        hits = self.gallery.search(np.ones(embedder.dim), embedder.name, top=1000)
        assert len({hit.sighting.sighting_id for hit in hits}) == len(hits)
        return {hit.sighting.sighting_id: round(hit.similarity, 3) for hit in hits}

    def recipes(self) -> set[str]:
        return {self.catalog.segments.get(segment_id).recipe for segment_id in self.segments}

    def _index(self, number: int, each: int) -> str:
        segments, start = self.catalog.segments, NINE + timedelta(minutes=number)
        segment_id = segments.id_of(self.camera.camera_id, start, "abc")
        end = start + timedelta(minutes=1)
        segment = Segment(segment_id, self.camera.camera_id, start, end, "a.mp4", "k", "abc", 640, 360, 10.0, 60.0)
        segments.add(segment)
        segments.claim([segment_id], "worker", 1)
        random = np.random.default_rng(number)
        crops = [np.full((128, 64, 3), random.integers(0, 255, 3), np.uint8) for _ in range(each)]
        box = (10, 20, 64, 128)
        seen = [
            Sighting(n, "person", "person", 0, 1.0, 1.0, 2.0, box, 0.9, 0.8, encoded(crop), OLD([crop])[0])
            for n, crop in enumerate(crops)
        ]
        self.gallery.commit(segment_id, self.gallery.write_fragment(rows_of(seen, segment, OLD.name)))
        segments.finish(segment_id, "worker", each, recipe_of(self.settings))
        return segment_id


@pytest.mark.slow
def test_all_of_it_is_moved(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, catalog, segments=3, each=4)
    before = home.found(OLD)
    report = home.report()
    assert (report["embedder"], report["segments"], report["sightings"]) == (NEW.name, 3, 12)
    assert (report["unreadable"], report["failed"]) == (0, {})
    assert home.found(OLD) == before
    assert home.found(NEW).keys() == before.keys()
    assert home.recipes() == {recipe_of(home.settings, NEW.name)}, "nothing is left for the index job"
    assert home.report()["sightings"] == 0, "the second run has nothing left to do"


@pytest.mark.slow
def test_killed_half_way_loses_nothing_and_goes_on(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, catalog, segments=8, each=4)
    before = home.found(OLD)
    job = home.job(0.2)
    deadline = time.monotonic() + 90
    while sum(home.gallery.lacking(NEW.name).values()) > 20 and time.monotonic() < deadline:
        assert job.poll() is None, "the job was done before it could be killed"
        assert home.found(OLD) == before, "searched while it is moved"
        time.sleep(0.2)
    job.kill()
    job.communicate()
    left = sum(home.gallery.lacking(NEW.name).values())
    assert 0 < left <= 20
    assert home.found(OLD) == before
    assert len(home.found(NEW)) == 32 - left
    assert home.recipes() == {recipe_of(home.settings)}, "a job that has not ended vouches for nothing"
    assert home.report()["sightings"] == left
    assert home.found(OLD) == before
    assert home.found(NEW).keys() == before.keys()


def test_not_beside_another_job(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, catalog, segments=1, each=1)
    with index_lock(tmp_path):
        job = home.job()
        job.communicate()
        assert job.returncode != 0
    assert home.gallery.lacking(NEW.name) == {home.segments[0]: 1}
