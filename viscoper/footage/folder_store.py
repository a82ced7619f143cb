"""The object store in a local folder."""

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from viscoper.errors import StorageError
from viscoper.footage.storage import ObjectStore, check_key, check_prefix

# Between creating its file and locking it a writer looks dead; no writer needs this long.
_LOCK_GRACE_S = 60.0


class FolderStore(ObjectStore):
    """Objects are files under <root>/<tenant>/. Writers fill a locked file in <root>/.incoming and rename it."""

    def __init__(self, root: Path, tenant: str) -> None:
        self._incoming = root.expanduser().absolute() / ".incoming"
        self._home = root.expanduser().absolute() / tenant
        with _storing(str(root)):
            self._home.mkdir(parents=True, exist_ok=True)
            self._incoming.mkdir(exist_ok=True)

    def put_file(self, path: Path, key: str) -> None:
        with _storing(key), path.open("rb") as source, self._replacing(self._path(key)) as target:
            shutil.copyfileobj(source, target, 1 << 20)

    def put_bytes(self, data: bytes, key: str) -> None:
        with _storing(key), self._replacing(self._path(key)) as target:
            target.write(data)

    def open(self, key: str) -> BinaryIO:
        with _storing(key):
            return self._path(key).open("rb")

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def size(self, key: str) -> int:
        with _storing(key):
            return self._path(key).stat().st_size

    def list(self, prefix: str = "") -> Iterator[str]:
        folder = self._home / check_prefix(prefix).rpartition("/")[0]
        files = (path for path in folder.rglob("*") if path.is_file())
        keys = (path.relative_to(self._home).as_posix() for path in files)
        yield from sorted(key for key in keys if key.startswith(prefix))

    def delete(self, key: str) -> None:
        with _storing(key):
            self._path(key).unlink(missing_ok=True)

    def uri(self, key: str) -> str:
        return str(self._path(key))

    def _path(self, key: str) -> Path:
        path = self._home / check_key(key)
        # A link inside the store must not lead out of the tenant's folder.
        if not path.resolve().is_relative_to(self._home.resolve()):
            raise StorageError(f"the object '{key}' lies outside its tenant's storage")
        return path

    @contextmanager
    def _replacing(self, path: Path) -> Iterator[BinaryIO]:
        """A new file that takes the place of `path` when the block ends well, and vanishes otherwise."""
        self._sweep()
        draft = self._incoming / uuid.uuid4().hex
        with draft.open("xb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX)
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                path.parent.mkdir(parents=True, exist_ok=True)
                draft.replace(path)
                _sync_folder(path.parent)
            finally:
                draft.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Removes what killed writers left: their locks have gone with them."""
        for draft in self._incoming.iterdir():
            try:
                with draft.open("rb") as stream:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if time.time() - draft.stat().st_mtime > _LOCK_GRACE_S:
                        draft.unlink(missing_ok=True)
            except (BlockingIOError, FileNotFoundError):
                continue  # Its writer is alive, or has just finished.


def _sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _storing(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError(f"'{what}' is not in the storage ({error.filename})") from error
    except OSError as error:
        raise StorageError(f"'{what}' cannot be stored or read: {error.strerror} ({error.filename})") from error
