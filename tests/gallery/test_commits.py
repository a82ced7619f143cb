"""Many writers, one committer, and kill -9 at any moment: a segment has exactly one set of sightings."""

import json
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings

MakeRows = Callable[..., pa.Table]
SEGMENTS = 12
ROWS = 7

WORKER = """
import pickle, sys
import lance, lancedb
from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings
gallery = Gallery(Settings(storage=sys.argv[1]))
segments = pickle.load(open(sys.argv[2], "rb"))
again = sys.argv[3] == "again"
for segment_id, rows in segments.items():
    print(segment_id, flush=True)
    if again or gallery.has_segment(segment_id) == 0:
        gallery.commit(segment_id, gallery.write_fragment(rows))
gallery.maintain()
print("done", flush=True)
"""


def _run(root: str, work: Path, mode: str, kill_at: tuple[int, float] | None = None) -> bool:
    """Runs a worker, killed some seconds after it began its n-th segment; True when it came to its end."""
    command = [sys.executable, "-c", WORKER, root, str(work), mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        if kill_at is not None:
            for _ in range(kill_at[0]):
                worker.stdout.readline()
            time.sleep(kill_at[1])
            worker.send_signal(signal.SIGKILL)
        return worker.stdout.read().endswith("done\n")


@pytest.mark.slow
def test_killed_at_any_moment_and_started_again_each_segment_is_there_once(
    root: str, rows: MakeRows, tmp_path: Path
) -> None:
    chance = random.Random(11)
    work = tmp_path / "work"
    gallery = Gallery(Settings(storage=root))
    finished = some = 0
    for number in range(4 if root.startswith("s3:") else 8):
        names = [f"r{number}-s{segment}" for segment in range(SEGMENTS)]
        work.write_bytes(pickle.dumps({name: rows(name, ROWS, seed=number) for name in names}))
        # The last kills come while everything is written a second time over what is there.
        for mode in ("once", "again"):
            finished += _run(root, work, mode, (chance.randint(1, SEGMENTS), chance.uniform(0, 0.06)))
            counts = {name: gallery.has_segment(name) for name in names}
            assert set(counts.values()) <= {0, ROWS}, (number, mode)
            some += sum(counts.values())
    assert _run(root, work, "once")
    assert {gallery.has_segment(name) for name in names} == {ROWS}
    assert finished < 2 * (number + 1), "no worker was ever killed in the middle"
    assert some, "every worker was killed before its first commit"


WRITER = """
import json, pickle, sys
from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings
rows = pickle.load(sys.stdin.buffer)
print(json.dumps(Gallery(Settings(storage=sys.argv[1])).write_fragment(rows)))
"""


def test_writers_that_start_together_make_one_table(root: str, rows: MakeRows) -> None:
    """Also with different embedders: the first rows of a new gallery come from many processes at once."""
    command = [sys.executable, "-c", WRITER, root]
    names = [f"s{number}" for number in range(5)]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in names]
    for number, (name, writer) in enumerate(zip(names, writers, strict=True)):
        assert writer.stdin is not None
        with writer.stdin as stdin:
            pickle.dump(rows(name, 4, embedder=f"probe@{number % 2}"), stdin)
    gallery = Gallery(Settings(storage=root))
    for name, writer in zip(names, writers, strict=True):
        with writer:
            assert writer.stdout is not None
            gallery.commit(name, json.load(writer.stdout))
    assert {name: gallery.has_segment(name) for name in names} == dict.fromkeys(names, 4)


def test_readers_never_see_half_of_a_replacement(local_gallery: Gallery, rows: MakeRows) -> None:
    local_gallery.commit("a", local_gallery.write_fragment(rows("a", 50)))
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(local_gallery.has_segment("a"))

    reader = threading.Thread(target=read)
    reader.start()
    for seed in range(20):
        local_gallery.commit("a", local_gallery.write_fragment(rows("a", 50 + 30 * (seed % 2), seed=seed)))
    local_gallery.maintain()
    stop.set()
    reader.join()
    assert seen <= {50, 80}
