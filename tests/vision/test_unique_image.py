"""The one picture kept of a track."""

import cv2
import numpy as np
import pytest

from viscoper.settings import Size
from viscoper.vision.boxes import Image
from viscoper.vision.unique_image import Candidate, Policy, UniqueImage, candidate, decoded, encoded, whole_box

MINIMUM = Size(64, 128)
CHECKS = np.kron(np.indices((60, 80)).sum(axis=0) % 2, np.ones((10, 10))).astype(np.uint8)[..., None] * np.uint8(200)
SHARP: Image = np.repeat(CHECKS, 3, axis=2)
BLURRED: Image = np.asarray(cv2.GaussianBlur(SHARP, (0, 0), 4), np.uint8)

# Where PLAIN's object stands: a blurred one before sharp checks, and a sharp one before nothing.
BEFORE_CHECKS: Image = SHARP.copy()
BEFORE_CHECKS[230:330, 310:370] = BLURRED[230:330, 310:370]
BEFORE_NOTHING: Image = np.full_like(SHARP, 100)
BEFORE_NOTHING[240:320, 320:360] = SHARP[240:320, 320:360]

Box = tuple[float, float, float, float]
PLAIN: Box = (300, 200, 380, 360)


def picture(
    box: Box, image: Image = SHARP, score: float = 0.8, beside: Box | None = None, margin: float = 0.0
) -> Candidate | None:
    boxes = np.array([box] if beside is None else [box, beside], np.float32)
    return candidate(image, 0, 0.0, boxes, np.full(len(boxes), score, np.float32), 0, MINIMUM, margin)


@pytest.mark.parametrize(
    ("box", "margin", "reaches"),
    [
        pytest.param((100, 100, 164, 228), 0.0, True, id="exactly the threshold"),
        pytest.param((100, 100, 163, 228), 0.0, False, id="a pixel too narrow"),
        pytest.param((100, 100, 164, 227), 0.0, False, id="a pixel too low"),
        pytest.param((-30, 100, 50, 300), 0.0, False, id="too narrow once cut at the border"),
        pytest.param((100, 100, 160, 224), 2.0, True, id="short by the detector's error"),
        pytest.param((100, 100, 159, 224), 2.0, False, id="short by more than the detector's error"),
        pytest.param((0, 100, 61, 300), 2.0, False, id="no error beyond the border"),
    ],
)
def test_only_pictures_that_reach_the_threshold_count(box: Box, margin: float, reaches: bool) -> None:
    assert (picture(box, margin=margin) is not None) == reaches


def test_the_margin_is_part_of_the_picture_and_does_not_cut_it_off() -> None:
    near = picture((4, 200, 84, 360), margin=3.0)
    plain = picture((4, 200, 84, 360))
    assert near is not None and plain is not None
    assert near.box == (1, 197, 86, 166)
    assert near.quality > 0.9 * plain.quality


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(picture(PLAIN), picture(PLAIN, BLURRED), id="sharp over blurred"),
        pytest.param(
            picture(PLAIN, BEFORE_NOTHING), picture(PLAIN, BEFORE_CHECKS), id="sharp itself, not what is behind it"
        ),
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
    return Candidate(frame, frame / 10, (frame, 0, 64, 128), 0.8, quality)


@pytest.mark.parametrize(("policy", "expected"), [("best", 1), ("first", 0)])
@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_policies(order: list[int], policy: Policy, expected: int) -> None:
    offers = [made(10, 0.4), made(20, 0.9), made(30, 0.6)]
    one, other = UniqueImage(policy), UniqueImage(policy)
    for i in order[:1]:
        one.offer(offers[i], SHARP)
    for i in order[1:]:
        other.offer(offers[i], SHARP)
    one.absorb(other)
    assert one.kept == offers[expected]
    x = offers[expected].box[0]
    assert one.jpeg == encoded(SHARP[:128, x : x + 64])


def test_nothing_is_kept_of_what_never_reached_the_threshold() -> None:
    image = UniqueImage("best")
    image.absorb(UniqueImage("best"))
    assert image.kept is None and image.jpeg == b""


def test_a_kept_crop_is_small_and_true() -> None:
    street = cv2.resize(cv2.GaussianBlur(SHARP, (0, 0), 3), (1600, 1200))
    image = UniqueImage("best")
    image.offer(Candidate(0, 0.0, (200, 0, 700, 1100), 0.8, 0.5), np.asarray(street, np.uint8))
    crop = decoded(image.jpeg)
    assert crop.shape == (512, 326, 3)
    assert len(image.jpeg) < crop.nbytes / 5
    expected = cv2.resize(street[:1100, 200:900], (326, 512), interpolation=cv2.INTER_AREA)
    assert np.abs(crop.astype(int) - expected).mean() < 2


def test_whole_box_stays_inside_the_image() -> None:
    assert whole_box(np.array([-5.5, 590.2, 900, 700], np.float32), SHARP) == (0, 590, 800, 10)
