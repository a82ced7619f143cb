"""Parts of photographs: of the right size, around who is boxed, and seen by the student as the teacher saw them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.training.compose import BROAD, TALL
from models.training.pool import Pool
from models.training.scenes import Photograph, anywhere, around, parts, photographs_in, write_scenes
from models.training.shards import read_shard
from tests.models.training.mean_colour import MeanColour
from viscoper.vision.crops import resized

RED = (30, 30, 200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photographs of noise, one with somebody red who lies in it."""
    for name in ("images", "labels"):
        (tmp_path / name).mkdir()
    random = np.random.default_rng(0)
    for name in ("a", "b"):
        image = random.integers(0, 256, (120, 160, 3), dtype=np.uint8)
        if name == "a":
            image[50:70, 30:110] = RED
            (tmp_path / "labels/a.txt").write_text("0 0.4375 0.5 0.5 0.16667\n")
        cv2.imwrite(str(tmp_path / f"images/{name}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 100])
    return tmp_path


def test_boxes_come_with_their_photographs(folder: Path) -> None:
    first, second = photographs_in(folder)
    assert first.boxes.tolist() == [[30, 50, 110, 70]]
    assert second.boxes.shape == (0, 4)


def test_whoever_lies_is_set_upright(folder: Path) -> None:
    first = photographs_in(folder)[0]
    for seed in range(10):
        part = around(np.random.default_rng(seed), first.image, first.boxes[0])
        assert part.shape[0] > part.shape[1]
        height, width = part.shape[:2]
        assert np.abs(part[height // 2, width // 2].astype(int) - RED).max() < 40


@pytest.mark.parametrize("size", [(640, 480), (20, 300), (300, 9)], ids=["a photograph", "flat", "narrow"])
def test_any_photograph_has_parts(size: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    for seed in range(20):
        part = anywhere(np.random.default_rng(seed), image)
        assert part.size and max(part.shape) <= max(size)
    made = parts(np.random.default_rng(1), [Photograph(image, np.zeros((0, 4), np.intp))], 5)
    assert {part.shape for part in made} == {(TALL, BROAD, 3)}


def test_the_student_sees_what_the_teacher_saw(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.scenes.PARTS", 12)
    write_scenes(photographs_in(folder), tmp_path / "out", [MeanColour()], 1, seed=4)
    (path,) = (tmp_path / "out").glob("*.npz")
    shard = read_shard(path)
    assert shard.as_is and len(np.unique(shard.identities)) == 12
    np.testing.assert_allclose(shard.targets, MeanColour()(list(shard.images)), atol=1e-6)
    known = {resized(image, 32, 64).tobytes() for image in shard.images}
    pictures = Pool(tmp_path / "out", seed=0).batch(0, 8, 64, 32)[0]
    assert all(picture.tobytes() in known for picture in pictures)
