"""What is told of drawn people and rendered ones, and of crops that show nobody."""

import cv2
import numpy as np
import pytest

from viscoper.attributes import ASPECTS, COLOURS, TERMS, in_words, main_term, to_json
from viscoper.vision.attributes import attributes_of
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
        ((30, 85, 50), (230, 230, 228), ("green", "white")),
        ((40, 70, 140), (22, 22, 24), ("blue", "black")),
    ],
)
def test_colours_of_clothes(upper: Rgb, lower: Rgb, colours: tuple[str, str]) -> None:
    (told,) = attributes_of([dressed(upper, lower)], ["person"])
    assert tuple(main_term(region, told[region]) for region in ("upper", "lower")) == colours


@pytest.mark.parametrize(
    ("size", "value"),
    [((1, 1), 90), ((3, 900), 200), ((128, 64), 0), ((128, 64), 255)],
    ids=["one pixel", "a line", "all black", "all white"],
)
@pytest.mark.parametrize("kind", ["person", "vehicle"])
def test_any_crop_has_shares(size: tuple[int, int], value: int, kind: str) -> None:
    (told,) = attributes_of([np.full((*size, 3), value, np.uint8)], [kind])
    assert tuple(told) == ASPECTS[kind]
    for aspect, shares in told.items():
        assert shares.shape == (len(TERMS[aspect]),)
        assert np.isfinite(shares).all()
        assert shares.sum() == pytest.approx(1, abs=1e-4)


def test_many_crops_are_told_as_each_by_itself() -> None:
    clothes = [((170, 30, 35), (45, 65, 110)), ((235, 235, 232), (25, 25, 28))]
    crops = [dressed(*clothes[i % 2]) for i in range(20)]
    kinds = ["vehicle" if i % 3 == 2 else "person" for i in range(20)]
    together = attributes_of(crops, kinds)
    assert attributes_of([], []) == [] and len(together) == len(crops)
    for crop, kind, told in zip(crops, kinds, together, strict=True):
        (alone,) = attributes_of([crop], [kind])
        assert set(told) == set(alone) == set(ASPECTS[kind])
        for aspect, shares in alone.items():
            np.testing.assert_allclose(told[aspect], shares, atol=1e-5)


def test_in_few_words() -> None:
    red, blue = (np.array([float(colour == name) for colour in COLOURS], np.float32) for name in ("red", "blue"))
    bare, covered = (np.array(shares, np.float32) for shares in ([0.9, 0.1], [0.1, 0.9]))
    worn = {"upper": red, "lower": blue, "sleeves": bare, "legs": covered, "hat": covered}
    backpack, handbag = (np.array(shares, np.float32) for shares in ([0, 1, 0], [0.3, 0.2, 0.5]))
    assert in_words(worn | {"bag": backpack}) == "red, blue, short sleeves, backpack, hat"
    assert in_words(worn | {"bag": handbag}) == "red, blue, short sleeves, bag, hat"
    assert in_words({"body": red}) == "red"
    assert in_words({"body": red, "type": covered}) == "red, van"
    assert in_words({}) == ""


def test_what_is_told() -> None:
    shares = np.zeros(11, np.float32)
    shares[3], shares[0], shares[8] = 0.7, 0.25, 0.05
    assert to_json({"upper": shares}) == {"upper": {"red": 0.7, "black": 0.25}}
