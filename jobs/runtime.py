"""Starts Ray: the cluster named by RAY_ADDRESS, else this machine, quietly and small."""

import logging
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

# Read by Ray when it is imported.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
if "RAY_ADDRESS" not in os.environ:
    # A secret of this process and its workers; without one Ray would write its own into the user's home directory.
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))

import ray

# Only segment descriptions and fragment metadata pass through it: pixels stay in the worker that decoded them.
OBJECT_STORE_BYTES = 96 * 2**20


@contextmanager
def ray_runtime(home: Path) -> Iterator[None]:
    """Ray for the time of one job; its files go under HOME/ray. A local Ray dies with this process, even killed."""
    with _native_messages_in(home / "ray.log"), _session_folder(home) as folder:
        _init(folder)
        _configure_data()
        try:
            yield
        finally:
            with quietly(home):
                ray.shutdown()


def _init(folder: str) -> None:
    if os.environ.get("RAY_ADDRESS"):
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
    else:
        ray.init(
            include_dashboard=False,
            object_store_memory=OBJECT_STORE_BYTES,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _temp_dir=folder,
        )


def _configure_data() -> None:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    # One segment may be a day of footage: a worker that is busy for hours is no stall. Liveness is the lease's matter.
    context.execution_no_progress_timeout_s = -1
    # A block whose worker died too often is dropped by Ray; the job finds its segments missing and says so.
    context.max_errored_blocks = -1
    logging.getLogger("ray.data").setLevel(logging.ERROR)


@contextmanager
def quietly(home: Path) -> Iterator[None]:
    """Ray tells of its parts' ends as of failures, on standard output: to HOME/ray.log with it, while they end."""
    with open(home / "ray.log", "a", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        yield


@contextmanager
def _native_messages_in(log: Path) -> Iterator[None]:
    """Ray's C++ part writes remarks straight to descriptor 2, which belongs to progress bars and errors: to a file."""
    sys.stderr.flush()
    screen = os.dup(2)
    before = sys.stderr
    with open(log, "ab") as file, open(screen, "w", encoding="utf-8", buffering=1, closefd=False) as ours:
        os.dup2(file.fileno(), 2)
        sys.stderr = ours
        try:
            yield
        finally:
            sys.stderr = before
            os.dup2(screen, 2)
            os.close(screen)


@contextmanager
def _session_folder(home: Path) -> Iterator[str]:
    """HOME/ray, or a temporary folder where its sockets' paths would pass the 107 bytes that Unix allows."""
    folder = home / "ray"
    longest = "/session_2026-01-01_00-00-00_000000_0000000/sockets/plasma_store"
    if len(str(folder)) + len(longest) <= 107:
        shutil.rmtree(folder, ignore_errors=True)  # logs of earlier runs; the index lock proves that none is alive
        yield str(folder)
    else:
        with tempfile.TemporaryDirectory(prefix="viscoper-ray-", ignore_cleanup_errors=True) as name:
            yield name
