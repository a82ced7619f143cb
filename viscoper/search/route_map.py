"""The route as one HTML page that needs nothing else: map, pictures, tables; to be handed on and opened anywhere."""

import base64
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from viscoper import __version__
from viscoper.clock import local_time
from viscoper.search import route_words as words
from viscoper.search.map_frame import frame_of, grid_spacing_m
from viscoper.search.route import Leg, Stop
from viscoper.search.route_deck import route_deck
from viscoper.search.route_png import route_picture
from viscoper.search.route_report import RouteReport

COVERED = "All registered cameras, from the first stop to the last."
NO_COVERAGE = "Not stated: there is no time between the first stop and the last."


def route_html(report: RouteReport, prepared: datetime | None = None) -> str:
    """The page; `prepared` (now, unless given) is printed on it.

    Everything that comes from users (names, addresses) is escaped; the page's policy forbids it any request.
    """
    route, zone = report.route, report.zone
    prepared = prepared or datetime.now(UTC)
    return _template().render(
        title=words.title(route),
        period=words.period(route, zone),
        zone=words.zone_name(route.start, zone),
        not_an_identification=words.NOT_AN_IDENTIFICATION,
        still=_base64(route_picture(report)),
        grid_m=grid_spacing_m(frame_of([stop.camera.point for stop in route.stops])),
        stops=[_stop(stop, zone) for stop in route.stops],
        legs=[_leg(leg) for leg in route.legs],
        coverage=f"{COVERED} {report.coverage.sentence()}" if report.coverage else NO_COVERAGE,
        lower_bound=words.LOWER_BOUND,
        limits=words.limits_note(report.limits),
        prepared=f"{local_time(prepared, zone)}, {words.zone_name(prepared, zone)},",
        version=__version__,
        deck=_inside_script(route_deck(route, report.streets).to_json()),
        library=(files("pydeck") / "nbextension" / "static" / "index.js").read_text(encoding="utf-8"),
    )


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("route_page.html.j2")


def _stop(stop: Stop, zone: ZoneInfo) -> dict[str, Any]:
    return {
        **stop.to_json(),
        "crop": _base64(stop.crop) if stop.crop else None,
        "time": local_time(stop.sighting.time, zone),
        "similarity": words.similarity(stop.similarity),
    }


def _leg(leg: Leg) -> dict[str, Any]:
    shown = {"distance": words.distance(leg), "duration": words.duration(leg), "speed": words.speed(leg)}
    return {"from": leg.start.number, "to": leg.end.number, "reason": leg.reason, **shown}


def _inside_script(json_text: str) -> str:
    """JSON that cannot end the script element it stands in, whatever a camera is called."""
    return json_text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
