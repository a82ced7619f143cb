"""The client's side of the embedded catalog: a server per folder, shared by all processes that use the folder."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viscoper.catalog.server import START_SECONDS
from viscoper.catalog.supervisor import open_lock, try_lock
from viscoper.errors import CatalogError

LINGER_SECONDS = 5.0
START_TRIES = 3


@contextmanager
def embedded_server(folder: Path, linger_s: float = LINGER_SECONDS) -> Iterator[str]:
    """The URI of the MongoDB server whose data lie in `folder`; started when there is none.

    It stays while any process is inside this context, and `linger_s` longer so that the next command finds it warm.
    Processes that a client starts (Ray workers) connect by the URI while that client is inside the context.
    Raises CatalogError when the folder cannot be written or the server does not start.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        clients = open_lock(folder / "clients.lock")
    except OSError as error:
        raise CatalogError(
            f"the catalog's folder {folder} cannot be used: {error.strerror}; set VISCOPER_HOME to another"
        ) from None
    try:
        fcntl.flock(clients, fcntl.LOCK_SH)  # waits while a supervisor is stopping its server
        yield _find_or_start(folder, linger_s)
    finally:
        os.close(clients)


def _find_or_start(folder: Path, linger_s: float) -> str:
    starting = open_lock(folder / "start.lock")
    try:
        fcntl.flock(starting, fcntl.LOCK_EX)  # one client starts, the others then find what it started
        for _ in range(START_TRIES):
            if not _is_held(folder):
                _start(folder, linger_s)
            uri = _await_uri(folder)
            if uri:
                return uri
    finally:
        os.close(starting)
    raise CatalogError(f"the catalog's server ends as soon as it has started; see {folder / 'server.log'}")


def _is_held(folder: Path) -> bool:
    """Whether a supervisor or its server lives; after a crash the files alone would say nothing."""
    lock = open_lock(folder / "server.lock")
    try:
        return not try_lock(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def _start(folder: Path, linger_s: float) -> None:
    (folder / "server.json").unlink(missing_ok=True)  # of a server that crashed: nobody holds server.lock
    command = [sys.executable, "-m", "viscoper.catalog.supervisor", str(folder), str(linger_s)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise CatalogError(done.stderr.strip().splitlines()[-1])


def _await_uri(folder: Path) -> str | None:
    """The URI, also when the client that started the server was killed before the server answered."""
    state = folder / "server.json"
    give_up = time.monotonic() + START_SECONDS
    while not state.exists():
        if not _is_held(folder) or time.monotonic() > give_up:
            return None
        time.sleep(0.05)
    return str(json.loads(state.read_text())["uri"]) if _is_held(folder) else None
