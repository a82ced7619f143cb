"""A whole small city: its clips, truth and tables, made twice."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from rich.progress import Progress

from demo.city.city import START, City
from viscoper.catalog.camera_table import read_camera_table
from viscoper.evaluate.city_truth import load_passages
from viscoper.footage.register import inspect

SIZE, SECONDS, FPS = (160, 90), 40.0, 1


def make(folder: Path, seed: int = 4) -> City:
    city = City(seed, SECONDS, *SIZE, FPS, people=1, vehicles=2)
    folder.mkdir()
    with Progress(disable=True) as progress:
        for camera in city.cameras:
            city.render(camera, folder, progress)
    city.finish(folder)
    return city


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "footage"
    make(folder)
    return folder


def footage(folder: Path) -> list[dict[str, str]]:
    listing: list[dict[str, str]] = json.loads((folder / "footage.json").read_text(encoding="utf-8"))["footage"]
    return listing


def test_every_clip_is_footage_of_the_length_asked_for(folder: Path) -> None:
    for entry in footage(folder):
        info = inspect(folder / entry["file"]).info
        assert (info.width, info.height, info.codec) == (*SIZE, "h264")
        assert info.duration_s == pytest.approx(SECONDS)


def test_cameras_are_a_table_that_can_be_imported(folder: Path) -> None:
    names = {camera.name for camera in read_camera_table(folder / "cameras.csv")}
    assert names == {entry["camera"] for entry in footage(folder)}
    with (folder / "cameras.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["RTSP URL", "name", "address", "longitude", "latitude", "notes"]


def test_everybody_passes_a_camera_and_nobody_two_at_once(folder: Path) -> None:
    passages = load_passages(folder)
    assert {passage.kind for passage in passages} == {"person", "vehicle"}
    assert len({passage.identity for passage in passages}) == 3
    for identity in {passage.identity for passage in passages}:
        stays = sorted((p for p in passages if p.identity == identity), key=lambda p: p.start)
        for first, second in pairwise(stays):
            assert first.camera != second.camera or second.start > first.start


def test_boxes_lie_in_the_picture(folder: Path) -> None:
    for passage in load_passages(folder):
        right_bottom = passage.boxes[:, :2] + passage.boxes[:, 2:]
        assert (passage.boxes >= 0).all() and (right_bottom <= SIZE).all()
        assert ((passage.visibility >= 0) & (passage.visibility <= 1)).all()


def test_the_boxes_are_where_the_picture_changes(folder: Path) -> None:
    """Inside the largest box of each passage, a frame differs more from the empty street than elsewhere."""
    inside, elsewhere = [], []
    for entry in footage(folder):
        change = changes(folder / entry["file"])
        for passage in (p for p in load_passages(folder) if p.camera == entry["camera"]):
            index = int(np.argmax(passage.boxes[:, 2] * passage.boxes[:, 3] * passage.visibility))
            x, y, w, h = passage.boxes[index].astype(int)
            frame = change[round((passage.start - START).total_seconds() * FPS) + index]
            inside.append(frame[y : y + h, x : x + w].mean())
            elsewhere.append(np.median(frame))
    assert np.mean(inside) > 5 * np.mean(elsewhere)


def changes(clip: Path) -> NDArray[np.float64]:
    """[frames, height, width] grey levels between each frame and the clip's middle picture over time."""
    with av.open(str(clip)) as container:
        frames = np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)]).astype(float)
    return np.abs(frames - np.median(frames, axis=0))


def test_the_same_seed_gives_the_same_city(folder: Path, tmp_path: Path) -> None:
    make(tmp_path / "again")
    written = sorted(path.name for path in folder.iterdir())
    assert written == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in written:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_what_is_there_is_not_made_again(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.mp4")}
    city = City(4, SECONDS, *SIZE, FPS, people=1, vehicles=2)
    with Progress(disable=True) as progress:
        for camera in city.cameras:
            city.render(camera, folder, progress)
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.mp4")} == before
