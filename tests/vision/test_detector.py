"""The detector: the same boxes as a decoder written apart from it, from whole frames and from regions."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest

from viscoper.coco import LABELS
from viscoper.errors import ModelError
from viscoper.footage.reader import read_frames
from viscoper.settings import Size
from viscoper.vision.boxes import Image, overlaps
from viscoper.vision.detector import Detector

SIZE = Size(640, 480)


@pytest.fixture(scope="module")
def detector(detector_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Detector:
    return Detector(detector_file, tmp_path_factory.mktemp("home"), SIZE, 0.3, threads=1)


@pytest.fixture(scope="module")
def street(vtest: Path) -> Image:
    return next(islice(read_frames(vtest, vtest.name), 100, None)).image


def decoded_apart(weights: Path, image: Image, minimum: float) -> np.ndarray:
    """Rows x1, y1, x2, y2, score of people, by ONNX Runtime and OpenCV alone; the image fills the input exactly."""
    session = onnxruntime.InferenceSession(weights, providers=["CPUExecutionProvider"])
    shrunk = cv2.resize(image, SIZE, interpolation=cv2.INTER_LINEAR)
    pixels = shrunk[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
    rows = session.run(None, {"images": np.ascontiguousarray(pixels)})[0][0].T
    rows = rows[(rows[:, 4:].argmax(axis=1) == LABELS.index("person")) & (rows[:, 4] > minimum)]
    corners = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, 2:4]], axis=1)
    kept = cv2.dnn.NMSBoxes(corners.tolist(), rows[:, 4].tolist(), minimum, 0.6)
    chosen = corners[kept]
    boxes = np.concatenate([chosen[:, :2], chosen[:, :2] + chosen[:, 2:]], axis=1) * (image.shape[1] / SIZE.width)
    return np.concatenate([np.clip(boxes, 0, [768, 576, 768, 576]), rows[kept, 4:5]], axis=1)


def test_the_same_boxes_as_a_decoder_written_apart(detector_file: Path, detector: Detector, street: Image) -> None:
    found = detector([street])[0]
    people = found[found.people]
    expected = decoded_apart(detector_file, street, 0.3)
    assert len(people) == len(expected) > 5
    assert np.allclose(people.boxes, expected[:, :4], atol=0.1)
    assert np.allclose(people.scores, expected[:, 4], atol=1e-3)


def test_regions_give_what_the_whole_frame_gives(detector: Detector, street: Image) -> None:
    shrunk = detector.shrunk(street)
    whole = detector([shrunk])[0]
    sure = whole.boxes[whole.people & (whole.scores > 0.6)]
    regions = np.clip(sure + np.array([-20, -20, 20, 20]), 0, [640, 480, 640, 480]).astype(np.intp)
    found = detector.within(shrunk, regions)
    assert (overlaps(sure, found.boxes).max(axis=1) > 0.8).all()
    assert (overlaps(found.boxes, found.boxes) - np.eye(len(found))).max() <= 0.6


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((1, 1), id="one pixel"),
        pytest.param((2000, 30), id="a tall strip"),
        pytest.param((30, 3000), id="a wide strip"),
        pytest.param((1080, 1920), id="full HD"),
    ],
)
def test_any_frame_can_be_looked_at(detector: Detector, shape: tuple[int, int]) -> None:
    found = detector([np.full((*shape, 3), 127, np.uint8)])[0]
    assert (found.boxes[:, 2:] <= (shape[1], shape[0])).all()


@pytest.mark.parametrize(
    "content",
    [pytest.param(None, id="no file"), pytest.param(b"", id="empty"), pytest.param(b"no model", id="garbage")],
)
def test_weights_that_are_none_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "weights.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"weights\.onnx"):
        Detector(path, tmp_path, SIZE, 0.3)


def test_nothing_is_written_outside_home(detector_file: Path, tmp_path: Path) -> None:
    import ultralytics.utils

    assert ultralytics.utils.USER_CONFIG_DIR.parent != Path.home() / ".config"
