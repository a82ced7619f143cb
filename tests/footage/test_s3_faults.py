"""S3 that fails: short faults are ridden out, lasting ones become one StorageError, and no read fills the memory."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from viscoper.errors import StorageError
from viscoper.footage.reader import read_frames
from viscoper.footage.s3_file import BLOCK_BYTES
from viscoper.footage.s3_store import ATTEMPTS, S3Store, s3_client
from viscoper.footage.storage import open_store
from viscoper.settings import Settings

FAULTS = {
    "internal error": 500,
    "slow down": 503,
    "connection reset": "reset",
    "body breaks off": "break",
    "no answer": "stall",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_short_faults_are_ridden_out(proxy: Any, s3_root: str, tmp_path: Path, fault: Any) -> None:
    data = os.urandom(BLOCK_BYTES + 50_000)
    (tmp_path / "film").write_bytes(data)
    store = S3Store(s3_client(timeout_s=0.5), s3_root, "local")

    proxy.faults.append(fault)
    store.put_file(tmp_path / "film", "film")
    with store.open("film") as stream:
        proxy.faults.extend([fault])
        assert stream.read() == data
    proxy.faults.append(fault)
    assert list(store.list()) == ["film"]
    assert not proxy.faults


LASTING = {name: fault for name, fault in FAULTS.items() if fault != "break"}


@pytest.mark.parametrize("fault", LASTING.values(), ids=LASTING.keys())
def test_lasting_faults_become_one_clear_error(proxy: Any, s3_root: str, tmp_path: Path, fault: Any) -> None:
    (tmp_path / "film").write_bytes(b"film")
    store = S3Store(s3_client(attempts=1, timeout_s=0.3), s3_root, "local")
    store.put_bytes(b"film", "there")
    proxy.faults.extend([fault] * 100)
    attempts = {
        "put_file": lambda: store.put_file(tmp_path / "film", "new"),
        "put_bytes": lambda: store.put_bytes(b"x", "new"),
        "read": lambda: store.read_bytes("there"),
        "exists": lambda: store.exists("there"),
        "list": lambda: list(store.list()),
        "delete": lambda: store.delete("there"),
    }
    for name, attempt in attempts.items():
        with pytest.raises(StorageError, match=r"^s3://b") as caught:
            attempt()
        assert "\n" not in str(caught.value), name
    proxy.faults.clear()
    assert list(store.list()) == ["there"]


def test_a_body_that_always_breaks_off_is_given_up(proxy: Any, s3_root: str) -> None:
    store = S3Store(s3_client(), s3_root, "local")
    store.put_bytes(b"x" * 1000, "film")
    with store.open("film") as stream:
        proxy.faults.extend(["break"] * ATTEMPTS)
        with pytest.raises(StorageError, match="film"):
            stream.read()


def test_a_fault_while_frames_are_read_is_a_storage_error(proxy: Any, s3_root: str, tmp_path: Path, film: Any) -> None:
    path = film("mjpeg", frames=250, width=640, height=480, noise=True).write(tmp_path / "film.avi")
    assert path.stat().st_size > 2 * BLOCK_BYTES
    store = S3Store(s3_client(attempts=1), s3_root, "local")
    store.put_file(path, "film")
    with store.open("film") as stream:
        frames = read_frames(stream, "film")
        next(frames)
        proxy.faults.extend([500] * 50)
        with pytest.raises(StorageError, match="s3://"):
            list(frames)


def test_an_object_replaced_while_it_is_read_is_noticed(s3_root: str) -> None:
    store = open_store(Settings(storage=s3_root))
    store.put_bytes(b"1" * (BLOCK_BYTES + 10), "film")
    with store.open("film") as stream:
        stream.read(10)
        store.put_bytes(b"2" * (BLOCK_BYTES + 10), "film")
        with pytest.raises(StorageError, match="replaced while read"):
            stream.read()


def test_a_server_that_ignores_if_none_match_is_refused(proxy: Any, s3_root: str) -> None:
    proxy.drop_headers.add("if-none-match")
    with pytest.raises(StorageError, match="ignores If-None-Match and would lose sightings"):
        open_store(Settings(storage=s3_root))
    proxy.drop_headers.clear()
    assert list(open_store(Settings(storage=s3_root)).list()) == []


READER = """
import resource, sys
from viscoper.footage.reader import read_frames
from viscoper.footage.storage import open_store
from viscoper.settings import Settings
store = open_store(Settings(storage=sys.argv[1]))
def read(key):
    with store.open(key) as stream:
        frames = sum(1 for _ in read_frames(stream, key))
    return frames, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
small_frames, small_mib = read("small")
large_frames, large_mib = read("large")
print(small_frames, large_frames, large_mib - small_mib)
"""


def test_a_large_object_is_neither_in_memory_nor_on_disk(
    s3_root: str, tmp_path: Path, film: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {"width": 640, "height": 480, "noise": True}
    store = open_store(Settings(storage=s3_root))
    store.put_file(film("mjpeg", frames=60, **facts).write(tmp_path / "small.avi"), "small")
    large = film("mjpeg", frames=1200, **facts).write(tmp_path / "large.avi")
    size_mib = large.stat().st_size >> 20
    store.put_file(large, "large")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    monkeypatch.setenv("TMPDIR", str(hidden))
    monkeypatch.setenv("HOME", str(hidden))

    output = subprocess.run([sys.executable, "-c", READER, s3_root], capture_output=True, text=True, check=True).stdout
    small_frames, large_frames, growth_mib = map(int, output.split())

    assert (small_frames, large_frames) == (60, 1200)
    assert size_mib > 40
    assert growth_mib < size_mib / 2
    assert list(hidden.iterdir()) == []


def test_opening_fetches_only_what_is_read(proxy: Any, s3_root: str) -> None:
    store = open_store(Settings(storage=s3_root))
    store.put_bytes(os.urandom(4 * BLOCK_BYTES), "film")
    proxy.bytes_sent = 0
    with store.open("film") as stream:
        stream.seek(3 * BLOCK_BYTES)
        stream.read(100)
        stream.seek(0)
        stream.read(100)
    assert proxy.bytes_sent <= 2 * BLOCK_BYTES + 1000
