"""viscoper cameras import | add | list | show | move"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from viscoper.cli.output import Json, print_json, print_line, print_table
from viscoper.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The registered CCTVs.")


@app.command("import")
def import_table(file: Path, json: Json = False) -> None:
    """Import a CSV table: RTSP URL, name, address, longitude, latitude, notes (or the Korean header)."""
    from viscoper.catalog.camera_table import read_camera_table
    from viscoper.catalog.catalog import open_catalog

    cameras = read_camera_table(file)
    with open_catalog(load_settings()) as catalog:
        counts = catalog.camera_import.run(cameras)
    if json:
        print_json(asdict(counts))
    else:
        print_line(f"{counts.added} cameras added, {counts.updated} updated, {counts.unchanged} unchanged")


@app.command()
def add(
    name: str,
    lon: Annotated[float, typer.Option(help="longitude, degrees east (WGS 84)")],
    lat: Annotated[float, typer.Option(help="latitude, degrees north (WGS 84)")],
    url: Annotated[str, typer.Option(help="RTSP URL")] = "",
    address: str = "",
    notes: str = "",
    json: Json = False,
) -> None:
    """Add one camera."""
    from viscoper.catalog.cameras import Camera
    from viscoper.catalog.catalog import open_catalog

    camera = Camera(name=name, rtsp_url=url, address=address, longitude=lon, latitude=lat, notes=notes)
    with open_catalog(load_settings()) as catalog:
        added = catalog.cameras.add(camera)
    _print_camera(added, json)


@app.command("list")
def list_cameras(json: Json = False) -> None:
    """List all cameras."""
    from viscoper.catalog.catalog import open_catalog

    with open_catalog(load_settings()) as catalog:
        cameras = catalog.cameras.all()
    if json:
        print_json({"cameras": [camera.to_json() for camera in cameras]})
    else:
        rows = [(c.name, c.address, f"{c.longitude:.6f}", f"{c.latitude:.6f}", c.notes) for c in cameras]
        print_table(f"{len(cameras)} cameras", ("name", "address", "longitude", "latitude", "notes"), rows)


@app.command()
def show(name: str, json: Json = False) -> None:
    """Show one camera."""
    from viscoper.catalog.catalog import open_catalog

    with open_catalog(load_settings()) as catalog:
        _print_camera(catalog.cameras.get(name), json)


@app.command()
def move(
    name: str,
    lon: Annotated[float, typer.Option(help="longitude, degrees east (WGS 84)")],
    lat: Annotated[float, typer.Option(help="latitude, degrees north (WGS 84)")],
    json: Json = False,
) -> None:
    """Correct where a camera stands."""
    from viscoper.catalog.catalog import open_catalog

    with open_catalog(load_settings()) as catalog:
        _print_camera(catalog.cameras.move(name, lon, lat), json)


def _print_camera(camera: Any, json: bool) -> None:
    if json:
        print_json(camera.to_json())
    else:
        print_table(camera.name, ("field", "value"), camera.to_json().items())
