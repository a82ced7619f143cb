"""viscoper footage add"""

from pathlib import Path
from typing import Annotated

import typer

from viscoper.cli.output import Json, busy, print_json, print_line
from viscoper.clock import parse_time
from viscoper.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Recorded footage.")


@app.command()
def add(
    file: Path,
    camera: Annotated[str, typer.Option(help="name of the camera that recorded it")],
    start: Annotated[str, typer.Option(help="time of the first frame, with its zone: 2026-05-01T09:00:00+09:00")],
    json: Json = False,
) -> None:
    """Register a video file with its camera and start time. The file is copied into the storage."""
    from viscoper.catalog.catalog import open_catalog
    from viscoper.footage.storage import open_store
    from viscoper.register import register_footage

    settings = load_settings()
    moment = parse_time(start)
    with open_catalog(settings) as catalog, busy(f"Taking in {file.name}", hidden=json):
        segment = register_footage(catalog, open_store(settings), file, camera, moment)
    if json:
        print_json(segment.to_json() | {"camera": camera})
    else:
        print_line(f"{file} is segment {segment.segment_id}: {segment.duration_s:.1f} s of {camera}")


@app.callback()
def _group() -> None:
    """Keeps `add` a subcommand although it is the only one."""
