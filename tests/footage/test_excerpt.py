"""One frame, or some seconds, of a recording: the same as reading it from the start."""

from pathlib import Path
from typing import Any

import pytest

from tests.footage.conftest import Film, number_in
from viscoper.errors import FootageError
from viscoper.footage.excerpt import frame_at, frames_between

FILMS: dict[str, tuple[str, dict[str, Any]]] = {
    "H.264 MP4, B-frames": ("a.mp4", {}),
    "key frames far apart": ("a.mp4", {"options": {"g": "250"}}),
    "H.264 MKV": ("a.mkv", {}),
    "H.264 TS": ("a.ts", {}),
    "HEVC MP4": ("a.mp4", {"codec": "libx265"}),
    "MJPEG AVI": ("a.avi", {"codec": "mjpeg"}),
    "MPEG-4 AVI": ("a.avi", {"codec": "mpeg4"}),
}


@pytest.fixture(params=FILMS.values(), ids=FILMS.keys())
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name, options = request.param
    return Film(frames=150, **options).write(tmp_path / name)


@pytest.mark.parametrize(
    ("at_s", "number"),
    [
        pytest.param(0, 0, id="the first"),
        pytest.param(2.5, 62, id="between two, the nearer is either"),
        pytest.param(3.21, 80, id="nearest before"),
        pytest.param(5.96, 149, id="the last"),
        pytest.param(99, 149, id="after the end"),
    ],
)
def test_the_frame_of_a_moment(film: Path, at_s: float, number: int) -> None:
    assert number_in(frame_at(film, film.name, at_s).image) == pytest.approx(number, abs=1)


def test_frames_of_some_seconds(film: Path) -> None:
    found = list(frames_between(film, film.name, 2.0, 4.0))
    numbers = [number_in(frame.image) for frame in found]
    assert numbers[0] == pytest.approx(50, abs=1) and numbers[-1] == pytest.approx(99, abs=1)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert found[0].time_s == pytest.approx(2.0, abs=0.05)


def test_a_clock_that_starts_late_is_counted_from_the_first_frame(tmp_path: Path) -> None:
    film = Film(frames=100, times_ms=range(7000, 11000, 40)).write(tmp_path / "late.mkv")
    assert number_in(frame_at(film, "late.mkv", 1.0).image) == 25


def test_what_is_no_footage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("no video at all")
    with pytest.raises(FootageError, match=r"notes\.mp4"):
        frame_at(tmp_path / "notes.mp4", "notes.mp4", 0)
