"""Reading ahead gives what reading gives: the same frames, the same error, and nothing left running."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from viscoper.errors import FootageError
from viscoper.footage.ahead import read_ahead
from viscoper.footage.reader import Frame


def numbered(count: int, ended: list[str], error: Exception | None = None) -> Iterator[Frame]:
    try:
        for index in range(count):
            yield Frame(index, index / 10, np.zeros((2, 2, 3), np.uint8))
        if error:
            raise error
    finally:
        ended.append("closed")


@pytest.mark.parametrize("depth", [1, 3, 50])
@pytest.mark.parametrize("count", [0, 1, 20])
def test_the_frames_come_in_order(count: int, depth: int) -> None:
    ended: list[str] = []
    assert [frame.index for frame in read_ahead(numbered(count, ended), depth)] == list(range(count))
    assert ended == ["closed"]


def test_an_error_comes_after_the_frames_before_it() -> None:
    seen = []
    with pytest.raises(FootageError, match="broken at the end"):
        for frame in read_ahead(numbered(5, [], FootageError("broken at the end"))):
            seen.append(frame.index)
    assert seen == [0, 1, 2, 3, 4]


def test_who_stops_early_leaves_no_thread_and_closes_the_footage() -> None:
    ended: list[str] = []
    before = threading.active_count()
    frames = read_ahead(numbered(1000, ended))
    assert next(frames).index == 0
    frames.close()
    assert ended == ["closed"]
    assert threading.active_count() == before
