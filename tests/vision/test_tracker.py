"""Objects are followed at low and uneven rates."""

from collections.abc import Sequence

import numpy as np
import pytest

from viscoper.coco import LABELS
from viscoper.settings import Size
from viscoper.vision.detections import Detections
from viscoper.vision.tracker import Tracker

FRAME = Size(768, 576)
RED, BLUE = np.eye(4, dtype=np.float32)[:2]


def detections(*found: tuple[float, float, float], label: str = "person") -> Detections:
    """People of 40x100 whose left upper corner and score are given."""
    boxes = np.array([(x, y, x + 40, y + 100) for x, y, _ in found], np.float32).reshape(-1, 4)
    scores = np.array([score for *_, score in found], np.float32)
    return Detections(boxes, scores, np.full(len(found), LABELS.index(label), np.intp))


def follow(frames: Sequence[tuple[float, Detections, list[np.ndarray]]]) -> Tracker:
    tracker = Tracker({"person": 0.45, "vehicle": 0.45})
    for time_s, found, looks in frames:
        tracker(round(time_s * 10), time_s, FRAME, found, looks)
    return tracker


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([0.0, 0.5, 1.0, 1.5, 2.0], id="two frames a second"),
        pytest.param([0.0, 0.3, 0.9, 1.9, 2.2, 3.0], id="uneven, as the motion gate leaves them"),
        pytest.param([i / 10 for i in range(20)], id="ten frames a second"),
    ],
)
def test_a_walker_is_one_track(times: list[float]) -> None:
    tracker = follow([(t, detections((100 + 70 * t, 200, 0.8)), [RED]) for t in times])
    assert [len(track.times) for track in tracker.tracks()] == [len(times)]


def test_two_who_cross_keep_their_identities_by_colour() -> None:
    times = [i / 2 for i in range(12)]
    frames = [(t, detections((200 + 60 * t, 200, 0.8), (500 - 60 * t, 205, 0.8)), [RED, BLUE]) for t in times]
    tracks = follow(frames).tracks()
    assert len(tracks) == 2
    assert [round(float(track.appearance @ RED)) for track in tracks] == [1, 0]


@pytest.mark.parametrize(
    ("scores", "count", "length"),
    [
        pytest.param([0.8, 0.3, 0.3, 0.8], 1, 4, id="doubtful detections carry a track on"),
        pytest.param([0.3, 0.3, 0.3, 0.3], 0, 0, id="doubtful detections start none"),
        pytest.param([0.3, 0.8, 0.8, 0.8], 1, 3, id="a track starts at its first sure detection"),
    ],
)
def test_two_levels_of_score(scores: list[float], count: int, length: int) -> None:
    tracks = follow([(i / 2, detections((300, 200, score)), [RED]) for i, score in enumerate(scores)]).tracks()
    assert [len(track.times) for track in tracks] == [length] * count


def test_who_leaves_and_comes_back_is_a_new_track() -> None:
    out = [(t, detections((660 + 60 * t, 200, 0.8)), [RED]) for t in (0.0, 0.5, 1.0)]
    back = [(t, detections((720 - 60 * (t - 2.5), 200, 0.8)), [RED]) for t in (2.5, 3.0)]
    assert len(follow([*out, *back]).tracks()) == 2


def test_people_and_vehicles_do_not_share_a_track() -> None:
    frames = [(0.0, detections((100, 200, 0.8)), [RED]), (0.5, detections((100, 200, 0.8), label="car"), [RED])]
    assert [track.kind for track in follow(frames).tracks()] == ["person", "vehicle"]


def test_the_label_is_voted_over_the_track() -> None:
    labels = ["truck", "car", "car"]
    frames = [(i / 2, detections((100, 200, 0.6), label=label), [RED]) for i, label in enumerate(labels)]
    assert [track.label for track in follow(frames).tracks()] == ["car"]
