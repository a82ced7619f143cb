"""The classifier of colours learns from samples on disk, before any background."""

import json
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.attributes.fit import another_take, before, fit_kind, load_samples, target
from viscoper.attributes import COLOURS
from viscoper.vision.attributes_features import region_features
from viscoper.vision.boxes import Image

CLOTHES = {"red": (35, 30, 170), "blue": (140, 70, 40), "white": (232, 235, 235), "black": (24, 22, 22)}  # BGR
GROUND = 120


def somebody(upper: str, lower: str) -> tuple[Image, Image]:
    image = np.full((128, 52, 3), GROUND, np.uint8)
    cv2.rectangle(image, (11, 22), (41, 60), CLOTHES[upper], -1)
    cv2.rectangle(image, (14, 61), (38, 120), CLOTHES[lower], -1)
    mask = np.zeros((128, 52), np.uint8)
    cv2.rectangle(mask, (11, 22), (41, 120), 255, -1)
    return image, mask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    told = {}
    for number, (upper, lower) in enumerate(product(CLOTHES, CLOTHES)):
        image, mask = somebody(upper, lower)
        cv2.imwrite(str(tmp_path / f"{number}.jpg"), image)
        cv2.imwrite(str(tmp_path / f"{number}.png"), mask)
        told[str(number)] = {"kind": "person", "names": {"upper": [upper], "lower": [lower]}}
    (tmp_path / "samples.json").write_text(json.dumps(told))
    return tmp_path


def test_what_is_learnt_holds_before_another_background(folder: Path) -> None:
    samples = load_samples(folder)
    random = np.random.default_rng(1)
    lawn = np.asarray(np.array([40, 110, 60]) + random.integers(-20, 21, (200, 200, 3)), np.uint8)
    fitted = fit_kind("person", samples, [], [lawn])
    right = 0
    for sample in samples:
        features = region_features(before(sample, lawn, random), "person")
        for region, names in sample.names.items():
            scores = features[region] @ fitted[f"{region}_weights"] + fitted[f"{region}_offsets"]
            right += COLOURS[int(np.argmax(scores))] == names[0]
    assert right >= 0.9 * 2 * len(samples)


def test_another_take_is_a_picture_of_about_the_same(folder: Path) -> None:
    sample, random = load_samples(folder)[0], np.random.default_rng(0)
    takes = [another_take(sample, [], random) for _ in range(8)]
    assert all(take.dtype == np.uint8 and take.shape[0] >= 0.85 * sample.image.shape[0] for take in takes)
    assert len({take.tobytes() for take in takes}) == len(takes)


def test_the_first_name_has_most_of_the_target() -> None:
    shares = dict(zip(COLOURS, target(["red", "pink", "brown"]).tolist(), strict=True))
    assert shares["red"] == pytest.approx(0.6)
    assert shares["pink"] == shares["brown"] == pytest.approx(0.2)
    assert target(["red"]).tolist()[COLOURS.index("red")] == 1
