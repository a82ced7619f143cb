"""viscoper route"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from viscoper.cli.output import Json, print_json, print_line, print_table
from viscoper.settings import load_settings

if TYPE_CHECKING:
    from viscoper.search.route import Route


def route(
    sighting: Annotated[list[str], typer.Argument(metavar="SIGHTING...", help="sighting ids, in any order")],
    html: Annotated[Path | None, typer.Option(help="write a map to open in a browser")] = None,
    png: Annotated[Path | None, typer.Option(help="write the map as a picture")] = None,
    geojson: Annotated[Path | None, typer.Option(help="write the route as GeoJSON")] = None,
    streets: Annotated[Path | None, typer.Option(help="GeoJSON of streets to draw below the route")] = None,
    json: Json = False,
) -> None:
    """The route through chosen sightings: numbered stops in time order, legs with distance, time and speed."""
    from viscoper.catalog import open_catalog
    from viscoper.gallery.gallery import Gallery
    from viscoper.search.route import SpeedLimits, build_route

    settings = load_settings()
    gallery = Gallery(settings)
    chosen = gallery.get(list(dict.fromkeys(sighting)))
    with open_catalog(settings) as catalog:
        cameras = catalog.cameras.by_ids({each.camera_id for each in chosen})
    crops = gallery.crops([each.sighting_id for each in chosen])
    built = build_route(chosen, cameras, SpeedLimits.of(settings), crops=crops)
    _write(built, html, png, geojson, streets)
    if json:
        print_json(built.to_json())
    else:
        _print_route(built)
        for path in (html, png, geojson):
            if path:
                print_line(f"written: {path}")


def _write(built: "Route", html: Path | None, png: Path | None, geojson: Path | None, streets: Path | None) -> None:
    """The files asked for; each is whole or not there."""
    from viscoper.search.route_geojson import write_geojson
    from viscoper.search.route_map import write_html
    from viscoper.search.route_png import write_png

    if html:
        write_html(built, html, streets)
    if png:
        write_png(built, png, streets)
    if geojson:
        write_geojson(built, geojson)


def _print_route(built: "Route") -> None:
    stops = [
        (s["number"], s["camera"], s["address"], s["time"], s["kind"]) for s in (stop.to_json() for stop in built.stops)
    ]
    print_table("Route", ("stop", "camera", "address", "time (UTC)", "kind"), stops)
    legs = [
        (
            f"{leg.start.number} → {leg.end.number}",
            f"{leg.distance_m:.0f} m",
            f"{leg.seconds:.1f} s",
            "-" if leg.kmh is None else f"{leg.kmh:.1f} km/h",
            "yes" if leg.plausible else f"[red]no: {leg.reason}[/red]",
        )
        for leg in built.legs
    ]
    print_table("Legs (straight lines: the real way is longer)", ("leg", "distance", "time", "speed", "plausible"), legs)
