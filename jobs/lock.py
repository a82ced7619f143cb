"""One index job at a time for a VISCOPER_HOME: the gallery has one committer."""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viscoper.errors import BusyError


@contextmanager
def index_lock(home: Path) -> Iterator[None]:
    """Holds HOME/index.lock. Raises BusyError when another process holds it."""
    with held_lock(home / "index.lock", f"an index job is already running for {home}"):
        yield


@contextmanager
def held_lock(path: Path, taken: str) -> Iterator[None]:
    """Holds a lock file. The kernel frees it when the process dies, so a killed one never blocks the next.

    Raises BusyError, saying what is `taken` and by which process, when another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise BusyError(f"{taken} (process {holder}); wait for it") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def owner_of(home: Path) -> str:
    """The name under which jobs of this home hold leases: kept in HOME/owner, since a host's name may change."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "owner"
    if not file.exists():
        draft = home / f".owner-{uuid.uuid4().hex}"
        draft.write_text(f"index-{uuid.uuid4().hex[:12]}", encoding="ascii")
        draft.replace(file)
    return file.read_text(encoding="ascii")
