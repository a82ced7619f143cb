"""What maps show: circles of the right size, cameras escaped, the base map by setting."""

import json
from pathlib import Path

import pytest

from streamlit_app.maps import BLUE, GREY, BaseMap, Marker, circle, city_map, marker_layers, view_of
from viscoper.catalog.geography import Point, distance_m
from viscoper.errors import UsageError
from viscoper.settings import Settings

SEOUL = Point(127.03, 37.5)
STREETS = Path(__file__).parents[2] / "demo" / "footage" / "streets.geojson"


@pytest.mark.parametrize("radius", [10.0, 500.0, 20_000.0])
def test_a_circle_is_as_far_from_its_centre_as_it_says(radius: float) -> None:
    assert all(abs(distance_m(SEOUL, corner) - radius) < radius * 0.003 for corner in circle(SEOUL, radius))


def test_no_circle_without_a_radius() -> None:
    with pytest.raises(UsageError, match="radius 0 m"):
        circle(SEOUL, 0)


def marker(colour: list[int], tip: str = "gate") -> Marker:
    return Marker("c1", SEOUL, "gate", colour, tip)


def test_markers_have_their_colour_and_their_text_is_no_markup() -> None:
    names, dots = marker_layers([marker(BLUE), marker(GREY, "<img src=x onerror=alert(1)>\n& more")])
    rows = json.loads(dots.to_json())["data"]
    assert [row["colour"] for row in rows] == [BLUE, GREY]
    assert rows[1]["tip"] == "&lt;img src=x onerror=alert(1)&gt;<br>&amp; more"
    assert names.id == "names"


def test_many_cameras_show_no_names() -> None:
    assert [layer.id for layer in marker_layers([marker(BLUE)] * 61)] == ["cameras"]


def test_the_camera_that_is_shown_lies_large_above_the_others() -> None:
    shown = Marker("c2", SEOUL, "gate", BLUE, "gate", large=True)
    assert [layer.id for layer in marker_layers([shown, marker(BLUE)])] == ["names", "cameras", "large"]


def test_dots_of_a_city_leave_gaps_in_its_view_and_can_be_hit_from_near() -> None:
    (dots,) = marker_layers([marker(BLUE)] * 2700)
    drawn = json.loads(dots.to_json())
    assert drawn["radiusMinPixels"] <= 3 and drawn["radiusMaxPixels"] >= 7


def test_the_view_holds_every_point() -> None:
    near, far = view_of([SEOUL, Point(127.031, 37.501)]), view_of([SEOUL, Point(127.5, 37.9)])
    assert near.zoom > far.zoom and far.longitude == pytest.approx(127.265)


@pytest.mark.parametrize(
    ("settings", "asks"),
    [
        pytest.param({}, None, id="nothing set: a plain ground"),
        pytest.param({"map_streets": STREETS}, None, id="drawn streets"),
        pytest.param({"map_tiles": "https://tiles.example/{z}/{x}/{y}.png"}, "tiles.example", id="tiles"),
        pytest.param({"vworld_key": "ABC-1"}, "api.vworld.kr/req/wmts/1.0.0/ABC-1/Base/{z}/{y}/{x}.png", id="VWorld"),
    ],
)
def test_base_map(settings: dict[str, object], asks: str | None) -> None:
    base = BaseMap.of(Settings(**settings))  # type: ignore[arg-type]
    deck = json.loads(city_map(base, [], [SEOUL]).to_json())
    assert ("https://" in json.dumps(deck)) == (asks is not None)
    assert asks is None or asks in json.dumps(deck["mapStyle"])
    assert bool(base.credit) == (asks is not None)
    assert [layer["id"] for layer in deck["layers"]] == (["streets"] if base.streets else [])
