"""A gallery that is given the embeddings of another embedder while it is searched."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from viscoper.errors import GalleryError
from viscoper.gallery.gallery import Gallery

MakeRows = Callable[..., pa.Table]
OLD, NEW = "probe@1", "probe@2"


def by_number(jpegs: Sequence[bytes]) -> list[NDArray[np.float32] | None]:
    """Embeds the crops that make_rows makes ("jpeg SEGMENT NUMBER"): one direction a number; 3 is unreadable."""
    numbers = [int(jpeg.split()[-1]) for jpeg in jpegs]
    return [None if number == 3 else np.eye(8, dtype=np.float32)[number % 8] for number in numbers]


def reembed(gallery: Gallery, *segment_ids: str) -> int:
    gallery.prepare(NEW, 8)
    made = gallery.write_reembedded(segment_ids, NEW, by_number)
    gallery.commit(segment_ids, made.written, over=made.sighting_ids)
    return made.without


def shown(gallery: Gallery, vector: Any, embedder: str) -> set[str]:
    return {hit.sighting.sighting_id for hit in gallery.search(vector, embedder, top=100)}


@pytest.fixture
def filled(gallery: Gallery, rows: MakeRows) -> Gallery:
    for name in "ab":
        gallery.commit(name, gallery.write_fragment(rows(name, 5)))
    return gallery


def test_what_is_moved_is_found_by_both(filled: Gallery) -> None:
    everything = shown(filled, np.ones(16), OLD)
    before = {sighting.sighting_id: sighting.time for sighting in filled.sightings()}
    crops = filled.crops(sorted(before))
    assert (filled.lacking(NEW), filled.embedders()) == ({"a": 5, "b": 5}, [OLD])
    assert reembed(filled, "a") == 1
    assert filled.embedders() == [OLD, NEW]
    assert filled.lacking(NEW) == {"a": 1, "b": 5}
    assert shown(filled, np.ones(16), OLD) == everything
    assert shown(filled, np.ones(8), NEW) == {f"a-0-{number}" for number in (0, 1, 2, 4)}
    best = filled.search(np.eye(8, dtype=np.float32)[2], NEW, top=1)[0]
    assert (best.sighting.sighting_id, best.sighting.embedder) == ("a-0-2", NEW)
    assert {sighting.sighting_id: sighting.time for sighting in filled.sightings()} == before
    assert filled.crops(sorted(before)) == crops


def test_several_segments_move_in_one_step(filled: Gallery) -> None:
    assert reembed(filled, "a", "b") == 2
    assert filled.lacking(NEW) == {"a": 1, "b": 1}
    assert len(shown(filled, np.ones(8), NEW)) == 8


def test_moving_twice_doubles_nothing(filled: Gallery) -> None:
    for _ in range(2):
        reembed(filled, "a")
    assert filled.has_segment("a") == 5
    assert filled.has_segment("a", NEW) == 4
    assert filled.has_segment("a", "never@1") == 0


def test_what_is_written_and_not_committed_is_not_shown(filled: Gallery) -> None:
    filled.prepare(NEW, 8)
    filled.write_reembedded(["a"], NEW, by_number)
    assert filled.lacking(NEW) == {"a": 5, "b": 5}
    assert len(shown(filled, np.ones(16), OLD)) == 10


def test_a_moved_segment_may_be_indexed_again(filled: Gallery, rows: MakeRows) -> None:
    reembed(filled, "a")
    filled.commit("a", filled.write_fragment(rows("a", 2, dim=8, embedder=NEW, seed=4)))
    assert (filled.has_segment("a"), filled.lacking(NEW)) == (2, {"b": 5})


def test_what_was_indexed_anew_meanwhile_is_not_overwritten(filled: Gallery, rows: MakeRows) -> None:
    """By another home, which shares the gallery and not the lock."""
    filled.prepare(NEW, 8)
    made = filled.write_reembedded(["a", "b"], NEW, by_number)
    filled.commit("a", filled.write_fragment(rows("a", 6, seed=4)))
    with pytest.raises(GalleryError, match="segments a, b were indexed anew meanwhile"):
        filled.commit(["a", "b"], made.written, over=made.sighting_ids)
    assert filled.has_segment("a") == 6 and filled.lacking(NEW) == {"a": 6, "b": 5}
    assert reembed(filled, "a", "b") == 2


def test_fragments_of_other_segments_are_refused(filled: Gallery) -> None:
    filled.prepare(NEW, 8)
    made = filled.write_reembedded(["a", "b"], NEW, by_number)
    with pytest.raises(GalleryError, match="a fragment of a, b was handed in as a"):
        filled.commit("a", made.written)


@pytest.mark.parametrize(
    "vector", [np.full(8, np.nan, np.float32), np.ones(7, np.float32)], ids=["not a number", "too short"]
)
def test_a_vector_that_is_none_is_refused(filled: Gallery, vector: NDArray[np.float32]) -> None:
    filled.prepare(NEW, 8)
    with pytest.raises(GalleryError, match="not 8 finite numbers"):
        filled.write_reembedded(["a"], NEW, lambda jpegs: [vector] * len(jpegs))


def test_an_empty_gallery_lacks_nothing(gallery: Gallery) -> None:
    assert (gallery.lacking(NEW), gallery.embedders()) == ({}, [])
