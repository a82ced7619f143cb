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
from typing import Any

from pymongo import MongoClient

from viscoper.catalog.server import START_SECONDS, answers
from viscoper.catalog.supervisor import open_lock, try_lock
from viscoper.errors import CatalogError

LINGER_SECONDS = 5.0


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
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if not _is_held(folder):
                _start(folder, linger_s)
            uri = _answering(folder)
            if uri:
                return uri
            time.sleep(0.05)  # it is starting for a client that was killed, or it has just been killed itself
    finally:
        os.close(starting)
    raise CatalogError(f"the catalog's server does not answer; see {folder / 'server.log'}")


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


def _answering(folder: Path) -> str | None:
    """The URI in server.json, if the server that wrote it answers there."""
    state = folder / "server.json"
    if not state.exists():
        return None
    published = json.loads(state.read_text())
    with MongoClient[dict[str, Any]](published["uri"], serverSelectionTimeoutMS=1000) as client:
        return str(published["uri"]) if answers(client, published["pid"]) else None
