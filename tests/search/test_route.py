from collections.abc import Callable
from datetime import timedelta

import pytest

from viscoper.catalog.cameras import Camera
from viscoper.errors import CatalogError, UsageError
from viscoper.gallery.schema import StoredSighting
from viscoper.search.route import SpeedLimits, build_route
from viscoper.settings import Settings

LIMITS = SpeedLimits(person_kmh=38, vehicle_kmh=200, camera_reach_m=10)
Maker = Callable[..., StoredSighting]


def test_the_settings_limits() -> None:
    assert SpeedLimits.of(Settings()) == LIMITS


def test_stops_are_numbered_in_time_order(street: dict[str, Camera], sighting: Maker) -> None:
    chosen = [sighting("m500", 300), sighting("m0", 0), sighting("m1000", 700), sighting("m0", 0)]
    route = build_route(chosen, street, LIMITS, {"m0-0": b"jpeg"}, {"m500-300": 0.87})
    assert [(stop.number, stop.camera.camera_id) for stop in route.stops] == [(1, "m0"), (2, "m500"), (3, "m1000")]
    assert [stop.crop for stop in route.stops] == [b"jpeg", None, None]
    assert [stop.similarity for stop in route.stops] == [None, 0.87, None]
    assert (route.end - route.start) == timedelta(seconds=700)


@pytest.mark.parametrize(
    ("kind", "start", "end", "seconds", "kmh", "reason"),
    [
        ("person", "m0", "m100", 60, 6.0, ""),
        ("person", "m0", "m1000", 100, 36.0, ""),
        ("person", "m0", "m1000", 93, 38.7, ""),
        ("person", "m0", "m1000", 90, 40.0, "faster than anyone runs (38 km/h)"),
        ("vehicle", "m0", "m1000", 90, 40.0, ""),
        ("vehicle", "m0", "m20000", 362, 198.9, ""),
        ("vehicle", "m0", "m20000", 350, 205.7, "faster than any vehicle drives (200 km/h)"),
        ("person", "m0", "m500", 0, None, "at the same moment at two places 500 m apart"),
        ("vehicle", "m0", "m500", 0, None, "at the same moment at two places 500 m apart"),
        ("person", "m0", "m15", 0, None, ""),
        ("person", "m0", "m15", 1, 54.0, ""),
        ("person", "m0", "m100", 5, 72.0, "faster than anyone runs (38 km/h)"),
        ("person", "m0", "m0", 30, 0.0, ""),
        ("person", "m0", "m0", 0, 0.0, ""),
    ],
    ids=[
        "walking",
        "running",
        "as fast as the limit, less what the cameras see around them",
        "faster than anyone runs",
        "a vehicle may",
        "a vehicle in flight",
        "faster than any vehicle",
        "a person at two places at once",
        "a vehicle at two places at once",
        "two cameras on one corner see it at once",
        "two cameras on one corner, a second later",
        "a sprint nobody runs",
        "waiting at one camera",
        "the same camera at the same moment",
    ],
)
def test_plausibility(
    street: dict[str, Camera], sighting: Maker, kind: str, start: str, end: str, seconds: float, kmh: float, reason: str
) -> None:
    first = sighting(start, 0, kind, sighting_id="1")
    second = sighting(end, seconds, kind, sighting_id="2", segment_id="another")
    (leg,) = build_route([second, first], street, LIMITS).legs
    assert leg.kmh == (None if kmh is None else pytest.approx(kmh, rel=2e-3))
    assert leg.reason == reason
    assert leg.plausible == (not reason)
    assert leg.distance_m == pytest.approx(float(end[1:]), rel=1e-3)


def test_who_gets_into_a_car_may_move_like_one(street: dict[str, Camera], sighting: Maker) -> None:
    route = build_route([sighting("m0", 0, "person"), sighting("m1000", 60, "vehicle")], street, LIMITS)
    assert route.plausible


@pytest.mark.parametrize(
    ("second_track", "second_segment", "apart", "plausible"),
    [(2, "s", 1, False), (2, "s", 30, True), (1, "s", 1, True), (2, "t", 1, True)],
    ids=["two tracks at once", "two tracks one after the other", "one track", "overlapping recordings"],
)
def test_two_objects_in_one_picture(
    street: dict[str, Camera], sighting: Maker, second_track: int, second_segment: str, apart: float, plausible: bool
) -> None:
    first = sighting("m0", 0, sighting_id="1", segment_id="s", track_id=1)
    second = sighting("m0", apart, sighting_id="2", segment_id=second_segment, track_id=second_track)
    seen_long = {"first_time": first.time, "last_time": first.time + timedelta(seconds=10)}
    first = sighting("m0", 0, sighting_id="1", segment_id="s", track_id=1, **seen_long)
    (leg,) = build_route([first, second], street, LIMITS).legs
    assert leg.plausible == plausible


def test_a_route_of_one_stop_has_no_legs(street: dict[str, Camera], sighting: Maker) -> None:
    route = build_route([sighting("m0", 0)], street, LIMITS)
    assert (len(route.stops), len(route.legs), route.plausible) == (1, 0, True)


def test_a_route_of_nothing_is_refused(street: dict[str, Camera]) -> None:
    with pytest.raises(UsageError, match="at least one sighting"):
        build_route([], street, LIMITS)


def test_a_camera_that_is_gone_is_named(sighting: Maker) -> None:
    with pytest.raises(CatalogError, match="the camera m0 of sighting m0-0 is not in the catalog any more"):
        build_route([sighting("m0", 0)], {}, LIMITS)


def test_json(street: dict[str, Camera], sighting: Maker) -> None:
    route = build_route([sighting("m0", 0), sighting("m500", 0.5)], street, LIMITS, similarities={"m0-0": 0.91234})
    assert route.to_json() == {
        "stops": [
            {
                "number": 1, "sighting_id": "m0-0", "camera": "역삼로 0", "address": "서울 역삼로 0",
                "longitude": 127.0, "latitude": 37.5, "time": "2026-05-01T00:00:00.000Z", "kind": "person",
                "similarity": 0.9123,
            },
            {
                "number": 2, "sighting_id": "m500-0.5", "camera": "역삼로 500", "address": "서울 역삼로 500",
                "longitude": 127.0, "latitude": pytest.approx(37.5045, abs=1e-4),
                "time": "2026-05-01T00:00:00.500Z", "kind": "person", "similarity": None,
            },
        ],
        "legs": [
            {
                "from": 1, "to": 2, "distance_m": 500.0, "seconds": 0.5, "kmh": 3600.0, "plausible": False,
                "reason": "faster than anyone runs (38 km/h)",
            }
        ],
        "plausible": False,
    }  # fmt: skip
