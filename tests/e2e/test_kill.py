"""Killing the index job at any moment and starting it again loses nothing and doubles nothing."""

import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program

pytestmark = pytest.mark.slow

CAMERA = ("--lon", "127.03", "--lat", "37.5")
SEVERAL = {"VISCOPER_WORKERS": "2"}


def register(viscoper: Any, clips: list[Path]) -> None:
    viscoper.ask("cameras", "add", "gate", *CAMERA)
    for number, clip in enumerate(clips):
        viscoper.ask("footage", "add", clip, "--camera", "gate", "--start", f"2026-05-01T09:00:{number * 5:02}+09:00")


def seen(viscoper: Any) -> Counter[tuple[Any, ...]]:
    """What the gallery shows, by what it shows and not by the ids of this home's camera."""
    rows = viscoper.ask("sightings")["sightings"]
    return Counter((row["time"], row["kind"], tuple(row["box"])) for row in rows)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, clips: list[Path]) -> Counter[tuple[Any, ...]]:
    """The sightings of a job that nobody disturbed."""
    viscoper = Program(tmp_path_factory.mktemp("undisturbed"), SEVERAL)
    register(viscoper, clips)
    assert viscoper.ask("index")["indexed"] == len(clips)
    found = seen(viscoper)
    assert found, "the clips hold nothing to find"
    return found


def test_killed_at_many_moments(make_program: Any, clips: list[Path], undisturbed: Counter[tuple[Any, ...]]) -> None:
    viscoper = make_program(**SEVERAL)
    register(viscoper, clips)
    kills = 0
    for delay_s in (2.0, 5.0, 6.5, 8.0, 9.5, 12.0):
        job = viscoper.start("index")
        time.sleep(delay_s)
        if job.poll() is None:
            job.send_signal(signal.SIGKILL)
            kills += 1
        job.wait()
    assert kills >= 3, "the job was done before it could be killed"
    report = viscoper.ask("index")
    assert (report["indexed"], report["failed"]) == (len(clips), 0)
    assert seen(viscoper) == undisturbed


def test_a_killed_worker_is_replaced(
    make_program: Any, clips: list[Path], undisturbed: Counter[tuple[Any, ...]]
) -> None:
    viscoper = make_program(**SEVERAL)
    register(viscoper, clips)
    job = viscoper.start("index")
    killed = False
    while job.poll() is None and not killed:
        killed = kill_one_worker(job.pid)
        time.sleep(0.2)
    assert killed, "no worker was found to kill"
    assert job.wait() == 0
    assert seen(viscoper) == undisturbed


def kill_one_worker(driver: int) -> bool:
    """Kills a worker that reads a segment, among the processes below the driver."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()[1:]]
    family = {str(driver)}
    for _ in range(4):
        family |= {pid for pid, parent, *_ in rows if parent in family}
    name = "MapWorker(Map(IndexSegment)).submit"
    busy = [pid for pid, _, *args in rows if pid in family and args and name in args[0]]
    for pid in busy[:1]:
        subprocess.run(["kill", "-9", pid], check=True)
    return bool(busy)
