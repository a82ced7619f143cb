"""The evaluation of tracking, judged by a truth that the pipeline wrote itself."""

from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from viscoper.evaluate.mot import Labelled
from viscoper.evaluate.tracking import _truth_at, evaluate_tracking, tracks_by_frame
from viscoper.footage.reader import read_frames
from viscoper.settings import Settings, Size
from viscoper.vision.extractor import Extractor


@pytest.fixture(scope="module")
def clip(vtest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first eight seconds of vtest, re-encoded."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 768, 576, "yuv420p", 8_000_000
        for frame in islice(read_frames(vtest, vtest.name), 80):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame.image, format="bgr24")))
        file.mux(stream.encode())
    return path


def test_the_pipelines_own_tracks_as_truth_give_full_marks(clip: Path, detector_file: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / detector_file.name).symlink_to(detector_file)
    settings = Settings(home=tmp_path, min_person=Size(24, 48), sample_fps=2.5)
    extraction = Extractor(settings, threads=1)(read_frames(clip, clip.name, sample_fps=2.5))
    frames = np.arange(1, 80, 5)
    truth = tmp_path / "gt.txt"
    truth.write_text(
        "".join(
            f"{frame},{identity},{x1},{y1},{x2 - x1},{y2 - y1}\n"
            for frame, given in tracks_by_frame(extraction, frames).items()
            for identity, (x1, y1, x2, y2) in zip(given.identities.tolist(), given.boxes.tolist(), strict=True)
        )
    )
    figures = evaluate_tracking(clip, truth, 5, settings)
    assert figures["idf1"] == figures["mota"] == figures["precision"] == figures["recall"] == 1
    assert figures["ap"] > 0.85
    assert figures["people"] >= figures["people_with_a_sighting"] == figures["sightings"] >= 5
    assert figures["sightings_per_person"] == 1


def labelled(*boxes: tuple[int, float]) -> Labelled:
    return Labelled(
        np.array([(x, 0, x + 10, 10) for _, x in boxes], np.float32).reshape(-1, 4),
        np.array([identity for identity, _ in boxes], np.intp),
    )


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        pytest.param(1, {1: 0.0}, id="a frame that the file has"),
        pytest.param(3, {1: 4.0, 2: 50.0}, id="between two frames"),
        pytest.param(8, {1: 10.0, 2: 50.0}, id="after the last"),
    ],
)
def test_truth_between_its_frames(frame: int, expected: dict[int, float]) -> None:
    truth = {1: labelled((1, 0.0)), 6: labelled((1, 10.0), (2, 50.0))}
    found = _truth_at(frame, truth, 5)
    assert dict(zip(found.identities.tolist(), found.boxes[:, 0].tolist(), strict=True)) == expected
