"""viscoper index"""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from viscoper.cli.options import CameraNames, From, Near, Radius, To, make_selection
from viscoper.cli.output import Json, print_json, print_line, print_table
from viscoper.clock import local_time, parse_time
from viscoper.settings import load_settings

if TYPE_CHECKING:
    from jobs.index import IndexReport
    from viscoper.catalog import Segment


def index(
    camera: CameraNames = None,
    near: Near = None,
    radius: Radius = None,
    start: From = None,
    end: To = None,
    retry: bool = typer.Option(False, "--retry", help="also try segments again that failed before"),
    json: Json = False,
) -> None:
    """Index registered footage: find people and vehicles and keep one unique image of each track."""
    from jobs.lone import LoneWorker

    settings = load_settings()
    with closing(LoneWorker(settings)) as lone:  # it loads its models while the catalog opens
        from viscoper.catalog import open_catalog
        from viscoper.cli.indexing import run_index

        with open_catalog(settings) as catalog:
            selection = make_selection(catalog, camera, near, radius, start, end)
            chosen = (selection.camera_ids, selection.start, selection.end)
            report = run_index(settings, catalog, catalog.segments.find(*chosen), retry=retry, hidden=json, lone=lone)
            settled = catalog.segments.find(*chosen)
    document = _document(settled, {each.camera_id: each.name for each in selection.cameras}, report)
    if json:
        print_json(document)
    else:
        _print_report(document, settings.display_zone)
    if report.failed or report.taken:
        raise typer.Exit(1)


def _document(segments: Sequence["Segment"], names: dict[str, str], report: "IndexReport") -> dict[str, Any]:
    states = [str(segment.state) for segment in segments]
    return {
        "segments": [segment.to_json() | {"camera": names[segment.camera_id]} for segment in segments],
        "indexed_now": len(report.indexed),
        "sightings_now": report.sightings,
        "held_by_another_job": len(report.taken),
        "frames": report.frames,
        "read_seconds": round(report.read_seconds, 3),
        "indexed": states.count("indexed"),
        "failed": states.count("failed"),
    }


def _print_report(document: dict[str, Any], zone: ZoneInfo) -> None:
    rows = [
        (
            segment["camera"],
            local_time(parse_time(segment["start"]), zone),
            f"{segment['duration_s']:.0f} s",
            segment["state"],
            segment["sightings"],
            segment["reason"],
        )
        for segment in document["segments"]
    ]
    print_table("Segments", ("camera", f"start ({zone.key})", "length", "state", "sightings", "reason"), rows)
    print_line(f"{document['indexed_now']} segments indexed now, {document['sightings_now']} sightings kept")
    if document["held_by_another_job"]:
        print_line(f"{document['held_by_another_job']} segments are held by another index job; run this again later")
    if document["failed"]:
        print_line(f"{document['failed']} segments have failed; `viscoper index --retry` tries them again")
