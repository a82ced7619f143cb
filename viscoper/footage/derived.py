"""Files made from footage for showing it (clips, playable copies), kept on this machine while there is room.

They can always be made again, so the least recently used go first. Any number of processes may share the folder.
"""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from viscoper.errors import StorageError

MAX_BYTES = 10 * 2**30
Make = Callable[[Path], None]


class Derived:
    """Files in `folder`, at most `max_bytes` of them together (the one in use counts, but is never taken away)."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._locks: dict[str, Lock] = {}
        self._guard = Lock()

    def file(self, name: str, make: Make) -> Path:
        """The file of this name, which `make` writes when it is not there; asked for twice at once, it is made once.

        Raises StorageError when the disk refuses, and what `make` raises.
        """
        path = self._folder / name
        with self._lock(name):
            try:
                if not path.exists():
                    self._make(path, make)
                os.utime(path)
                self._make_room(keep=path)
            except OSError as error:
                raise StorageError(f"the file {path} cannot be written: {error.strerror}; make room there") from error
        return path

    def _make(self, path: Path, make: Make) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{uuid.uuid4().hex}{path.suffix}")
        try:
            make(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _make_room(self, keep: Path) -> None:
        files = [(file.stat(), file) for file in self._folder.iterdir()]
        total = sum(about.st_size for about, _ in files)
        for about, file in sorted(files, key=lambda each: each[0].st_mtime):
            if total <= self._max_bytes:
                return
            if file != keep:
                file.unlink(missing_ok=True)
                total -= about.st_size

    def _lock(self, name: str) -> Lock:
        with self._guard:
            return self._locks.setdefault(name, Lock())
