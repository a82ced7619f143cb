"""viscoper cameras import | add | list | show | move | turn"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from viscoper.cli.output import Json, print_json, print_line, print_table
from viscoper.errors import UsageError
from viscoper.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The registered CCTVs.")
Azimuth = Annotated[str, typer.Option(help="which way it looks: degrees clockwise from north, or as in NE or 북동")]


@app.command("import")
def import_table(file: Path, json: Json = False) -> None:
    """Import a CSV table: RTSP URL, name, address, longitude, latitude, notes, azimuth (or the Korean header)."""
    from viscoper.catalog.camera_table import read_camera_table
    from viscoper.catalog.catalog import open_catalog

    cameras = read_camera_table(file)
    with open_catalog(load_settings()) as catalog:
        counts = catalog.camera_import.run(cameras)
    if json:
        print_json(asdict(counts))
    else:
        looking = sum(camera.azimuth is not None for camera in cameras)
        print_line(f"{counts.added} cameras added, {counts.updated} updated, {counts.unchanged} unchanged")
        print_line(f"The table says of {looking} of {len(cameras)} which way they look.")


@app.command()
def add(
    name: str,
    lon: Annotated[float, typer.Option(help="longitude, degrees east (WGS 84)")],
    lat: Annotated[float, typer.Option(help="latitude, degrees north (WGS 84)")],
    url: Annotated[str, typer.Option(help="RTSP URL")] = "",
    address: str = "",
    notes: str = "",
    azimuth: Azimuth = "",
    json: Json = False,
) -> None:
    """Add one camera."""
    from viscoper.catalog.azimuth import told_azimuth
    from viscoper.catalog.cameras import Camera
    from viscoper.catalog.catalog import open_catalog

    looks, notes = told_azimuth(azimuth, notes)
    camera = Camera(name, lon, lat, url, address, notes, looks)
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
        looks = ["" if c.azimuth is None else f"{c.azimuth:g}°" for c in cameras]
        rows = [
            (c.name, c.address, f"{c.longitude:.6f}", f"{c.latitude:.6f}", azimuth, c.notes)
            for c, azimuth in zip(cameras, looks, strict=True)
        ]
        headings = ("name", "address", "longitude", "latitude", "azimuth", "notes")
        print_table(f"{len(cameras)} cameras", headings, rows)


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


@app.command()
def turn(name: str, azimuth: str, json: Json = False) -> None:
    """Correct which way a camera looks: degrees clockwise from north, a point, as in NE or 북동, or 'unknown'."""
    from viscoper.catalog.azimuth import parse_azimuth
    from viscoper.catalog.catalog import open_catalog

    degrees = parse_azimuth(azimuth)
    if degrees is None and azimuth != "unknown":
        raise UsageError(
            f"'{azimuth}' is no way to look; write degrees clockwise from north, as in NE or 북동, or unknown"
        )
    with open_catalog(load_settings()) as catalog:
        _print_camera(catalog.cameras.turn(name, degrees), json)


def _print_camera(camera: Any, json: bool) -> None:
    if json:
        print_json(camera.to_json())
    else:
        told = {name: "" if value is None else value for name, value in camera.to_json().items()}
        print_table(camera.name, ("field", "value"), told.items())
