import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from viscoper.errors import GalleryError, UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings

MakeRows = Callable[..., pa.Table]
START = datetime(2026, 5, 1, tzinfo=UTC)


def test_an_empty_gallery_answers(gallery: Gallery) -> None:
    assert gallery.has_segment("a") == 0
    assert gallery.sightings() == []
    assert gallery.search(np.ones(16, np.float32), "probe@1") == []
    gallery.commit("a", [])
    gallery.maintain()
    with pytest.raises(UsageError, match="there is no sighting x"):
        gallery.get(["x"])


def test_nothing_is_seen_before_the_commit_and_all_of_it_after(gallery: Gallery, rows: MakeRows) -> None:
    fragments = gallery.write_fragment(rows("a", 10))
    assert gallery.has_segment("a") == 0
    assert gallery.sightings() == []
    gallery.commit("a", fragments)
    assert gallery.has_segment("a") == 10
    assert [s.track_id for s in gallery.sightings()] == list(range(10))


def test_committing_again_replaces_and_never_adds(gallery: Gallery, rows: MakeRows) -> None:
    first = gallery.write_fragment(rows("a", 10, seed=1))
    gallery.commit("a", first)
    gallery.commit("a", first)
    gallery.commit("b", gallery.write_fragment(rows("b", 5)))
    gallery.maintain()  # Both segments share a file from here on.
    gallery.commit("a", gallery.write_fragment(rows("a", 3, seed=2)))
    assert [s.sighting_id for s in gallery.sightings() if s.segment_id == "a"] == ["a-2-0", "a-2-1", "a-2-2"]
    assert gallery.has_segment("b") == 5
    gallery.commit("a", [])
    assert (gallery.has_segment("a"), gallery.has_segment("b")) == (0, 5)


def test_a_segment_may_come_in_several_fragments(gallery: Gallery, rows: MakeRows) -> None:
    fragments = gallery.write_fragment(rows("a", 4, seed=1)) + gallery.write_fragment(rows("a", 3, seed=2))
    gallery.commit("a", fragments)
    assert gallery.has_segment("a") == 7


SELECTIONS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "everything": ({}, list(range(10))),
    "people": ({"kind": "person"}, [0, 2, 4, 6, 8]),
    "from a time on": ({"start": START + timedelta(seconds=7)}, [7, 8, 9]),
    "before a time": ({"end": START + timedelta(seconds=2)}, [0, 1]),
    "a window in another zone": (
        {
            "start": datetime.fromisoformat("2026-05-01T09:00:03+09:00"),
            "end": datetime.fromisoformat("2026-05-01T09:00:05+09:00"),
        },
        [3, 4],
    ),
    "its camera": ({"camera_ids": ["gate", "other"]}, list(range(10))),
    "another camera": ({"camera_ids": ["other"]}, []),
    "no camera": ({"camera_ids": []}, []),
    "thousands of cameras": ({"camera_ids": [f"camera-{n}" for n in range(3000)] + ["gate"]}, list(range(10))),
    "all at once": ({"camera_ids": ["gate"], "kind": "vehicle", "start": START + timedelta(seconds=4)}, [5, 7, 9]),
}


@pytest.mark.parametrize("maintained", [False, True], ids=["fresh", "indexed"])
@pytest.mark.parametrize(("selection", "expected"), SELECTIONS.values(), ids=SELECTIONS.keys())
def test_selections(
    local_gallery: Gallery, rows: MakeRows, selection: dict[str, Any], expected: list[int], maintained: bool
) -> None:
    local_gallery.commit("a", local_gallery.write_fragment(rows("a", 10)))
    if maintained:
        local_gallery.maintain()
    assert [s.track_id for s in local_gallery.sightings(**selection)] == expected
    hits = local_gallery.search(np.ones(16, np.float32), "probe@1", **selection)
    assert sorted(hit.sighting.track_id for hit in hits) == expected


def test_a_sighting_comes_back_as_it_was_written(gallery: Gallery, rows: MakeRows) -> None:
    gallery.commit("a", gallery.write_fragment(rows("a", 3)))
    one, two = gallery.get(["a-0-2", "a-0-1"])
    assert (one.track_id, two.track_id) == (2, 1)
    assert one.time == START + timedelta(seconds=2)
    assert one.time.utcoffset() == timedelta(0)
    assert (one.box, one.frame_width, one.frame_height) == ((2, 2, 2, 2), 640, 480)
    assert (one.camera_id, one.kind, one.label, one.score, one.quality) == ("gate", "person", "car", 0.5, 0.25)
    assert gallery.crop("a-0-1") == b"jpeg a 1"
    assert gallery.crops(["a-0-0", "a-0-2"]) == {"a-0-0": b"jpeg a 0", "a-0-2": b"jpeg a 2"}


def test_more_ids_than_fit_one_query(local_gallery: Gallery, rows: MakeRows) -> None:
    local_gallery.commit("a", local_gallery.write_fragment(rows("a", 1200)))
    ids = [f"a-0-{n}" for n in reversed(range(1200))]
    assert [s.sighting_id for s in local_gallery.get(ids)] == ids
    with pytest.raises(UsageError, match=r"there is no sighting x1, x2$"):
        local_gallery.crops([*ids, "x1", "x2"])


