import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viscoper.footage.reader import probe, read_frames

# What FFmpeg can write: it puts no HEVC into AVI and no MJPEG into TS.
FORMATS = [
    ("libx264", "h264", "mp4"),
    ("libx265", "hevc", "mp4"),
    ("mjpeg", "mjpeg", "mp4"),
    ("mpeg4", "mpeg4", "mp4"),
    ("libx264", "h264", "mkv"),
    ("libx265", "hevc", "mkv"),
    ("mjpeg", "mjpeg", "mkv"),
    ("mpeg4", "mpeg4", "mkv"),
    ("libx264", "h264", "avi"),
    ("mjpeg", "mjpeg", "avi"),
    ("mpeg4", "mpeg4", "avi"),
    ("libx264", "h264", "ts"),
    ("libx265", "hevc", "ts"),
    ("mpeg4", "mpeg4", "ts"),
]
NumberOf = Callable[[Any], int]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(("encoder", "codec", "container"), FORMATS, ids=[f"{c}-{k}" for _, c, k in FORMATS])
def test_every_frame_has_its_picture_and_time(
    tmp_path: Path, film: Any, number_of: NumberOf, encoder: str, codec: str, container: str, threads: int
) -> None:
    path = film(encoder).write(tmp_path / f"film.{container}")

    info = probe(path, "film")
    frames = list(read_frames(path, "film", threads=threads))

    assert (info.width, info.height, info.fps, info.codec, info.container) == (192, 96, 25, codec, container)
    assert info.duration_s == pytest.approx(2.0, abs=0.001)
    assert [frame.index for frame in frames] == list(range(50))
    assert [number_of(frame.image) for frame in frames] == list(range(50))
    assert [frame.time_s for frame in frames] == pytest.approx([n / 25 for n in range(50)], abs=0.001)
    assert frames[0].image.shape == (96, 192, 3)


STREAMS = {
    "B-frames in MP4": ("mp4", {"options": {"bf": "3", "g": "25"}}),
    "B-frames in AVI, which has no presentation times": ("avi", {"options": {"bf": "2"}}),
    "B-frames of MPEG-4 in AVI": ("avi", {"codec": "mpeg4", "options": {"bf": "2"}}),
    "B-frames in TS": ("ts", {"options": {"bf": "3"}}),
    "with sound": ("mp4", {"sound": True}),
    "with sound in MKV": ("mkv", {"sound": True}),
    "with sound in TS": ("ts", {"sound": True}),
    "with sound in AVI": ("avi", {"sound": True}),
    "fragmented MP4": ("mp4", {"container_options": {"movflags": "frag_keyframe+empty_moov"}, "options": {"g": "10"}}),
    "index first": ("mp4", {"container_options": {"movflags": "faststart"}}),
}


@pytest.mark.parametrize(("container", "facts"), STREAMS.values(), ids=STREAMS.keys())
def test_streams_as_recorders_write_them(
    tmp_path: Path, film: Any, number_of: NumberOf, container: str, facts: dict[str, Any]
) -> None:
    path = film(**facts).write(tmp_path / f"film.{container}")
    frames = list(read_frames(path, "film"))
    assert [number_of(frame.image) for frame in frames] == list(range(50))
    assert [frame.time_s for frame in frames] == pytest.approx([n / 25 for n in range(50)], abs=0.001)
    assert probe(path, "film").duration_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("container", ["mp4", "mkv", "ts"])
