"""Crops as files: what a path in the JSON output points to."""

from collections.abc import Sequence
from pathlib import Path

from viscoper.gallery.gallery import Gallery


def save_crops(gallery: Gallery, sighting_ids: Sequence[str], folder: Path) -> dict[str, Path]:
    """Writes the sightings' unique images as FOLDER/<sighting id>.jpg, those that are not there yet; their paths.

    The id is of what is shown, so a file that is there is the right one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {sighting_id: folder / f"{sighting_id}.jpg" for sighting_id in sighting_ids}
    absent = [sighting_id for sighting_id, path in paths.items() if not path.exists()]
    for sighting_id, jpeg in gallery.crops(absent).items():
        partial = paths[sighting_id].with_suffix(".part")
        partial.write_bytes(jpeg)
        partial.replace(paths[sighting_id])
    return paths
