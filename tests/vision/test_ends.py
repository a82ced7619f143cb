"""Where a track's object came into the picture and went out of it."""

import numpy as np
import pytest

from tests.vision.conftest import Box, MakeTrack
from viscoper.settings import Size
from viscoper.vision.ends import End, ends

FRAME = Size(768, 576)


def walk(start: float, steps: int) -> list[Box]:
    """Boxes of 40x100 from left to right, one every half second, cut at the picture's border."""
    lefts = [start + 30.0 * step for step in range(steps)]
    return [(max(left, 0), 200, min(left + 40, FRAME.width), 300) for left in lefts]


def towards(steps: int) -> list[Box]:
    """Somebody who comes from 40 m to 10 m in the picture's middle, 600 pixels tall a metre away."""
    talls = [600 * 1.7 / metres for metres in np.linspace(40, 10, steps)]
    return [(384 - tall / 6, 100, 384 + tall / 6, 100 + tall) for tall in talls]


def test_the_first_and_the_last_whole_boxes(make_track: MakeTrack) -> None:
    track = make_track(walk(-20, 27))
    assert track.boxes[0][0] == 0 and track.boxes[-1][2] == FRAME.width, "cut off at both ends"
    assert ends(track, FRAME) == (End(0.5, (10, 200, 40, 100)), End(12.0, (700, 200, 40, 100)))


def test_one_box_is_both_ends(make_track: MakeTrack) -> None:
    assert ends(make_track([(100, 100, 140, 200)]), FRAME) == (End(0.0, (100, 100, 40, 100)),) * 2


@pytest.mark.parametrize(
    ("boxes", "box"),
    [
        pytest.param([(0, 100, 90, 200), (20, 0, 120, 576)], (0, 100, 90, 100), id="the height at least"),
        pytest.param([(0, 0, 300, 576)], (0, 0, 300, 576), id="not even that"),
    ],
)
def test_who_never_was_in_the_picture_as_a_whole(make_track: MakeTrack, boxes: list[Box], box: Box) -> None:
    assert ends(make_track(boxes), FRAME)[0].box == box


@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_a_box_that_is_half_hidden_moves_no_end(make_track: MakeTrack, hidden: int) -> None:
    boxes = towards(16)
    whole = ends(make_track(boxes), FRAME)
    x1, y1, x2, y2 = boxes[hidden]
    boxes[hidden] = (x1, y1, x2, y1 + (y2 - y1) / 2)
    entry, exit = ends(make_track(boxes), FRAME)
    assert entry.box[3] == pytest.approx(whole[0].box[3], abs=3) and entry.box[3] == pytest.approx(25.5, abs=3)
    assert exit == whole[1] and exit.box[3] == 102