def test_variable_rate_and_a_late_first_time_stamp(
    tmp_path: Path, film: Any, number_of: NumberOf, container: str
) -> None:
    steps = [40, 40, 200, 10, 1500, 33, 33, 70, 300, 40] * 4
    times_ms = [7_000 + sum(steps[:n]) for n in range(40)]
    path = film(frames=40, times_ms=times_ms).write(tmp_path / f"film.{container}")

    frames = list(read_frames(path, "film"))

    assert [number_of(frame.image) for frame in frames] == list(range(40))
    assert [frame.time_s for frame in frames] == pytest.approx([(t - 7_000) / 1000 for t in times_ms], abs=0.002)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pictures_come_upright(tmp_path: Path, film: Any, number_of: NumberOf, rotation: int) -> None:
    path = film(rotation=rotation, frames=10).write(tmp_path / "film.mp4")
    info = probe(path, "film")
    frame = next(read_frames(path, "film"))
    assert (info.height, info.width) == frame.image.shape[:2] == ((192, 96) if rotation % 180 else (96, 192))
    # The file was drawn level and says: turn it counter-clockwise by `rotation` to show it.
    numbers = [number_of(np.rot90(f.image, -rotation // 90)) for f in read_frames(path, "film")]
    assert numbers == list(range(10))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fps=st.integers(1, 60),
    sample_fps=st.floats(0.1, 60, allow_nan=False),
    frames=st.integers(1, 80),
    container=st.sampled_from(["mp4", "mkv", "avi"]),
)
def test_sampling_takes_the_first_frame_of_every_grid_cell(
    tmp_path_factory: pytest.TempPathFactory,
    film: Any,
    number_of: NumberOf,
    fps: int,
    sample_fps: float,
    frames: int,
    container: str,
) -> None:
    path = film("mpeg4", frames=frames, fps=fps).write(tmp_path_factory.mktemp("films") / f"film.{container}")
    expected: list[int] = []
    cells: set[int] = set()
    for number in range(frames):
        time_s = math.floor(number / fps * 1000 + 0.5) / 1000 if container == "mkv" else number / fps
        cell = math.floor((time_s + 0.001) * sample_fps)
        if cell not in cells:
            cells.add(cell)
            expected.append(number)

    taken = list(read_frames(path, "film", sample_fps=sample_fps))

    assert [number_of(frame.image) for frame in taken] == expected
    assert [frame.index for frame in taken] == expected
    assert [frame.time_s for frame in taken] == pytest.approx([n / fps for n in expected], abs=0.001)


@pytest.mark.parametrize(("container", "codec"), [("matroska", "libx264"), ("avi", "mpeg4")])
def test_a_recording_that_was_never_closed_is_read_to_its_end(
    tmp_path: Path, film: Any, container: str, codec: str
) -> None:
    path = film(codec).write_unclosed(tmp_path / "film", container)
    assert len(list(read_frames(path, "film"))) == 50
    assert probe(path, "film").duration_s == pytest.approx(2.0, abs=0.1)


def test_a_recording_that_starts_between_key_frames_keeps_its_clock(
    tmp_path: Path, film: Any, number_of: NumberOf
) -> None:
    """The first second cannot be decoded: what follows keeps its distance to the recording's start."""
    data = film("mpeg4", frames=100, options={"g": "50", "bf": "0"}).write(tmp_path / "film.ts").read_bytes()
    with av.open(str(tmp_path / "film.ts")) as container:
        places = [packet.pos for packet in container.demux() if packet.size]
    tables = data[: places[0]]
    path = tmp_path / "late.ts"
    path.write_bytes(tables + data[places[25] :])

    frames = list(read_frames(path, "film"))

    assert [number_of(frame.image) for frame in frames] == list(range(50, 100))
    assert frames[0].time_s == pytest.approx(25 / 25, abs=0.001)


READER = """
import resource, sys
from viscoper.footage.reader import read_frames
for path in sys.argv[1:]:
    for _ in read_frames(path, "film"): pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_length(tmp_path: Path, film: Any) -> None:
    facts = {"width": 640, "height": 480}
    short = film(frames=60, **facts).write(tmp_path / "short.mp4")
    long = film(frames=1000, **facts).write(tmp_path / "long.mp4")
    command = [sys.executable, "-c", READER, str(short), str(long)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    short_mib, long_mib = map(int, output.split())
    assert long_mib - short_mib < 40  # 940 more frames are 826 MiB.
