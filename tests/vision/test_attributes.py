"""Colours of drawn people and vehicles, and of crops that show neither."""

import cv2
import numpy as np
import pytest

from viscoper.attributes import COLOURS, main_colour, to_json
from viscoper.vision.attributes import attributes_of
from viscoper.vision.attributes_colour import ANCHORS, lab, named
from viscoper.vision.boxes import Image

Rgb = tuple[int, int, int]
GREY_GROUND = (128, 128, 128)


def dressed(upper: Rgb, lower: Rgb, ground: Rgb = GREY_GROUND) -> Image:
    """Somebody upright, of two colours and a head, 64x160."""
    image = np.full((160, 64, 3), ground[::-1], np.uint8)
    for (left, top, right, bottom), rgb in (
        ((25, 4, 39, 28), (205, 155, 120)),
        ((14, 28, 50, 76), upper),
        ((18, 76, 46, 150), lower),
    ):
        cv2.rectangle(image, (left, top), (right, bottom), rgb[::-1], -1)
    noise = np.random.default_rng(0).integers(-8, 9, image.shape)
    return np.asarray(np.clip(image + noise, 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("upper", "lower", "colours"),
    [
        ((170, 30, 35), (45, 65, 110), ("red", "blue")),
        ((235, 235, 232), (25, 25, 28), ("white", "black")),
        ((30, 85, 50), (120, 80, 50), ("green", "brown")),
        ((40, 70, 140), (22, 22, 24), ("blue", "black")),
    ],
)
def test_colours_of_clothes(upper: Rgb, lower: Rgb, colours: tuple[str, str]) -> None:
    told = attributes_of(dressed(upper, lower), "person")
    assert (main_colour(told["upper"]), main_colour(told["lower"])) == colours


@pytest.mark.parametrize(
    ("size", "value"),
    [((1, 1), 90), ((3, 900), 200), ((128, 64), 0), ((128, 64), 255)],
    ids=["one pixel", "a line", "all black", "all white"],
)
@pytest.mark.parametrize("kind", ["person", "vehicle"])
def test_any_crop_has_shares(size: tuple[int, int], value: int, kind: str) -> None:
    for shares in attributes_of(np.full((*size, 3), value, np.uint8), kind).values():
        assert shares.shape == (len(COLOURS),)
        assert np.isfinite(shares).all()
        assert shares.sum() == pytest.approx(1, abs=1e-4)


def test_every_anchor_is_named_as_itself() -> None:
    for colour, rgbs in ANCHORS.items():
        shares = named(lab(np.array([[rgb[::-1] for rgb in rgbs]], np.uint8))[0])
        assert [main_colour(row) for row in shares] == [colour] * len(rgbs)


def test_colours_in_one_order() -> None:
    assert tuple(ANCHORS) == COLOURS


def test_what_is_told() -> None:
    shares = np.zeros(11, np.float32)
    shares[3], shares[0], shares[8] = 0.7, 0.25, 0.05
    assert to_json({"upper": shares}) == {"upper": {"red": 0.7, "black": 0.25}}
