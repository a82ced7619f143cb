"""A route as a table for spreadsheets: a row for each stop, with the leg that led to it."""

import csv
import io
from zoneinfo import ZoneInfo

from viscoper.clock import local_time
from viscoper.search.route import Route

COLUMNS = (
    "stop", "camera", "address", "longitude", "latitude", "time", "zone", "kind", "similarity",
    "distance_m", "seconds", "kmh", "plausible", "reason", "sighting_id",
)  # fmt: skip
# A cell that begins so is a formula to a spreadsheet, whoever wrote it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def route_csv(route: Route, zone: ZoneInfo) -> bytes:
    """UTF-8 with the mark by which Excel knows it; distance to reason are of the leg from the stop before."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for stop, leg in zip(route.stops, [None, *route.legs], strict=True):
        likeness = "" if stop.similarity is None else f"{stop.similarity:.4f}"
        way: tuple[object, ...] = ("",) * 5
        if leg:
            kmh = "" if leg.kmh is None else f"{leg.kmh:.1f}"
            way = (f"{leg.distance_m:.1f}", f"{leg.seconds:.3f}", kmh, "yes" if leg.plausible else "no", leg.reason)
        camera, sighting = stop.camera, stop.sighting
        writer.writerow(
            (
                stop.number, _text(camera.name), _text(camera.address), camera.longitude, camera.latitude,
                local_time(sighting.time, zone), zone.key, sighting.kind, likeness, *way, sighting.sighting_id,
            )
        )  # fmt: skip
    return table.getvalue().encode("utf-8-sig")


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
