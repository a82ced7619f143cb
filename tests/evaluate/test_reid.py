"""Re-identification figures against rankings worked out by hand, and on real files."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from viscoper.errors import UsageError
from viscoper.evaluate.reid import evaluate_reid, summarise
from viscoper.settings import Settings

SETTINGS = Settings()


@pytest.mark.parametrize(
    ("ranking", "rank1", "rank5", "average", "minp"),
    [
        pytest.param([1, 1, 0, 0], 1, 1, 1, 1, id="all right ones first"),
        pytest.param([0, 1, 0, 0], 0, 1, 1 / 2, 1 / 2, id="second"),
        pytest.param([1, 0, 0, 1], 1, 1, (1 + 2 / 4) / 2, 2 / 4, id="one is found late"),
        pytest.param([0, 0, 0, 0, 0, 1], 0, 0, 1 / 6, 1 / 6, id="sixth"),
    ],
)
def test_known_rankings(ranking: list[int], rank1: float, rank5: float, average: float, minp: float) -> None:
    figures = summarise([np.array(ranking, bool)])
    assert figures == pytest.approx({"rank1": rank1, "rank5": rank5, "map": average, "minp": minp})


COLOURS = {"ann": (200, 40, 40), "bob": (40, 200, 40), "eve": (40, 40, 200)}


def write(folder: Path, name: str, pid: str, seed: int = 0) -> None:
    """Somebody all of one colour before a grey wall."""
    folder.mkdir(parents=True, exist_ok=True)
    image = np.full((96, 48, 3), 128, np.int16)
    image[8:92, 12:36] = COLOURS[pid]
    image += np.random.default_rng(seed).integers(-20, 20, image.shape, dtype=np.int16)
    cv2.imwrite(str(folder / name), np.clip(image, 0, 255).astype(np.uint8))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    write(tmp_path / "query", "ann_c1_1.png", "ann")
    write(tmp_path / "query", "eve_c1_1.png", "eve")
    write(tmp_path / "gallery", "ann_c1_1.png", "ann")
    write(tmp_path / "gallery", "ann_c1_2.jpg", "ann", 1)
    write(tmp_path / "gallery", "ann_c2_1.png", "ann", 2)
    write(tmp_path / "gallery", "bob_c2_1.png", "bob", 3)
    return tmp_path


def test_across_cameras_the_own_camera_does_not_count(pictures: Path) -> None:
    figures = evaluate_reid(pictures, "cross-camera", SETTINGS)
    expected = {"rank1": 1, "rank5": 1, "map": 1, "minp": 1, "fnir_fpir10": 0, "queries": 1, "skipped": 1}
    assert {key: value for key, value in figures.items() if key != "threshold_fpir10"} == expected


def test_under_all_only_the_same_file_is_left_out(pictures: Path) -> None:
    (pictures / "gallery" / "ann_c2_1.png").unlink()
    figures = evaluate_reid(pictures, "all", SETTINGS)
    assert (figures["queries"], figures["skipped"], figures["rank1"]) == (1, 1, 1)
    with pytest.raises(UsageError, match="no query"):
        evaluate_reid(pictures, "cross-camera", SETTINGS)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("ann.png", None, "PID_CAM", id="no camera in the name"),
        pytest.param("_c1_1.png", None, "PID_CAM", id="no identity in the name"),
        pytest.param("ann_c1_9.png", b"", "not a picture", id="an empty file"),
        pytest.param("ann_c1_9.jpeg", b"text", "not a picture", id="text"),
    ],
)
def test_bad_files_are_named(pictures: Path, name: str, content: bytes | None, message: str) -> None:
    if content is None:
        write(pictures / "query", name, "ann")
    else:
        (pictures / "query" / name).write_bytes(content)
    with pytest.raises(UsageError, match=f"{name} is .*{message}"):
        evaluate_reid(pictures, "all", SETTINGS)


def test_a_folder_called_like_a_picture_is_named(pictures: Path) -> None:
    (pictures / "query" / "ann_c1_9.jpg").mkdir()
    with pytest.raises(UsageError, match=r"ann_c1_9\.jpg cannot be read: Is a directory"):
        evaluate_reid(pictures, "all", SETTINGS)


def test_a_folder_without_pictures_and_an_unknown_protocol_are_refused(tmp_path: Path, pictures: Path) -> None:
    with pytest.raises(UsageError, match=r"no \.jpg, \.jpeg or \.png"):
        evaluate_reid(tmp_path / "gallery" / "none", "all", SETTINGS)
    with pytest.raises(UsageError, match="protocol 'market'"):
        evaluate_reid(pictures, "market", SETTINGS)


def test_names_of_market_1501_are_read_as_there(pictures: Path) -> None:
    """Another sequence of the own camera does not count, and boxes of nobody are left out."""
    write(pictures / "query", "7_c3s1_1.png", "eve")
    for name in ("7_c3s2_1.png", "7_c4s1_1.png", "-1_c4s1_1.png"):
        write(pictures / "gallery", name, "eve", 4)
    figures = evaluate_reid(pictures, "cross-camera", SETTINGS)
    assert (figures["queries"], figures["rank1"], figures["map"]) == (2, 1, 1)
