"""Streets to draw under a route: the lines of a GeoJSON file (RFC 7946), as any city's open data give them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from viscoper.catalog.geography import Point, checked_point
from viscoper.errors import UsageError

Line = list[Point]


def load_streets(path: Path) -> list[Line]:
    """All lines and outlines of the file, in longitude and latitude; points are left out.

    Raises UsageError when it is no GeoJSON or has nothing to draw.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        lines = [line for line in _lines(content) if len(line) >= 2]
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(f"{path}: is not GeoJSON") from None
    if not lines:
        raise UsageError(f"{path}: has no lines to draw as streets")
    return lines


def _lines(thing: dict[str, Any]) -> Iterator[Line]:
    coordinates = thing.get("coordinates")
    match thing["type"]:
        case "FeatureCollection":
            for feature in thing["features"]:
                yield from _lines(feature)
        case "Feature":
            if thing["geometry"] is not None:
                yield from _lines(thing["geometry"])
        case "GeometryCollection":
            for geometry in thing["geometries"]:
                yield from _lines(geometry)
        case "LineString":
            yield _line(coordinates)
        case "MultiLineString" | "Polygon":
            yield from map(_line, coordinates or [])
        case "MultiPolygon":
            for polygon in coordinates or []:
                yield from map(_line, polygon)
        case "Point" | "MultiPoint":
            return
        case other:
            raise ValueError(other)


def _line(coordinates: Any) -> Line:
    return [checked_point(float(position[0]), float(position[1])) for position in coordinates]
