"""Following one object from its one known box."""

import numpy as np
import pytest

from viscoper.vision.detections import PERSON, VEHICLES, Detections
from viscoper.vision.follow import Seen, box_at, follow


def at(left: float) -> list[float]:
    return [left, 50, left + 40, 150]


def look(time_s: float, *lefts: float, label: int = PERSON) -> tuple[float, Detections]:
    boxes = np.array([at(left) for left in lefts], np.float32).reshape(-1, 4)
    return time_s, Detections(boxes, np.ones(len(lefts), np.float32), np.full(len(lefts), label))


def lefts(seen: list[Seen]) -> list[float]:
    return [float(each.box[0]) for each in seen]


KNOWN = Seen(1.0, np.array(at(100), np.float32))


def test_both_ways_at_its_own_pace() -> None:
    """A walker of 60 pixels a second, with somebody who stands in the way."""
    looks = [look(t / 5, 40 + 60 * t / 5, 400) for t in range(11)]
    seen = follow(looks, "person", KNOWN)
    assert [each.time_s for each in seen] == pytest.approx([t / 5 for t in range(11)])
    assert lefts(seen) == pytest.approx([40 + 60 * t / 5 for t in range(11)])


@pytest.mark.parametrize(
    ("looks", "wanted"),
    [
        pytest.param([look(1.2, 110), look(1.4), look(1.6, 130)], [100, 110, 130], id="hidden for a moment"),
        pytest.param([look(1.2), look(1.4), look(1.6), look(1.8, 104)], [100], id="gone, then somebody else"),
        pytest.param([look(1.2, 105, label=VEHICLES[0])], [100], id="a vehicle is no person"),
        pytest.param([look(1.2, 300)], [100], id="somebody far away"),
        pytest.param([], [100], id="never looked"),
    ],
)
def test_as_far_as_it_can_be_followed(looks: list[tuple[float, Detections]], wanted: list[float]) -> None:
    assert lefts(follow(looks, "person", KNOWN)) == wanted


def test_between_two_looks_the_box_moves_evenly() -> None:
    seen = [KNOWN, Seen(2.0, np.array(at(200), np.float32))]
    assert (box := box_at(seen, 1.25)) is not None and box[0] == pytest.approx(125)
    assert (box := box_at(seen, 2.0)) is not None and box[0] == 200
    assert box_at(seen, 0.9) is None and box_at(seen, 2.1) is None
