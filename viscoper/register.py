"""Registering footage: the file goes into the object store, its segment into the catalog."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from viscoper.catalog import Catalog, Segment
from viscoper.catalog.camera_table import read_camera_table
from viscoper.clock import parse_time
from viscoper.errors import UsageError
from viscoper.footage.register import inspect, take_in
from viscoper.footage.storage import ObjectStore


def register_footage(catalog: Catalog, store: ObjectStore, file: Path, camera_name: str, start: datetime) -> Segment:
    """The segment of `file`, whose first frame the named camera recorded at `start` (aware).

    The object is stored before the segment is added, so that no segment is ever without its footage. The same file of
    the same camera and start is the same segment again. Raises UsageError for an unknown camera, FootageError for a
    file that is no readable footage, StorageError.
    """
    camera = catalog.cameras.get(camera_name)
    recording = inspect(file)
    segment_id = catalog.segments.id_of(camera.camera_id, start, recording.sha256)
    key = take_in(recording, store, camera.camera_id, segment_id)
    info = recording.info
    segment = Segment(
        segment_id=segment_id,
        camera_id=camera.camera_id,
        start=start,
        end=start + timedelta(seconds=info.duration_s),
        name=file.name,
        key=key,
        sha256=recording.sha256,
        width=info.width,
        height=info.height,
        fps=info.fps,
        duration_s=info.duration_s,
    )
    catalog.segments.add(segment)
    return catalog.segments.get(segment_id)


def register_folder(catalog: Catalog, store: ObjectStore, folder: Path) -> list[Segment]:
    """Cameras and footage of a folder with cameras.csv and footage.json: {"footage": [{"file", "camera", "start"}]}.

    Raises UsageError when the folder is not like that, and as `register_footage` does.
    """
    catalog.camera_import.run(read_camera_table(folder / "cameras.csv"))
    listing = folder / "footage.json"
    try:
        entries = json.loads(listing.read_text(encoding="utf-8"))["footage"]
        wanted = [(folder / entry["file"], entry["camera"], parse_time(entry["start"])) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{listing} is no list of footage: {error}") from None
    return [register_footage(catalog, store, *each) for each in wanted]
