"""/v1/routes: kept, shown, exported."""

import csv
import io
import json

import pytest

from ray_apps.client import Client, Search
from viscoper.errors import UsageError


@pytest.fixture(scope="module")
def search(api: Client, picture: bytes, indexed: None) -> Search:
    return api.create_search([api.upload_query("query.jpg", picture).query_id], kind="person")


@pytest.fixture(scope="module")
def chosen(api: Client, search: Search, names: dict[str, str]) -> list[str]:
    """One at each of two cameras, the later first, one of them twice."""
    matches = {m.sighting.camera: m.sighting for m in reversed(api.matches(search.search_id).items)}
    pair = sorted((matches["north gate"], matches["south gate"]), key=lambda each: each.time, reverse=True)
    return [pair[0].sighting_id, pair[1].sighting_id, pair[0].sighting_id]


def test_a_route_is_kept(api: Client, search: Search, chosen: list[str]) -> None:
    route = api.create_route(chosen, search.search_id)
    assert [stop.number for stop in route.stops] == [1, 2]
    times = [stop.sighting.time for stop in route.stops]
    assert times == sorted(times)
    alike = {match.sighting.sighting_id: match.similarity for match in api.matches(search.search_id).items}
    for stop in route.stops:
        assert stop.similarity == pytest.approx(alike[stop.sighting.sighting_id], abs=2e-3)
    assert (route.legs[0].start, route.legs[0].end) == (1, 2) and 200 < route.legs[0].distance_m < 280
    assert api.route(route.route_id) == route and api.routes(limit=1).items == [route]
    assert api.create_route(chosen[:1]).stops[0].similarity is None


def test_a_route_as_files(api: Client, search: Search, chosen: list[str]) -> None:
    route = api.create_route(chosen, search.search_id)
    assert b"<html" in api.route_file(route.route_id, "html")
    assert len(json.loads(api.route_file(route.route_id, "geojson"))["features"]) == 3
    rows = list(csv.DictReader(io.StringIO(api.route_file(route.route_id, "csv").decode("utf-8-sig"))))
    assert [row["sighting_id"] for row in rows] == [stop.sighting.sighting_id for stop in route.stops]
    assert float(rows[1]["distance_m"]) == route.legs[0].distance_m and rows[0]["distance_m"] == ""


def test_a_route_of_nothing_is_refused(api: Client, chosen: list[str]) -> None:
    with pytest.raises(UsageError, match="there is no sighting nobody"):
        api.create_route([*chosen, "nobody"])
    with pytest.raises(UsageError, match="sighting_ids"):
        api.create_route([])
    with pytest.raises(UsageError, match="there is no search none"):
        api.create_route(chosen, "none")
    with pytest.raises(UsageError, match="there is no route none"):
        api.route("none")
    with pytest.raises(UsageError, match="route_id"):
        api.route_file("none", "pdf")
