"""viscoper route"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from viscoper.cli.output import Json, json_bytes, print_json, print_line, print_table, write_file
from viscoper.clock import local_time
from viscoper.settings import Settings, load_settings

if TYPE_CHECKING:
    from viscoper.gallery.gallery import Gallery
    from viscoper.search.route import Route
    from viscoper.search.route_report import RouteReport


def route(
    sighting: Annotated[list[str], typer.Argument(metavar="SIGHTING...", help="sighting ids, in any order")],
    html: Annotated[Path | None, typer.Option(help="write a map to open in a browser")] = None,
    png: Annotated[Path | None, typer.Option(help="write the map as a picture")] = None,
    geojson: Annotated[Path | None, typer.Option(help="write the route as GeoJSON")] = None,
    query: Annotated[Path | None, typer.Option(help="the picture searched for: says how alike each stop is")] = None,
    streets: Annotated[Path | None, typer.Option(help="GeoJSON of streets to draw below the route")] = None,
    json: Json = False,
) -> None:
    """The route through chosen sightings: numbered stops in time order, legs with distance, time and speed."""
    from viscoper.catalog import open_catalog
    from viscoper.gallery.gallery import Gallery
    from viscoper.recipe import recipe_of
    from viscoper.search.route_report import make_report
    from viscoper.search.streets import load_streets

    settings = load_settings()
    drawn = load_streets(streets) if streets else []
    gallery = Gallery(settings)
    alike = _similarities(query, gallery, sighting, settings) if query else None
    with open_catalog(settings) as catalog:
        report = make_report(catalog, gallery, settings, sighting, recipe_of(settings), alike, drawn)
    _write(report, html, png, geojson)
    if json:
        print_json(report.route.to_json())
    else:
        _print_route(report.route, settings.display_zone)
        for path in (html, png, geojson):
            if path:
                print_line(f"written: {path}")


def _similarities(query: Path, gallery: "Gallery", sighting_ids: list[str], settings: Settings) -> dict[str, float]:
    """Cosine similarity of the query picture to each sighting's image."""
    import cv2
    import numpy as np

    from viscoper.search.query import load_picture
    from viscoper.vision.embedders import load_embedder

    crops = gallery.crops(sighting_ids)
    images = [np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)) for jpeg in crops.values()]
    wanted, *shown = load_embedder(settings)([load_picture(query), *images])
    return {sighting_id: float(each @ wanted) for sighting_id, each in zip(crops, shown, strict=True)}


def _write(report: "RouteReport", html: Path | None, png: Path | None, geojson: Path | None) -> None:
    """The files asked for."""
    from viscoper.search.route_geojson import route_geojson
    from viscoper.search.route_map import route_html
    from viscoper.search.route_png import route_png

    if html:
        write_file(html, route_html(report).encode())
    if png:
        write_file(png, route_png(report))
    if geojson:
        write_file(geojson, json_bytes(route_geojson(report.route)))


def _print_route(built: "Route", zone: ZoneInfo) -> None:
    stops = [
        (stop.number, stop.camera.name, stop.camera.address, local_time(stop.sighting.time, zone), stop.sighting.kind)
        for stop in built.stops
    ]
    print_table("Route", ("stop", "camera", "address", f"time ({zone.key})", "kind"), stops)
    legs = [
        (
            f"{leg.start.number} → {leg.end.number}",
            f"{leg.distance_m:.0f} m",
            f"{leg.seconds:.1f} s",
            "-" if leg.kmh is None else f"{leg.kmh:.1f} km/h",
            "yes" if leg.plausible else Text(f"no: {leg.reason}", style="red"),
        )
        for leg in built.legs
    ]
    columns = ("leg", "distance", "time", "speed", "plausible")
    print_table("Legs (straight lines: the real way is longer)", columns, legs)
