"""Children are told from grown-ups by the line that a camera's people follow; where there is none, nothing is told."""

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.city.camera import CameraPlan, Lens
from demo.city.plan import Point
from viscoper.search.stature import LEAST_SEEN, Statures, line_of

PICTURE = (960, 540)
GATE = "gate"


def people(
    random: np.random.Generator, count: int, height: float, ahead: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Boxes of people on flat ground before a camera that hangs so high and looks at the ground so far ahead (metres),
    as a detector would draw them, and which of them are children; a tenth are half hidden."""
    lens = Lens(CameraPlan("", "", "", Point(0, 0), height, Point(0, ahead)), *PICTURE)
    child = random.random(count) < 0.1
    tall = np.where(child, random.uniform(1.0, 1.35, count), random.normal(1.66, 0.08, count))
    stand = np.stack([random.uniform(-3, 3, count), random.uniform(4, 35, count), np.zeros(count)], 1)
    feet = lens.project(stand.astype(np.float32))[:, 1]
    head = lens.project((stand + tall[:, None] * [0, 0, 1]).astype(np.float32))[:, 1]
    seen = (feet - head) * np.exp(random.normal(0, 0.03, count))
    hidden = random.random(count) < 0.1
    boxes = np.stack([feet - seen, np.where(hidden & ~child, 0.6, 1) * seen, np.full(count, PICTURE[1])], 1)
    return boxes, child


@pytest.mark.parametrize(
    ("height", "ahead"),
    [
        pytest.param(2.6, 18, id="low, looking far"),
        pytest.param(4, 13, id="as on a lamp post"),
        pytest.param(7, 16, id="high"),
    ],
)
def test_most_children_are_told_and_hardly_anybody_else(height: float, ahead: float) -> None:
    boxes, child = people(np.random.default_rng(0), 600, height, ahead)
    line = line_of(boxes[:300])
    assert line
    likely = Statures({GATE: line}).children([GATE] * 300, boxes[300:])
    told, child = np.isfinite(likely), child[300:]
    assert told.mean() > 0.5
    assert (likely[told & child] > 0.5).mean() > 0.7
    assert (likely[told & ~child] > 0.5).mean() < 0.12, "but for the hidden tenth"


def test_who_is_partly_outside_the_picture_is_not_told() -> None:
    line = line_of(people(np.random.default_rng(0), 300, 4, 13)[0])
    assert line
    boxes = np.array([[0, 200, 540], [400, 140, 540], [200, 200, 540]], np.float64)
    assert np.isfinite(Statures({GATE: line}).children([GATE] * 3, boxes)).tolist() == [False, False, True]


def test_another_camera_tells_nothing() -> None:
    line = line_of(people(np.random.default_rng(0), 300, 4, 13)[0])
    assert line
    assert np.isnan(Statures({GATE: line}).children(["bridge"], np.array([[200, 200, 540.0]]))).all()


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param(people(np.random.default_rng(0), LEAST_SEEN - 1, 4, 13)[0], id="too few"),
        pytest.param(np.zeros((0, 3)), id="nobody"),
        pytest.param(
            np.stack([*np.random.default_rng(0).uniform(40, 220, (2, 300)), np.full(300, 540)], 1), id="a mess"
        ),
        pytest.param(np.full((300, 3), [540.0, 0, 540]), id="all at the edge"),
    ],
)
def test_no_line_where_heights_follow_none(boxes: NDArray[np.float64]) -> None:
    assert line_of(boxes) is None


def test_all_at_one_place_are_told_by_the_middle_of_them() -> None:
    boxes = np.tile([[200.0, 200, 540]], (60, 1))
    boxes[:5] = [280, 120, 540]
    line = line_of(boxes)
    assert line
    likely = Statures({GATE: line}).children([GATE] * 60, boxes)
    assert (likely[:5] > 0.9).all() and (likely[5:] < 0.1).all()
