"""Taking a recording into the object store."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from viscoper.errors import FootageError
from viscoper.footage.reader import VideoInfo, probe
from viscoper.footage.storage import ObjectStore


@dataclass(frozen=True)
class Recording:
    """A file that was found to be readable footage."""

    path: Path
    sha256: str
    """Hex digest of the file's bytes."""
    size: int
    """Bytes."""
    info: VideoInfo
    _modified_ns: int


def inspect(path: Path) -> Recording:
    """What `path` is. Raises FootageError when it is no readable footage (see reader.probe)."""
    info = probe(path, path.name)
    sha256 = content_hash(path)
    facts = path.stat()
    return Recording(path, sha256, facts.st_size, info, facts.st_mtime_ns)


def content_hash(path: Path) -> str:
    """SHA-256 of the file as hex digits. Raises FootageError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FootageError(f"{path.name} cannot be read: {error.strerror}") from error


def take_in(recording: Recording, store: ObjectStore, camera_id: str, segment_id: str) -> str:
    """Copies the file to footage/<camera_id>/<segment_id>.<container> and gives that key.

    Nothing half-copied stays, and a copy that is already there is kept. Raises StorageError when the store fails, and
    FootageError when the file was written to since it was inspected.
    """
    key = f"footage/{camera_id}/{segment_id}.{recording.info.container}"
    if store.exists(key) and store.size(key) == recording.size:
        return key
    store.put_file(recording.path, key)
    facts = recording.path.stat()
    if (facts.st_size, facts.st_mtime_ns) != (recording.size, recording._modified_ns):
        store.delete(key)
        raise FootageError(
            f"{recording.path.name} changed while it was registered; wait until it is recorded and try again"
        )
    return key
