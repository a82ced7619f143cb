"""The one picture kept of a track."""

import cv2
import numpy as np
import pytest

from viscoper.settings import Size
from viscoper.vision.boxes import Image
from viscoper.vision.unique_image import Candidate, UniqueImage, candidate, whole_box

MINIMUM = Size(64, 128)
CHECKS = np.kron(np.indices((60, 80)).sum(axis=0) % 2, np.ones((10, 10))).astype(np.uint8)[..., None] * np.uint8(200)
SHARP: Image = np.repeat(CHECKS, 3, axis=2)
BLURRED: Image = np.asarray(cv2.GaussianBlur(SHARP, (0, 0), 4), np.uint8)

Box = tuple[float, float, float, float]
PLAIN: Box = (300, 200, 380, 360)


def picture(box: Box, image: Image = SHARP, score: float = 0.8, beside: Box | None = None) -> Candidate | None:
    boxes = np.array([box] if beside is None else [box, beside], np.float32)
    return candidate(image, 0, 0.0, boxes, np.full(len(boxes), score, np.float32), 0, MINIMUM)


@pytest.mark.parametrize(
    ("box", "reaches"),
    [
        pytest.param((100, 100, 164, 228), True, id="exactly the threshold"),
        pytest.param((100, 100, 163, 228), False, id="a pixel too narrow"),
        pytest.param((100, 100, 164, 227), False, id="a pixel too low"),
        pytest.param((-30, 100, 50, 300), False, id="too narrow once cut at the border"),
    ],
)
def test_only_boxes_that_reach_the_threshold_count(box: Box, reaches: bool) -> None:
    assert (picture(box) is not None) == reaches


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(picture(PLAIN), picture(PLAIN, BLURRED), id="sharp over blurred"),
        pytest.param(picture((300, 100, 420, 340)), picture(PLAIN), id="large over small"),
        pytest.param(picture(PLAIN), picture((0, 200, 80, 360)), id="whole over cut off at the border"),
        pytest.param(picture(PLAIN), picture(PLAIN, beside=(340, 220, 440, 400)), id="free over overlapped"),
        pytest.param(picture(PLAIN, score=0.9), picture(PLAIN, score=0.5), id="sure over doubtful"),
        pytest.param(
            picture(PLAIN, beside=(340, 150, 440, 320)),
            picture(PLAIN, beside=(340, 240, 440, 410)),
            id="in front over behind",
        ),
    ],
)
def test_what_makes_a_picture_better(better: Candidate | None, worse: Candidate | None) -> None:
    assert better is not None and worse is not None
    assert 0 < worse.quality < better.quality <= 1


def made(frame: int, quality: float) -> Candidate:
    return Candidate(frame, frame / 10, (0, 0, 64, 128), 0.8, quality, SHARP[:128, :64])


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_policies(order: list[int]) -> None:
    offers = [made(10, 0.4), made(20, 0.9), made(30, 0.6)]
    one, other = UniqueImage(), UniqueImage()
    for i in order[:1]:
        one.offer(offers[i])
    for i in order[1:]:
        other.offer(offers[i])
    one.absorb(other)
    assert one.kept("best") == offers[1]
    assert one.kept("first") == offers[0]


def test_nothing_is_kept_of_what_never_reached_the_threshold() -> None:
    assert UniqueImage().kept("best") is None
    assert UniqueImage().kept("first") is None


def test_a_kept_crop_holds_no_frame_and_is_bounded() -> None:
    large = np.zeros((3000, 3000, 3), np.uint8)
    boxes = np.array([[0, 0, 2900, 2900]], np.float32)
    kept = candidate(large, 0, 0.0, boxes, np.ones(1, np.float32), 0, MINIMUM)
    assert kept is not None
    assert kept.box == (0, 0, 2900, 2900)
    assert max(kept.crop.shape) == 512
    small = picture(PLAIN)
    assert small is not None and small.crop.base is None


def test_whole_box_stays_inside_the_image() -> None:
    assert whole_box(np.array([-5.5, 590.2, 900, 700], np.float32), SHARP) == (0, 590, 800, 10)
