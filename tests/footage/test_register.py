import hashlib
from pathlib import Path
from typing import Any

import pytest

from viscoper.errors import FootageError
from viscoper.footage.register import content_hash, inspect, take_in
from viscoper.footage.storage import open_store
from viscoper.settings import Settings


@pytest.mark.parametrize("where", ["folder", "s3"])
def test_a_recording_is_taken_in_whole(tmp_path: Path, film: Any, where: str, request: pytest.FixtureRequest) -> None:
    root = str(tmp_path / "store") if where == "folder" else request.getfixturevalue("s3_root")
    store = open_store(Settings(storage=root))
    path = film().write(tmp_path / "gate.mkv")

    recording = inspect(path)
    key = take_in(recording, store, "camera-1", "segment-1")

    assert key == "footage/camera-1/segment-1.mkv"
    assert recording.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() == content_hash(path)
    assert recording.size == path.stat().st_size
    assert recording.info.duration_s == pytest.approx(2.0)
    assert store.read_bytes(key) == path.read_bytes()
    assert take_in(recording, store, "camera-1", "segment-1") == key
    assert list(store.list()) == [key]


def test_a_file_that_is_still_written_is_not_taken_in(tmp_path: Path, film: Any) -> None:
    store = open_store(Settings(storage=str(tmp_path / "store")))
    path = film().write(tmp_path / "gate.mp4")
    recording = inspect(path)
    with path.open("ab") as more:
        more.write(b"more")
    with pytest.raises(FootageError, match=r"gate\.mp4 changed while it was registered"):
        take_in(recording, store, "camera-1", "segment-1")
    assert list(store.list()) == []


def test_what_is_no_footage_is_not_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "note.mp4"
    path.write_text("no film")
    with pytest.raises(FootageError, match=r"note\.mp4 is not a video"):
        inspect(path)
    with pytest.raises(FootageError, match=r"gone\.mp4 cannot be read"):
        content_hash(tmp_path / "gone.mp4")
