"""The gate opens for what moves, for what is expected, and now and then for everything."""

import numpy as np
import pytest

from viscoper.vision.boxes import Boxes, Image
from viscoper.vision.motion import WHOLE_S, MotionGate

NOTHING: Boxes = np.zeros((0, 4), np.float32)


def street(*objects: tuple[int, int], noise: int = 0) -> Image:
    """640x480 with dark figures of 30x80 at x, y."""
    image = np.full((480, 640, 3), 140, np.int16)
    for x, y in objects:
        image[y : y + 80, x : x + 30] = 30
    image += np.random.default_rng(noise).integers(-6, 7, image.shape, dtype=np.int16)
    return image.astype(np.uint8)


def test_the_first_frame_is_looked_at_whole() -> None:
    assert MotionGate()(street(), 0.0, NOTHING) is None


def test_a_still_street_is_looked_at_now_and_then() -> None:
    gate = MotionGate()
    times = np.arange(0, 4 * WHOLE_S, 0.5)
    answers = [gate(street((100, 200), noise=i), float(t), NOTHING) for i, t in enumerate(times)]
    whole = [float(t) for t, regions in zip(times, answers, strict=True) if regions is None]
    assert whole == [0.0, WHOLE_S, 2 * WHOLE_S, 3 * WHOLE_S]
    assert all(len(regions) == 0 for regions in answers if regions is not None)


@pytest.mark.parametrize(
    ("before", "now", "inside"),
    [
        pytest.param([], [(300, 200)], [(300, 200, 330, 280)], id="somebody appears"),
        pytest.param([(300, 200)], [(330, 200)], [(330, 200, 360, 280)], id="somebody walks"),
        pytest.param([], [(50, 60), (500, 300)], [(50, 60, 80, 140), (500, 300, 530, 380)], id="two far apart"),
        pytest.param([], [(0, 0), (610, 400)], [(0, 0, 30, 80), (610, 400, 640, 480)], id="in the corners"),
    ],
)
def test_what_moves_lies_whole_inside_a_region(
    before: list[tuple[int, int]], now: list[tuple[int, int]], inside: list[tuple[int, int, int, int]]
) -> None:
    gate = MotionGate()
    gate(street(*before), 0.0, NOTHING)
    regions = gate(street(*now, noise=1), 0.5, NOTHING)
    assert regions is not None
    for x1, y1, x2, y2 in inside:
        assert any(r[0] <= x1 and r[1] <= y1 and r[2] >= x2 and r[3] >= y2 for r in regions)
    shares = np.prod(regions[:, 2:] - regions[:, :2], axis=1).sum() / (640 * 480)
    assert shares < 0.15


def test_what_stands_still_is_looked_at_where_it_is_expected() -> None:
    gate = MotionGate()
    gate(street((300, 200)), 0.0, NOTHING)
    expected = np.array([[300, 200, 330, 280], [700, 500, 740, 600]], np.float32)
    regions = gate(street((300, 200), noise=1), 0.5, expected)
    assert regions is not None
    assert regions.tolist() == [[284, 184, 346, 296]]


def test_around_who_is_near_more_is_looked_at() -> None:
    gate = MotionGate()
    gate(street(), 0.0, NOTHING)
    regions = gate(street(noise=1), 0.5, np.array([[200, 100, 300, 400]], np.float32))
    assert regions is not None
    assert regions.tolist() == [[140, 40, 360, 460]]
