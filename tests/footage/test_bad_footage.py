"""Every kind of bad file gives one clear FootageError that names it; none is ever half read in silence."""

import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viscoper.errors import FootageError
from viscoper.footage.reader import probe, read_frames

Make = Callable[[Any, Path], Path]
NAME = "gate 3.mp4"


def _bytes(data: bytes) -> Make:
    def make(film: Any, path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def _photo(film: Any, path: Path) -> Path:
    path.write_bytes(cv2.imencode(".jpg", np.zeros((64, 64, 3), np.uint8))[1].tobytes())
    return path


def _sound_only(film: Any, path: Path) -> Path:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48000, layout="stereo")
        for number in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48000, number * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _cut(container: str, share: float, **facts: Any) -> Make:
    def make(film: Any, path: Path) -> Path:
        data = film(**facts).write(path.with_suffix(f".{container}")).read_bytes()
        path.write_bytes(data[: int(len(data) * share) | 1])
        return path

    return make


def _resized(codec: str, container: str) -> Make:
    """A stream whose pictures change size half-way: two streams joined, as a recorder does when it is reconfigured."""

    def make(film: Any, path: Path) -> Path:
        large = film(codec, frames=20).write(path.with_name(f"large.{container}"))
        small = film(codec, frames=20, width=176, height=64).write(path.with_name(f"small.{container}"))
        path.write_bytes(_joined(large, small) if container == "ts" else _patched_avi(large, small))
        return path

    return make


def _joined(first: Path, second: Path) -> bytes:
    return first.read_bytes() + second.read_bytes()


def _patched_avi(large: Path, small: Path) -> bytes:
    """The large film with the pictures of its second half replaced by small ones, each in its old chunk."""
    data = large.read_bytes()
    with av.open(str(large)) as container:
        places = [(p.pos + 8, p.size) for p in container.demux() if p.size]
    with av.open(str(small)) as container:
        pictures = [bytes(p) for p in container.demux() if p.size]
    for (position, size), picture in list(zip(places, pictures, strict=True))[10:]:
        assert len(picture) <= size
        data = data[:position] + picture.ljust(size, b"\0") + data[position + size :]
    return data


def _damaged(codec: str, container: str) -> Make:
    def make(film: Any, path: Path) -> Path:
        options = {"g": "12"} if codec != "mjpeg" else {}
        data = film(codec, noise=True, options=options).write(path.with_suffix(f".{container}")).read_bytes()
        start, end = int(len(data) * 0.3), int(len(data) * 0.6)
        path.write_bytes(data[:start] + random.Random(1).randbytes(end - start) + data[end:])
        return path

    return make


def _huge(film: Any, path: Path) -> Path:
    """A tiny file whose JPEG pictures say that they are 60000 x 60000."""
    data = film("mjpeg", frames=2).write(path.with_suffix(".avi")).read_bytes()
    path.write_bytes(data.replace(b"\xff\xc0\x00\x11\x08\x00\x60\x00\xc0", b"\xff\xc0\x00\x11\x08\xea\x60\xea\x60"))
    return path


