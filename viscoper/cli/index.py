"""viscoper index"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from viscoper.cli.options import CameraNames, From, Near, Radius, To, make_selection
from viscoper.cli.output import Json, print_json, print_line, print_table, progress_bar
from viscoper.settings import load_settings

if TYPE_CHECKING:
    from jobs.index import IndexReport
    from viscoper.catalog import Catalog, Segment

POLL_SECONDS = 0.5


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
    from jobs.index import IndexJob, pending_segments
    from viscoper.catalog import open_catalog

    settings = load_settings()
    with open_catalog(settings) as catalog:
        selection = make_selection(catalog, camera, near, radius, start, end)
        chosen = (selection.camera_ids, selection.start, selection.end)
        pending = pending_segments(catalog.segments.find(*chosen), settings, retry)
        with _progress(catalog, pending, hidden=json):
            report = IndexJob(settings, catalog).run([segment.segment_id for segment in pending])
        settled = catalog.segments.find(*chosen)
    document = _document(settled, {each.camera_id: each.name for each in selection.cameras}, report)
    if json:
        print_json(document)
    else:
        _print_report(document)
    if report.failed:
        raise typer.Exit(1)


def _document(segments: Sequence["Segment"], names: dict[str, str], report: "IndexReport") -> dict[str, Any]:
    states = [segment.state for segment in segments]
    return {
        "segments": [segment.to_json() | {"camera": names[segment.camera_id]} for segment in segments],
        "indexed_now": len(report.indexed),
        "sightings_now": report.sightings,
        "frames": report.frames,
        "read_seconds": round(report.read_seconds, 3),
        "indexed": states.count("indexed"),
        "failed": states.count("failed"),
    }


def _print_report(document: dict[str, Any]) -> None:
    rows = [
        (s["camera"], s["start"], f"{s['duration_s']:.0f} s", s["state"], s["sightings"], s["reason"] or "")
        for s in document["segments"]
    ]
    print_table("Segments", ("camera", "start", "length", "state", "sightings", "reason"), rows)
    print_line(f"{document['indexed_now']} segments indexed now, {document['sightings_now']} sightings kept")
    if document["failed"]:
        print_line(f"{document['failed']} segments have failed; `viscoper index --retry` tries them again")


@contextmanager
def _progress(catalog: "Catalog", pending: Sequence["Segment"], *, hidden: bool) -> Iterator[None]:
    """A bar over the seconds of footage, fed by the leases that the workers renew."""
    total = round(sum(segment.duration_s for segment in pending))
    stop = threading.Event()
    with progress_bar(hidden=hidden or not pending) as bar:
        task = bar.add_task("Indexing, seconds of footage", total=total)

        def follow() -> None:
            while not stop.wait(POLL_SECONDS):
                bar.update(task, completed=round(_seconds_done(catalog, pending)))

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield
            bar.update(task, completed=total)
        finally:
            stop.set()
            thread.join()


def _seconds_done(catalog: "Catalog", pending: Sequence["Segment"]) -> float:
    now = catalog.segments.find({segment.camera_id for segment in pending})
    done = {s.segment_id: 1.0 if s.state == "failed" else s.progress for s in now}
    return sum(segment.duration_s * done[segment.segment_id] for segment in pending)
