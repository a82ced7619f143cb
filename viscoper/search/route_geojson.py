"""A route as GeoJSON (RFC 7946): a point for each stop and a line for each leg, longitude first."""

from typing import Any

from viscoper.catalog.geography import Point
from viscoper.search.route import Route


def route_geojson(route: Route) -> dict[str, Any]:
    """A FeatureCollection; properties as in Route.to_json, with `feature` "stop" or "leg".

    A leg between two sightings of one camera has no extent, hence no geometry (null, RFC 7946 section 3.2).
    """
    stops = [
        _feature("stop", {"type": "Point", "coordinates": _position(stop.camera.point)}, stop.to_json())
        for stop in route.stops
    ]
    legs = [_feature("leg", _line(leg.start.camera.point, leg.end.camera.point), leg.to_json()) for leg in route.legs]
    return {"type": "FeatureCollection", "features": stops + legs}


def _feature(what: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"feature": what, **properties}}


def _line(start: Point, end: Point) -> dict[str, Any] | None:
    if start == end:
        return None
    if abs(start.longitude - end.longitude) <= 180:
        return {"type": "LineString", "coordinates": [_position(start), _position(end)]}
    return {"type": "MultiLineString", "coordinates": _cut_at_date_line(start, end)}


def _cut_at_date_line(start: Point, end: Point) -> list[list[list[float]]]:
    """RFC 7946 section 3.1.9: a line across the 180th meridian is cut there in two."""
    side = 180.0 if start.longitude > 0 else -180.0
    way = 360 - abs(start.longitude - end.longitude)
    latitude = start.latitude + (end.latitude - start.latitude) * abs(side - start.longitude) / way
    return [[_position(start), _position(Point(side, latitude))], [_position(Point(-side, latitude)), _position(end)]]


def _position(point: Point) -> list[float]:
    """A tenth of a millionth of a degree is a centimetre."""
    return [round(point.longitude, 7), round(point.latitude, 7)]
