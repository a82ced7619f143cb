"""The files that are made of a route: HTML page, PNG picture, GeoJSON."""

import json
from collections.abc import Callable
from pathlib import Path

from viscoper.errors import UsageError
from viscoper.search.route_geojson import route_geojson
from viscoper.search.route_map import route_html
from viscoper.search.route_png import route_png
from viscoper.search.route_report import RouteReport


def write_report(
    report: RouteReport, html: Path | None = None, png: Path | None = None, geojson: Path | None = None
) -> None:
    """Writes the files asked for, each whole or not at all. Raises UsageError for a path that cannot be written."""
    if html:
        _write(html, lambda: route_html(report).encode())
    if png:
        _write(png, lambda: route_png(report))
    if geojson:
        _write(geojson, lambda: json.dumps(route_geojson(report.route), ensure_ascii=False, indent=1).encode())


def _write(path: Path, make: Callable[[], bytes]) -> None:
    content = make()
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
