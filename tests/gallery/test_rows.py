from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from viscoper.errors import GalleryError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.rows import rows_of
from viscoper.gallery.schema import StoredEnd


@dataclass
class End:
    time_s: float
    box: tuple[int, int, int, int]


@dataclass
class Seen:
    track_id: int
    jpeg: bytes
    embedding: NDArray[np.float32]
    kind: str = "vehicle"
    label: str = "truck"
    time_s: float = 1.5004
    first_s: float = 0.0
    last_s: float = 2.0
    box: tuple[int, int, int, int] = (10, 20, 30, 40)
    score: float = 0.5
    quality: float = 0.75
    attributes: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    ends: tuple[End, End] | None = None


@dataclass
class Recorded:
    segment_id: str = "segment"
    camera_id: str = "gate"
    start: datetime = datetime(2026, 5, 1, tzinfo=UTC)
    width: int = 640
    height: int = 480


def _seen(number: int) -> Seen:
    return Seen(number, b"picture %d" % number, np.eye(16, dtype=np.float32)[number])


def test_what_was_seen_comes_back_from_the_gallery(local_gallery: Gallery) -> None:
    seen, segment = [_seen(n) for n in range(3)], Recorded()

    local_gallery.commit("segment", local_gallery.write_fragment(rows_of(seen, segment, "probe@1")))

    hit = local_gallery.search(seen[1].embedding, "probe@1", top=1)[0]
    sighting = hit.sighting
    assert hit.similarity == pytest.approx(1)
    assert (sighting.track_id, sighting.label, sighting.box) == (1, "truck", (10, 20, 30, 40))
    assert sighting.time == segment.start + timedelta(milliseconds=1500)
    assert (sighting.first_time, sighting.last_time) == (segment.start, segment.start + timedelta(seconds=2))
    assert local_gallery.crop(sighting.sighting_id) == seen[1].jpeg


def test_where_it_came_and_went_comes_back(local_gallery: Gallery) -> None:
    seen, segment = [replace(_seen(0), ends=(End(0.2, (0, 1, 2, 3)), End(1.8, (4, 5, 6, 7)))), _seen(1)], Recorded()

    local_gallery.commit("segment", local_gallery.write_fragment(rows_of(seen, segment, "probe@1")))

    went, neither = sorted(local_gallery.sightings(), key=lambda each: each.track_id)
    assert went.entry == StoredEnd(segment.start + timedelta(milliseconds=200), (0, 1, 2, 3))
    assert went.exit == StoredEnd(segment.start + timedelta(milliseconds=1800), (4, 5, 6, 7))
    assert (neither.entry, neither.exit) == (None, None)


def test_an_id_stands_for_what_is_shown() -> None:
    segment, one = Recorded(), _seen(1)
    ids = [
        rows_of([other], place, embedder)["sighting_id"][0].as_py()
        for other, place, embedder in [
            (one, segment, "probe@1"),
            (replace(one), replace(segment), "probe@1"),
            (replace(one, time_s=1.6), segment, "probe@1"),
            (replace(one, box=(11, 20, 30, 40)), segment, "probe@1"),
            (replace(one, track_id=2), segment, "probe@1"),
            (one, replace(segment, segment_id="other"), "probe@1"),
            (one, segment, "probe@2"),
        ]
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 6


def test_nothing_seen_is_no_rows(local_gallery: Gallery) -> None:
    assert local_gallery.write_fragment(rows_of([], Recorded(), "probe@1")) == []


def test_an_empty_crop_is_refused() -> None:
    with pytest.raises(GalleryError, match="the crop of track 1 is empty"):
        rows_of([replace(_seen(1), jpeg=b"")], Recorded(), "probe@1")
