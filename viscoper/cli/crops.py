"""Crops as files: what a path in the JSON output points to."""

from collections.abc import Sequence
from pathlib import Path

from viscoper.cli.output import write_file
from viscoper.gallery.gallery import Gallery


def save_crops(gallery: Gallery, sighting_ids: Sequence[str], folder: Path) -> dict[str, Path]:
    """Writes the sightings' unique images as FOLDER/<sighting id>.jpg, those that are not there yet; their paths.

    The id is of what is shown, so a file that is there is the right one. Raises UsageError when it cannot be written.
    """
    paths = {sighting_id: folder / f"{sighting_id}.jpg" for sighting_id in sighting_ids}
    absent = [sighting_id for sighting_id, path in paths.items() if not path.exists()]
    for sighting_id, jpeg in gallery.crops(absent).items():
        write_file(paths[sighting_id], jpeg)
    return paths
