"""Ways along a street: a camera 0 m from the start, others as far as their ids say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.search.conftest import NINE
from viscoper.catalog.cameras import Camera
from viscoper.errors import UsageError
from viscoper.gallery.schema import StoredEnd, StoredSighting
from viscoper.search.plausibility import (
    Presence,
    parse_presence,
    plausibilities,
    plausible_weight,
    presences,
    relevances,
)
from viscoper.search.route import SpeedLimits

LIMITS = SpeedLimits(person_kmh=38, vehicle_kmh=200, camera_reach_m=10)
Street = dict[str, Camera]
SightingMaker = Callable[..., StoredSighting]


def plausibility(sighting: StoredSighting, street: Street, seen: list[Presence]) -> float:
    return float(plausibilities([sighting], [street[sighting.camera_id]], seen, LIMITS)[0])


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
    assert least <= round(plausibility(sighting(camera, second, kind), street, seen), 9) <= most


def test_the_least_plausible_way_counts(street: Street, sighting: SightingMaker) -> None:
    seen = presences([sighting("m500", 0), sighting("m0", 600)], street)
    assert plausibility(sighting("m500", 620), street, seen) == 0
    assert plausibility(sighting("m500", 620), street, seen[:1]) == pytest.approx(1)


def test_another_track_in_the_same_picture_is_another_object(street: Street, sighting: SightingMaker) -> None:
    lasting = {"first_time": NINE, "last_time": NINE + timedelta(seconds=9)}
    seen = presences([sighting("m0", 1, **lasting)], street)
    assert plausibility(sighting("m0", 2, **lasting), street, seen) == 0
    assert plausibility(sighting("m0", 1, **lasting), street, seen) == 1


def walked(sighting: SightingMaker, camera: str, second: float, ahead: tuple[int, int]) -> StoredSighting:
    """Somebody in the middle of a camera's picture for six seconds, as tall there as `ahead` pixels first and last."""
    places = [(320 - tall // 6, 20, tall // 3, tall) for tall in ahead]
    moments = [NINE + timedelta(seconds=second + late) for late in (0, 6)]
    entry, exit = (StoredEnd(*each) for each in zip(moments, places, strict=True))
    return sighting(camera, second + 3, first_time=moments[0], last_time=moments[1], entry=entry, exit=exit)


@pytest.mark.parametrize(
    ("second", "ahead", "least", "most"),
    [
        # Away from m0, which looks north, at 9 to 21 m; m100 looks south, and sees who comes at 31 to 10 m.
        pytest.param(35, (30, 90), 0.9, 1, id="comes to the next camera"),
        pytest.param(75, (90, 30), 0.2, 0.35, id="goes away from it"),
        pytest.param(900, (30, 90), 0.2, 0.21, id="comes a quarter of an hour later"),
    ],
)
def test_who_goes_straight_on_is_likelier(
    street: Street, sighting: SightingMaker, second: float, ahead: tuple[int, int], least: float, most: float
) -> None:
    street |= {"m0": replace(street["m0"], azimuth=0), "m100": replace(street["m100"], azimuth=180)}
    seen = presences([walked(sighting, "m0", 0, (100, 45))], street)
    assert least <= round(plausibility(walked(sighting, "m100", second, ahead), street, seen), 6) <= most


def test_one_before_a_camera_that_looks_nobody_knows_where_lies_between(
    street: Street, sighting: SightingMaker
) -> None:
    street |= {"m0": replace(street["m0"], azimuth=0), "m100": replace(street["m100"], azimuth=180)}
    seen = presences([walked(sighting, "m0", 0, (100, 45))], street)
    others = [walked(sighting, "m100", 75, (90, 30)), sighting("m100", 78), walked(sighting, "m100", 35, (30, 90))]
    away, unknown, on = plausibilities(others, [street["m100"]] * 3, seen, LIMITS)
    assert unknown == pytest.approx(0.5, abs=0.01)
    assert away < 0.4 and on > 0.9


def test_what_was_liked_is_plausible_itself_and_lowers_nobody_alone(street: Street, sighting: SightingMaker) -> None:
    """As where of one camera alone it is known which way it looks."""
    street |= {"m0": replace(street["m0"], azimuth=0)}
    liked = walked(sighting, "m0", 0, (100, 45))
    both = [liked, walked(sighting, "m100", 75, (90, 30))]
    found = plausibilities(both, [street["m0"], street["m100"]], presences([liked], street), LIMITS)
    assert found.tolist() == pytest.approx([1, 1], abs=0.02)


def test_two_in_one_picture_stay_two_where_their_ways_are_known(street: Street, sighting: SightingMaker) -> None:
    street |= {"m0": replace(street["m0"], azimuth=0)}
    beside = replace(walked(sighting, "m0", 0, (100, 45)), track_id=99, sighting_id="beside")
    assert plausibility(beside, street, presences([walked(sighting, "m0", 0, (100, 45))], street)) == 0


def test_where_nobody_knows_which_way_it_went_all_are_alike(street: Street, sighting: SightingMaker) -> None:
    street |= {"m100": replace(street["m100"], azimuth=180)}
    away = walked(sighting, "m100", 75, (90, 30))
    assert plausibility(away, street, presences([walked(sighting, "m0", 0, (100, 45))], street)) > 0.98


def test_the_best_way_of_those_seen_counts(street: Street, sighting: SightingMaker) -> None:
    street |= {name: replace(street[name], azimuth=0) for name in ("m0", "m100")}
    first, next = walked(sighting, "m0", 0, (100, 45)), walked(sighting, "m100", 600, (100, 45))
    last = walked(sighting, "m100", 612, (40, 20))
    assert plausibility(last, street, presences([first], street)) < 0.3
    assert plausibility(last, street, presences([first, next], street)) > 0.8


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
    found = relevances(np.array(similarities), np.array(plausibilities), plausible_weight(np.array(similarities)))
    assert np.argsort(-found, kind="stable").tolist() == order
    assert np.isfinite(found).all()


def test_what_looks_quite_otherwise_does_not_make_plausibility_weigh_more() -> None:
    alike, factors = np.linspace(0.9, 0.7, 10), np.linspace(0.1, 1, 10)
    among_others = np.concatenate([alike, np.full(10, -0.5)])
    weight = plausible_weight(among_others)
    found = relevances(among_others, np.concatenate([factors, np.ones(10)]), weight)
    np.testing.assert_allclose(found[:10], relevances(alike, factors, weight), rtol=1e-6)


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
