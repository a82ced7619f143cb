"""The route's GeoJSON holds to RFC 7946."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from viscoper.catalog.cameras import Camera
from viscoper.gallery.schema import StoredSighting
from viscoper.search.route import build_route
from viscoper.search.route_geojson import route_geojson
from viscoper.search.route_report import RouteReport


def check_position(position: Any) -> None:
    longitude, latitude = position
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


def check_geometry(geometry: Any) -> None:
    """RFC 7946 section 3.1, for the kinds a route has."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    assert set(geometry) == {"type", "coordinates"}
    if kind == "Point":
        return check_position(coordinates)
    lines = [coordinates] if kind == "LineString" else coordinates
    assert kind in ("LineString", "MultiLineString")
    for line in lines:
        assert len(line) >= 2
        for position in line:
            check_position(position)
    return None


def test_it_is_a_valid_feature_collection(report: RouteReport) -> None:
    collection = json.loads(json.dumps(route_geojson(report.route), allow_nan=False))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection  # section 4: gone
    for feature in collection["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        assert feature["type"] == "Feature"
        if feature["geometry"] is not None:
            check_geometry(feature["geometry"])


def test_stops_and_legs_come_in_order_with_their_facts(report: RouteReport) -> None:
    features = route_geojson(report.route)["features"]
    stops = [each["properties"] for each in features if each["properties"]["feature"] == "stop"]
    legs = [each["properties"] for each in features if each["properties"]["feature"] == "leg"]
    assert [stop["number"] for stop in stops] == [1, 2, 3, 4, 5]
    assert [(leg["from"], leg["to"], leg["plausible"]) for leg in legs] == [
        (1, 2, True), (2, 3, True), (3, 4, False), (4, 5, True),
    ]  # fmt: skip
    assert features[0]["geometry"]["coordinates"] == [127.0, 37.5]


def test_a_leg_that_stays_at_its_camera_has_no_geometry(
    report: RouteReport, street: dict[str, Camera], sighting: Callable[..., StoredSighting]
) -> None:
    route = build_route([sighting("m0", 0), sighting("m0", 90)], street, report.limits)
    assert route_geojson(route)["features"][2]["geometry"] is None


@pytest.mark.parametrize(("start", "end"), [(179.9, -179.8), (-179.8, 179.9)], ids=["eastward", "westward"])
def test_a_leg_across_the_date_line_is_cut(
    report: RouteReport, sighting: Callable[..., StoredSighting], start: float, end: float
) -> None:
    cameras = {
        "a": Camera("a", start, 10.0, camera_id="a"),
        "b": Camera("b", end, 13.0, camera_id="b"),
    }
    route = build_route([sighting("a", 0), sighting("b", 9000)], cameras, report.limits)
    geometry = route_geojson(route)["features"][2]["geometry"]
    check_geometry(geometry)
    (first, border), (other_border, last) = geometry["coordinates"]
    assert (first[0], last[0]) == (start, end)
    assert {border[0], other_border[0]} == {180.0, -180.0}
    assert border[0] * start > 0
    assert border[1] == other_border[1] == pytest.approx(11.0 if start > 0 else 12.0)
