"""Tracks of one object are joined, tracks of none dropped."""

import tracemalloc

import pytest

from tests.vision.conftest import Box, MakeTrack
from viscoper.coco import Kind
from viscoper.settings import Size
from viscoper.vision.stitching import stitch

FRAME = Size(768, 576)
CONFIDENT: dict[Kind, float] = {"person": 0.45, "vehicle": 0.45}


def walk(start: float, steps: int, speed: float = 30.0, y: float = 200.0) -> list[Box]:
    """Boxes of 40x100, one every half second."""
    return [(start + speed * i, y, start + speed * i + 40, y + 100) for i in range(steps)]


@pytest.mark.parametrize(
    ("second", "start_s", "colour", "count"),
    [
        pytest.param(walk(360, 4), 4.0, 0, 1, id="behind a pole and out again"),
        pytest.param(walk(360, 4), 4.0, 1, 2, id="another colour comes out"),
        pytest.param(walk(360, 4, y=420.0), 4.0, 0, 2, id="far from where he was expected"),
        pytest.param(walk(360, 4), 9.0, 0, 2, id="much later"),
    ],
)
def test_joining(make_track: MakeTrack, second: list[Box], start_s: float, colour: int, count: int) -> None:
    tracks = [make_track(walk(180, 4)), make_track(second, start_s, colour=colour, number=2)]
    joined = stitch(tracks, FRAME, CONFIDENT)
    assert len(joined) == count
    assert sum(len(track.times) for track in joined) == 8
    assert all(track.times == sorted(track.times) for track in joined)


def test_three_pieces_become_one(make_track: MakeTrack) -> None:
    pieces = [make_track(walk(100 + 120 * i, 3), 2.0 * i, number=i + 1) for i in range(3)]
    (whole,) = stitch(pieces, FRAME, CONFIDENT)
    assert whole.track_id == 1
    assert len(whole.times) == 9


def test_who_left_the_picture_is_not_continued(make_track: MakeTrack) -> None:
    tracks = [make_track(walk(640, 4)), make_track(walk(700, 4, speed=-30.0), 3.5, number=2)]
    assert len(stitch(tracks, FRAME, CONFIDENT)) == 2


def test_a_shadow_of_a_track_is_dropped(make_track: MakeTrack) -> None:
    shadow = [(x1 + 4, y1 + 5, x2 + 4, y2) for x1, y1, x2, y2 in walk(110, 5)]
    (kept,) = stitch([make_track(walk(50, 8)), make_track(shadow, 1.0, number=2)], FRAME, CONFIDENT)
    assert len(kept.times) == 8


def test_of_three_on_one_object_the_longest_stays(make_track: MakeTrack) -> None:
    tracks = [make_track(walk(50 + 30 * i, 9 - 2 * i), i / 2, number=3 - i) for i in range(3)]
    (kept,) = stitch(tracks, FRAME, CONFIDENT)
    assert len(kept.times) == 9


def test_a_car_parked_for_hours_under_two_tracks(make_track: MakeTrack) -> None:
    """Memory grows with the tracks' length, not with its square."""
    boxes = [(100.0, 200.0, 240.0, 280.0)] * 50_000
    tracks = [make_track(boxes, kind="vehicle", label="car", number=number) for number in (1, 2)]
    tracemalloc.start()
    kept = stitch(tracks, FRAME, CONFIDENT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(kept) == 1
    assert peak < 50_000 * 400


def test_thousands_of_tracks(make_track: MakeTrack) -> None:
    """Walkers come by one after the other, each broken once; pairs far apart in time are never compared."""
    pieces = [walk(100 + 150 * half, 4) for half in (0, 1)]
    tracks = [
        make_track(pieces[half], 40.0 * visit + 2.5 * half, number=2 * visit + half + 1)
        for visit in range(1500)
        for half in (0, 1)
    ]
    joined = stitch(tracks, FRAME, CONFIDENT)
    assert [track.track_id for track in joined] == list(range(1, 3000, 2))
    assert {len(track.times) for track in joined} == {8}


@pytest.mark.parametrize(
    ("boxes", "score", "kept"),
    [
        pytest.param(walk(100, 6, speed=0.0), 0.5, False, id="a stone: still, and scored low"),
        pytest.param(walk(100, 6, speed=0.0), 0.8, True, id="a person who stands"),
        pytest.param([*walk(100, 30, speed=0.0), *walk(160, 2)], 0.5, True, id="who waited, scored low, and went"),
        pytest.param([*walk(100, 30, speed=0.0), *walk(160, 1)], 0.5, False, id="a stone whose box slipped once"),
        pytest.param(walk(100, 6), 0.5, True, id="a walker scored low"),
        pytest.param(walk(100, 6), 0.4, False, id="never scored as a person"),
        pytest.param(walk(100, 1), 0.5, False, id="seen once, doubtful"),
        pytest.param(walk(100, 1), 0.8, True, id="seen once, sure"),
    ],
)
def test_what_is_believed(make_track: MakeTrack, boxes: list[Box], score: float, kept: bool) -> None:
    assert len(stitch([make_track(boxes, score=score)], FRAME, CONFIDENT)) == kept


@pytest.mark.parametrize("kind", ["person", "vehicle"])
@pytest.mark.parametrize(
    ("boxes", "above"),
    [
        pytest.param(walk(100, 1), 0.2, id="seen once"),
        pytest.param(walk(100, 6), 0.0, id="moving"),
        pytest.param(walk(100, 6, speed=0.0), 0.1, id="still"),
    ],
)
def test_what_is_believed_follows_the_score_of_its_kind(
    make_track: MakeTrack, boxes: list[Box], above: float, kind: Kind
) -> None:
    scores: dict[Kind, float] = {"person": 0.9, "vehicle": 0.9}
    for confident in (0.2, 0.3, 0.45):
        for offset, kept in ((-0.01, 0), (0.01, 1)):
            track = make_track(boxes, score=confident + above + offset, kind=kind)
            assert len(stitch([track], FRAME, {**scores, kind: confident})) == kept
