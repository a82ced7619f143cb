"""Files made for showing: made once, the least recently used given up for room."""

import os
from pathlib import Path
from threading import Thread

import pytest

from viscoper.errors import FootageError, StorageError
from viscoper.footage.derived import Derived


def of_size(size: int, made: list[int] | None = None) -> object:
    def make(path: Path) -> None:
        path.write_bytes(bytes(size))
        if made is not None:
            made.append(size)

    return make


def test_made_once_however_many_ask(tmp_path: Path) -> None:
    derived, made = Derived(tmp_path), []
    threads = [Thread(target=derived.file, args=("a.mp4", of_size(5, made))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [5] and derived.file("a.mp4", of_size(9)).read_bytes() == bytes(5)


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    derived = Derived(tmp_path, max_bytes=25)
    for age, name in enumerate(("old", "older", "oldest")):
        os.utime(derived.file(name, of_size(8)), (1e9 - age, 1e9 - age))  # type: ignore[arg-type]
    derived.file("oldest", of_size(8))  # type: ignore[arg-type]  # used now
    derived.file("new", of_size(8))  # type: ignore[arg-type]
    assert {path.name for path in tmp_path.iterdir()} == {"old", "oldest", "new"}


def test_one_that_is_larger_than_all_room_is_still_given(tmp_path: Path) -> None:
    derived = Derived(tmp_path, max_bytes=10)
    assert derived.file("large", of_size(50)).stat().st_size == 50  # type: ignore[arg-type]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise FootageError("broken")

    with pytest.raises(FootageError, match="broken"):
        Derived(tmp_path).file("a.mp4", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "derived").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="cannot be written"):
        Derived(tmp_path / "derived").file("a.mp4", of_size(1))  # type: ignore[arg-type]
