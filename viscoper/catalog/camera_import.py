"""Writing a whole table of cameras, all or nothing, on any MongoDB (a lone mongod has no transactions)."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import bson

from viscoper.catalog.azimuth import azimuth_in
from viscoper.catalog.cameras import Camera, Cameras
from viscoper.catalog.tenant import Document, TenantCollection
from viscoper.errors import UsageError

# MongoDB takes 16 MiB (16.8 MB) in one document; what is left is for its own fields.
MAX_LOG_BYTES = 16_000_000


@dataclass(frozen=True)
class ImportResult:
    """How many cameras a table added, changed, and found as they were."""

    added: int
    updated: int
    unchanged: int


class CameraImport:
    """Imports by a redo log: ONE document with all new and changed cameras is written first, then the cameras.

    Killed before that document is there, nothing was imported; killed after it, the next process that opens the catalog
    writes the rest. In between, a reader in another process may see some of the cameras for a moment.
    """

    def __init__(self, cameras: Cameras, log: TenantCollection) -> None:
        self._cameras = cameras
        self._log = log
        self._finish_interrupted()

    def run(self, wanted: Sequence[Camera]) -> ImportResult:
        """Registers cameras with different names; one whose name is known takes the new data and keeps its id.

        Raises UsageError, with nothing imported, when the new and changed ones are more than one document holds.
        """
        known = {camera.name: camera for camera in self._cameras.all()}
        kept = [_kept(camera, known[camera.name]) for camera in wanted if camera.name in known]
        updated = [camera for camera in kept if camera != known[camera.name]]
        added = [camera for camera in wanted if camera.name not in known]
        if added or updated:
            self._write([*added, *updated])
        return ImportResult(len(added), len(updated), len(kept) - len(updated))

    def _write(self, cameras: list[Camera]) -> None:
        import_id = uuid.uuid4().hex
        entry: Document = {"import_id": import_id, "cameras": [asdict(camera) for camera in cameras]}
        _refuse_too_large(entry)
        self._log.insert(entry)
        self._cameras.save_all(cameras)
        self._log.delete({"import_id": import_id})

    def _finish_interrupted(self) -> None:
        for entry in self._log.find({}):
            self._cameras.save_all(Camera(**fields) for fields in entry["cameras"])
            self._log.delete({"import_id": entry["import_id"]})


def _kept(camera: Camera, known: Camera) -> Camera:
    """The new data of a camera that is known. Which way it looks was perhaps corrected meanwhile: that stays while the
    table says nothing of it, or what it said before."""
    said = azimuth_in(known.notes)
    as_before = camera.notes == known.notes and camera.azimuth in (None, said)
    silent = camera.azimuth is None and known.azimuth != said
    azimuth = known.azimuth if as_before or silent else camera.azimuth
    return replace(camera, camera_id=known.camera_id, azimuth=azimuth)


def _refuse_too_large(entry: Document) -> None:
    size = len(bson.encode(entry))
    if size > MAX_LOG_BYTES:
        raise UsageError(
            f"{len(entry['cameras'])} new or changed cameras are {size / 1e6:.1f} MB, and one import takes "
            f"{MAX_LOG_BYTES / 1e6:.1f} MB; split the table, nothing of it was imported"
        )
