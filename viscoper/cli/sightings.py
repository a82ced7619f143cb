"""viscoper sightings"""

from pathlib import Path
from typing import Annotated

import typer

from viscoper.cli.options import CameraNames, KindOption, make_selection
from viscoper.cli.output import Json, print_json, print_line, print_table
from viscoper.clock import local_time
from viscoper.settings import load_settings


def sightings(
    camera: CameraNames = None,
    kind: KindOption = None,
    export: Annotated[Path | None, typer.Option(metavar="DIR", help="also write the unique images there")] = None,
    json: Json = False,
) -> None:
    """Every unique image in the gallery, by time."""
    from viscoper.catalog import open_catalog
    from viscoper.cli.crops import save_crops
    from viscoper.gallery.gallery import Gallery
    from viscoper.search.search import sighting_json

    settings = load_settings()
    gallery = Gallery(settings)
    with open_catalog(settings) as catalog:
        selection = make_selection(catalog, camera, kind=kind)
    found = gallery.sightings(camera_ids=selection.camera_ids, kind=kind)
    cameras = {each.camera_id: each for each in selection.cameras}
    rows = [sighting_json(sighting, cameras[sighting.camera_id]) for sighting in found]
    if export:
        crops = save_crops(gallery, [row["sighting_id"] for row in rows], export)
        rows = [row | {"crop": str(crops[row["sighting_id"]])} for row in rows]
    if json:
        print_json({"sightings": rows})
        return
    columns = ("camera", f"time ({settings.display_zone.key})", "kind", "box x,y,w,h", "sighting")
    cells = [
        (cameras[s.camera_id].name, local_time(s.time, settings.display_zone), s.label, s.box, s.sighting_id)
        for s in found
    ]
    print_table(f"{len(rows)} sightings", columns, cells)
    if export:
        print_line(f"{len(rows)} images written to {export}")