def test_two_versions_of_an_embedder_never_meet(gallery: Gallery, rows: MakeRows) -> None:
    """Also when their vectors are equally long, or of different lengths."""
    same = rows("a", 5)
    gallery.commit("a", gallery.write_fragment(same))
    gallery.commit("b", gallery.write_fragment(rows("b", 5, embedder="probe@2")))
    gallery.commit("c", gallery.write_fragment(rows("c", 5, embedder="net@1", dim=32)))
    query = np.array(same["embedding"][0].as_py(), np.float32)
    found = {e: {h.sighting.segment_id for h in gallery.search(query, e)} for e in ("probe@1", "probe@2", "probe@3")}
    assert found == {"probe@1": {"a"}, "probe@2": {"b"}, "probe@3": set()}
    assert {h.sighting.segment_id for h in gallery.search(np.ones(32, np.float32), "net@1")} == {"c"}
    assert (gallery.has_segment("a", "probe@1"), gallery.has_segment("a", "probe@2")) == (5, 0)
    assert len(gallery.sightings()) == 15


def test_reindexing_with_another_embedder_replaces_the_segment(gallery: Gallery, rows: MakeRows) -> None:
    gallery.commit("a", gallery.write_fragment(rows("a", 5)))
    gallery.commit("a", gallery.write_fragment(rows("a", 4, embedder="net@1", dim=32, seed=3)))
    assert gallery.has_segment("a") == 4
    assert gallery.search(np.ones(16, np.float32), "probe@1") == []
    assert len(gallery.search(np.ones(32, np.float32), "net@1")) == 4


BAD_QUERIES = {
    "too short": np.ones(8, np.float32),
    "all zero": np.zeros(16, np.float32),
    "not finite": np.full(16, np.nan, np.float32),
    "infinite": np.full(16, np.inf, np.float32),
}


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES.keys())
def test_queries_that_are_no_direction_are_refused(local_gallery: Gallery, rows: MakeRows, query: Any) -> None:
    local_gallery.commit("a", local_gallery.write_fragment(rows("a", 3)))
    with pytest.raises(UsageError, match="must be 16 finite numbers"):
        local_gallery.search(query, "probe@1")


def _with(column: str, values: list[Any]) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index(column)
        return table.set_column(place, column, pa.array(values, table.schema.field(column).type))

    return change


BAD_ROWS: dict[str, tuple[Callable[[pa.Table], pa.Table], str]] = {
    "two segments": (_with("segment_id", ["a", "b"]), "one segment_id at a time"),
    "two embedders": (_with("embedder", ["x@1", "x@2"]), "one embedder at a time"),
    "an embedding that is not finite": (_with("embedding", [[0.5] * 16, [float("nan")] * 16]), "not finite"),
    "a missing crop": (_with("crop", [b"x", None]), "missing values"),
    "a missing column": (lambda table: table.drop_columns(["crop"]), "lack the columns crop"),
    "no embeddings": (lambda table: table.drop_columns(["embedding"]), "lack the columns embedding"),
}


@pytest.mark.parametrize(("change", "message"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_bad_rows_are_refused(local_gallery: Gallery, rows: MakeRows, change: Any, message: str) -> None:
    with pytest.raises(GalleryError, match=message):
        local_gallery.write_fragment(change(rows("a", 2)))
    assert local_gallery.sightings() == []


def test_an_embedder_that_changes_its_length_is_refused(local_gallery: Gallery, rows: MakeRows) -> None:
    local_gallery.write_fragment(rows("a", 2))
    with pytest.raises(GalleryError, match="gives 32 numbers but gave 16 before; give it a new version"):
        local_gallery.write_fragment(rows("b", 2, dim=32))
    with pytest.raises(GalleryError, match="multiple of 8"):
        local_gallery.write_fragment(rows("b", 2, dim=12, embedder="odd@1"))


def test_fragments_of_another_segment_or_tenant_are_refused(tmp_path: Path, rows: MakeRows) -> None:
    mine, theirs = (Gallery(Settings(storage=str(tmp_path), tenant=tenant)) for tenant in ("seoul", "busan"))
    fragments = mine.write_fragment(rows("a", 2))
    with pytest.raises(GalleryError, match="a fragment of a was handed in as b"):
        mine.commit("b", fragments)
    with pytest.raises(GalleryError, match="handed in"):
        theirs.commit("a", fragments)
    assert mine.sightings() == theirs.sightings() == []


@pytest.mark.parametrize("storage", ["/dev/null/store", "s3://missing-bucket"])
def test_a_store_that_cannot_be_written_is_named(s3_root: str, rows: MakeRows, storage: str) -> None:
    with pytest.raises(GalleryError, match=f"the gallery {storage}/gallery"):
        Gallery(Settings(storage=storage)).write_fragment(rows("a", 2))


def test_opening_loads_no_database(tmp_path: Path) -> None:
    """A command that finds no gallery, or needs none, must not wait for LanceDB to load."""
    code = """
import sys
from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings
assert Gallery(Settings(storage=sys.argv[1])).has_segment("a") == 0
assert "lancedb" not in sys.modules and "lance" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
