"""Shards out of real and made-up pictures, with small embedders as the teachers; goes on where it was cut off."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.training.compose import BROAD, TALL
from models.training.pictures import Picture, conreid, fall_action, in_pixels, two_camera_vehicles, unpadded
from models.training.prepare import KEPT_BACK, OF_EACH, prepare, real_pictures, thinned
from models.training.shards import read_shard
from tests.models.training.mean_colour import MeanColour
from viscoper.vision.boxes import Image

RANDOM = np.random.default_rng(0)


def noise(height: int, width: int) -> Image:
    return RANDOM.integers(60, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A little of every set, laid out as the sets are."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("conreid/bounding_box_train", "vehicle_reid_2cam/images/train", "fall_action/images"):
        (folder / name).mkdir(parents=True)
    (folder / "fall_action/labels").mkdir()
    for identity in range(KEPT_BACK + 2):
        for frame in range(2):
            name = f"conreid/bounding_box_train/{identity:04}_c1s1_{frame:06}.jpg"
            cv2.imwrite(str(folder / name), noise(128, 64))
    for name in ("car_0001_cam1", "car_0001_cam2"):
        cv2.imwrite(str(folder / f"vehicle_reid_2cam/images/train/{name}.jpg"), noise(50, 70))
    (folder / "vehicle_reid_2cam/train.txt").write_text("car_0001_cam1.jpg\ncar_0001_cam2.jpg\n")
    cv2.imwrite(str(folder / "fall_action/images/a.jpg"), noise(200, 300))
    (folder / "fall_action/labels/a.txt").write_text("2 0.5 0.5 0.2 0.8\n0 0.5 0.5 0.2 0.8\n1 0.5 0.5 0.9 0.4\n")
    return folder


def test_the_sets_are_read(data: Path) -> None:
    assert len({picture.identity for picture in conreid(data / "conreid")}) == KEPT_BACK + 2
    assert [picture.kind for picture in two_camera_vehicles(data / "vehicle_reid_2cam", "train.txt")] == ["vehicle"] * 2
    assert [picture.identity for picture in fall_action(data / "fall_action")] == ["a-0"]  # not the fallen, the broad


def test_nobody_who_is_kept_for_evaluation_is_trained_on(data: Path) -> None:
    seen = {picture.identity for picture in real_pictures(data)}
    assert {name for name in seen if name.startswith("conreid")} == {"conreid-0000", "conreid-0001"}


def test_of_many_pictures_of_one_person_some_are_taken_from_first_to_last() -> None:
    many = [Picture(np.full((1, 1, 3), number, np.uint8), "many", "person") for number in range(100)]
    few = [Picture(np.zeros((1, 1, 3), np.uint8), "few", "person")]
    taken = thinned(many + few)
    light = [int(picture.image[0, 0, 0]) for picture in taken if picture.identity == "many"]
    assert OF_EACH / 2 < len(light) < OF_EACH * 2 and light[0] == 0 and light[-1] > 95
    assert [picture.identity for picture in taken].count("few") == 1


def test_a_set_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data / "vehicle_reid_2cam", tmp_path / "vehicle_reid_2cam")
    with pytest.raises(ValueError, match="conreid holds no pictures"):
        real_pictures(tmp_path)


def test_padding_is_cut_away_and_a_dark_picture_is_left() -> None:
    padded = np.zeros((128, 64, 3), np.uint8)
    padded[20:100, 10:50] = 200
    assert unpadded(padded).shape == (80, 40, 3)
    assert unpadded(np.zeros((128, 64, 3), np.uint8)).shape == (128, 64, 3)


def test_boxes_in_shares_become_pixels_inside_the_picture() -> None:
    assert in_pixels(np.array([0.5, 0.5, 0.5, 0.25]), 100, 200) == (50, 38, 150, 62)
    assert in_pixels(np.array([0.0, 1.0, 0.5, 0.5]), 100, 200) == (0, 75, 50, 100)


def test_shards_go_on_where_they_were_cut_off(data: Path, tmp_path: Path) -> None:
    pictures = real_pictures(data)
    for name, counts in (("whole", [3]), ("cut off", [1, 3])):
        for count in counts:
            shards = {"person": count, "vehicle": 2}
            prepare(pictures, tmp_path / name, [MeanColour(), MeanColour()], shards, seed=1, identities=5)
    written = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert written == ["person-000.npz", "person-001.npz", "person-002.npz", "vehicle-000.npz", "vehicle-001.npz"]
    for name in written:
        whole, gone_on = (read_shard(tmp_path / run / name) for run in ("whole", "cut off"))
        assert (whole.images == gone_on.images).all()
        assert whole.images.shape[1:] == (TALL, BROAD, 3)
        assert whole.vehicles == name.startswith("vehicle")
        np.testing.assert_allclose(whole.targets, np.tile(MeanColour()(list(whole.images)), 2), atol=1e-6)
    of_kind = [len(read_shard(tmp_path / "whole" / f"{kind}-000.npz").images) for kind in ("person", "vehicle")]
    assert of_kind == [len(pictures) - 2, 2]
    assert np.bincount(read_shard(tmp_path / "whole" / "person-001.npz").identities).tolist() == [4] * 5


def test_a_teacher_of_another_length_is_refused(tmp_path: Path) -> None:
    class Short(MeanColour):
        dim = 12

    with pytest.raises(ValueError, match="12 numbers"):
        prepare([Picture(noise(TALL, BROAD), "a", "person")], tmp_path, [Short()], {"person": 1}, seed=0)
