"""One index job at a time for a VISCOPER_HOME: the gallery has one committer."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viscoper.errors import BusyError


@contextmanager
def index_lock(home: Path) -> Iterator[None]:
    """Holds HOME/index.lock. The kernel frees it when the process dies, so a killed job never blocks the next one.

    Raises BusyError when another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "index.lock", "a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise BusyError(f"an index job is already running for {home} (process {holder}); wait for it") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
