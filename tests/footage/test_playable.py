"""Copies that browsers play: H.264 in MP4, with the frames and times of the recording."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from tests.footage.conftest import Film, number_in
from viscoper.errors import FootageError
from viscoper.footage.playable import is_playable, make_playable
from viscoper.footage.reader import probe, read_frames


@pytest.mark.parametrize(
    ("name", "options", "playable"),
    [
        pytest.param("a.mp4", {}, True, id="H.264 MP4"),
        pytest.param("a.mp4", {"codec": "libx265"}, False, id="HEVC MP4"),
        pytest.param("a.mkv", {}, False, id="H.264 MKV"),
        pytest.param("a.ts", {}, False, id="H.264 TS"),
        pytest.param("a.avi", {"codec": "mpeg4"}, False, id="MPEG-4 AVI"),
        pytest.param("a.avi", {"codec": "mjpeg"}, False, id="MJPEG AVI"),
    ],
)
def test_a_playable_copy(tmp_path: Path, name: str, options: dict[str, Any], playable: bool) -> None:
    film = Film(frames=100, **options).write(tmp_path / name)
    assert is_playable(film, name) == playable
    copy = tmp_path / "copy.mp4"
    make_playable(film, name, copy)
    about = probe(copy, "copy.mp4")
    assert (about.codec, about.container, is_playable(copy, "copy.mp4")) == ("h264", "mp4", True)
    frames = list(read_frames(copy, "copy.mp4"))
    assert [number_in(frame.image) for frame in frames] == list(range(100))
    assert frames[50].time_s == pytest.approx(2.0, abs=0.05)
    assert about.duration_s == pytest.approx(4.0, abs=0.1)


def test_the_index_comes_first(tmp_path: Path) -> None:
    """Otherwise a browser reads the whole file before it shows anything."""
    film = Film(codec="mpeg4").write(tmp_path / "a.avi")
    make_playable(film, "a.avi", tmp_path / "copy.mp4")
    content = (tmp_path / "copy.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_a_player_finds_a_key_frame_every_two_seconds(tmp_path: Path) -> None:
    film = Film(codec="mpeg4", frames=250).write(tmp_path / "a.avi")
    make_playable(film, "a.avi", tmp_path / "copy.mp4")
    with av.open(str(tmp_path / "copy.mp4")) as copy:
        keys = [float(packet.pts * packet.time_base) for packet in copy.demux(video=0) if packet.is_keyframe]
    assert max(after - before for before, after in pairwise(keys)) <= 2.1


def test_what_is_no_footage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.avi").write_text("no video at all")
    with pytest.raises(FootageError, match=r"notes\.avi"):
        make_playable(tmp_path / "notes.avi", "notes.avi", tmp_path / "copy.mp4")
