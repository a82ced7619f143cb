"""Ways along a street: a camera 0 m from the start, others as far as their ids say."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from tests.search.conftest import NINE
from viscoper.catalog.cameras import Camera
from viscoper.errors import UsageError
from viscoper.gallery.schema import StoredSighting
from viscoper.search.plausibility import Presence, parse_presence, plausibility, presences, relevances
from viscoper.search.route import SpeedLimits

LIMITS = SpeedLimits(person_kmh=38, vehicle_kmh=200, camera_reach_m=10)
Street = dict[str, Camera]
SightingMaker = Callable[..., StoredSighting]


@pytest.mark.parametrize(
    ("camera", "second", "kind", "least", "most"),
    [
        ("m0", 5, "person", 1, 1),
        ("m15", 0, "person", 1, 1),
        ("m100", 75, "person", 0.99, 1),
        ("m1000", 9000, "person", 1, 1),
        ("m500", 216, "person", 0.4, 0.5),
        ("m500", -216, "person", 0.4, 0.5),
        ("m500", 120, "person", 0.001, 0.1),
        ("m100", 32, "person", 0.13, 0.3),
        ("m500", 40, "person", 0, 0),
        ("m500", 0, "person", 0, 0),
        ("m500", 40, "vehicle", 1, 1),
        ("m500", 14, "vehicle", 0.2, 0.5),
        ("m20000", 120, "vehicle", 0, 0),
    ],
    ids=[
        "same camera", "within both cameras' reach", "at a walk", "after hours", "in a hurry", "in a hurry, before",
        "running", "part of the way may lie in the views", "faster than anyone runs", "at two places at once",
        "driving", "speeding", "faster than anyone drives",
    ],
)  # fmt: skip
def test_how_plausible_a_way_is(
    street: Street, sighting: SightingMaker, camera: str, second: float, kind: str, least: float, most: float
) -> None:
    seen = [Presence(street["m0"].point, NINE)]
    found = plausibility(sighting(camera, second, kind), street[camera].point, seen, LIMITS)
    assert found is not None
    assert least <= round(found, 9) <= most


def test_nothing_known_says_nothing(street: Street, sighting: SightingMaker) -> None:
    assert plausibility(sighting("m500", 1), street["m500"].point, [], LIMITS) is None


def test_the_least_plausible_way_counts(street: Street, sighting: SightingMaker) -> None:
    seen = presences([sighting("m500", 0), sighting("m0", 600)], street)
    assert plausibility(sighting("m500", 620), street["m500"].point, seen, LIMITS) == 0
    assert plausibility(sighting("m500", 620), street["m500"].point, seen[:1], LIMITS) == pytest.approx(1)


def test_another_track_in_the_same_picture_is_another_object(street: Street, sighting: SightingMaker) -> None:
    lasting = {"first_time": NINE, "last_time": NINE + timedelta(seconds=9)}
    seen = presences([sighting("m0", 1, **lasting)], street)
    assert plausibility(sighting("m0", 2, **lasting), street["m0"].point, seen, LIMITS) == 0
    assert plausibility(sighting("m0", 1, **lasting), street["m0"].point, seen, LIMITS) == 1


def test_a_camera_that_is_gone_says_nothing(street: Street, sighting: SightingMaker) -> None:
    assert presences([sighting("elsewhere", 0)], street) == []


@pytest.mark.parametrize(
    ("similarities", "plausibilities", "order"),
    [
        ([0.9, 0.8, 0.7], [1.0, 1.0, 1.0], [0, 1, 2]),
        ([0.9, 0.8, 0.7], [0.0, 1.0, 1.0], [1, 2, 0]),
        ([0.9, 0.8, 0.7], [0.8, 1.0, 1.0], [0, 1, 2]),
        ([9.0, 8.0, 7.0], [0.0, 1.0, 1.0], [1, 2, 0]),
        ([0.9, 0.8, 0.7], [0.0, 0.0, 0.0], [0, 1, 2]),
        ([0.5], [0.0], [0]),
    ],
    ids=["all plausible", "the first impossible", "a little less", "any scale", "none possible", "one alone"],
)
def test_what_plausibility_does_to_the_order(
    similarities: list[float], plausibilities: list[float], order: list[int]
) -> None:
    found = relevances(np.array(similarities, np.float32), np.array(plausibilities))
    assert np.argsort(-found, kind="stable").tolist() == order
    assert np.isfinite(found).all()


def test_reading_a_place_and_time() -> None:
    seen = parse_presence("127.0276,37.4979@2026-05-01T09:00:00+09:00")
    assert (seen.point.longitude, seen.point.latitude, seen.time) == (127.0276, 37.4979, NINE)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("127.0276,37.4979", "is no place and time"),
        ("127.0276@2026-05-01T09:00:00Z", "is not a point"),
        ("127.0276,37.4979@nine", "is not a time"),
        ("127.0276,37.4979@2026-05-01T09:00:00", "has no zone"),
    ],
    ids=["no time", "half a point", "a word", "no zone"],
)
def test_what_is_no_place_and_time(text: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        parse_presence(text)