BAD_FILES: dict[str, tuple[Make, str]] = {
    "zero bytes": (_bytes(b""), "is empty"),
    "text called .mp4": (_bytes(b"This is no film.\n" * 100), "is not a video"),
    "a playlist that names another file": (_bytes(b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"), "is not a video"),
    "a list of files to join": (_bytes(b"ffconcat version 1.0\nfile /etc/passwd\n"), "is not a video"),
    "random bytes": (_bytes(random.Random(7).randbytes(100_000)), "is not a video"),
    "JPEG called .avi": (_photo, "is not a video"),
    "sound only": (_sound_only, "has no video, only sound"),
    "MP4 without its index": (_cut("mp4", 0.5), "is cut off.*index"),
    "MP4 with its index first": (
        _cut("mp4", 0.6, container_options={"movflags": "faststart"}),
        r"is cut off.*until [01]\.\d s",
    ),
    "fragmented MP4": (
        _cut("mp4", 0.6, container_options={"movflags": "frag_keyframe+empty_moov"}, options={"g": "5"}),
        r"is cut off.*until [01]\.\d s",
    ),
    "MKV": (_cut("mkv", 0.6), r"is cut off.*until [01]\.\d s"),
    "AVI": (_cut("avi", 0.6, codec="mpeg4"), r"is cut off.*until [01]\.\d s"),
    "MJPEG AVI": (_cut("avi", 0.6, codec="mjpeg"), r"is cut off.*until [01]\.\d s"),
    "TS": (_cut("ts", 0.6), r"is cut off.*until [01]\.\d s"),
    "only a header": (_cut("mkv", 0.01), "is (cut off|not a video)"),
    "TS that changes its size": (_resized("libx264", "ts"), "changes its picture size from 192x96 to 176x64 at 0.8 s"),
    "AVI that changes its size": (_resized("mjpeg", "avi"), "changes its picture size from 192x96 to 176x64 at 0.4 s"),
    "pictures too large": (_huge, "cannot be decoded|too large"),
}
DAMAGED = [
    *((codec, "mp4") for codec in ("libx264", "libx265", "mjpeg", "mpeg4")),
    *((codec, "mkv") for codec in ("libx264", "libx265", "mjpeg", "mpeg4")),
    *((codec, "avi") for codec in ("libx264", "mjpeg", "mpeg4")),
    *((codec, "ts") for codec in ("libx264", "libx265", "mpeg4")),
]
BAD_FILES |= {
    f"{codec} in {kind}, damaged": (_damaged(codec, kind), "damaged|until|cannot be decoded") for codec, kind in DAMAGED
}


@pytest.mark.parametrize(("make", "message"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_bad_files_are_named_with_their_reason(tmp_path: Path, film: Any, make: Make, message: str) -> None:
    path = make(film, tmp_path / "file")
    with pytest.raises(FootageError, match=message) as caught:
        for _ in read_frames(path, NAME):
            pass
    assert str(caught.value).startswith(NAME)
    assert "\n" not in str(caught.value)


FOUND_BY_PROBE = [name for name in BAD_FILES if "damaged" not in name and "changes" not in name]


@pytest.mark.parametrize("case", FOUND_BY_PROBE)
def test_registration_finds_what_needs_no_reading(tmp_path: Path, film: Any, case: str) -> None:
    make, message = BAD_FILES[case]
    with pytest.raises(FootageError, match=message):
        probe(make(film, tmp_path / "file"), NAME)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match=r"gate 3\.mp4 cannot be opened: No such file"):
        probe(tmp_path / "nothing", NAME)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(container=st.sampled_from(["mp4", "mkv", "avi", "ts"]), share=st.floats(0, 0.97))
def test_a_file_cut_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, film: Any, container: str, share: float
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    data = film("mpeg4", frames=30).write(folder / f"film.{container}").read_bytes()
    length = int(len(data) * share)
    if container == "ts" and length % 188 == 0:
        length += 1  # Cut between packets, a TS is a shorter TS.
    (folder / "cut").write_bytes(data[:length])
    with pytest.raises(FootageError):
        list(read_frames(folder / "cut", NAME))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    container=st.sampled_from(["mp4", "mkv", "avi", "ts"]),
    codec=st.sampled_from(["mpeg4", "mjpeg"]),
    seed=st.integers(0, 2**32),
    length=st.integers(1, 4000),
    share=st.floats(0, 1),
)
def test_damage_anywhere_is_refused_or_costs_little(
    tmp_path_factory: pytest.TempPathFactory,
    film: Any,
    container: str,
    codec: str,
    seed: int,
    length: int,
    share: float,
) -> None:
    """Whatever bytes are overwritten: a FootageError, or less than half a second is missing."""
    folder = tmp_path_factory.mktemp("damaged")
    codec = "mpeg4" if container == "ts" else codec
    data = film(codec, options={"g": "10"} if codec == "mpeg4" else {}).write(folder / f"film.{container}").read_bytes()
    start = int(len(data) * share)
    (folder / "bad").write_bytes(data[:start] + random.Random(seed).randbytes(length) + data[start + length :])
    try:
        frames = list(read_frames(folder / "bad", NAME))
    except FootageError as error:
        assert str(error).startswith(NAME)
    else:
        times = [0.0, *(frame.time_s for frame in frames), 2.0]
        assert max(b - a for a, b in itertools.pairwise(times)) < 0.6
        assert times == sorted(times)


@pytest.mark.parametrize("container", ["mp4", "mkv", "avi", "ts"])
def test_one_broken_picture_is_passed_over(tmp_path: Path, film: Any, container: str) -> None:
    codec = "mpeg4" if container == "ts" else "mjpeg"
    facts = {"frames": 200, "options": {"g": "1"} if codec == "mpeg4" else {}}
    path = film(codec, **facts).write(tmp_path / f"film.{container}")
    with av.open(str(path)) as opened:
        position, size = [(p.pos, p.size) for p in opened.demux() if p.size][100]
    data = path.read_bytes()
    path.write_bytes(data[: position + size // 2] + b"\x00" * 64 + data[position + size // 2 + 64 :])
    assert len(list(read_frames(path, NAME))) >= 198
