"""A street's cameras (see conftest), each sighting as alike to others as its direction in the plane says."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viscoper.catalog.cameras import Camera
from viscoper.gallery.schema import Hit, StoredSighting
from viscoper.search import rivals
from viscoper.search.ground import Floats
from viscoper.search.plausibility import Presence, presences
from viscoper.search.rivals import goes_with_others, plausible_order
from viscoper.search.route import SpeedLimits

LIMITS = SpeedLimits(person_kmh=38, vehicle_kmh=200, camera_reach_m=10)
NONE = math.nan
Street = dict[str, Camera]
SightingMaker = Callable[..., StoredSighting]


def looking(sighting: StoredSighting, degrees: float) -> Hit:
    """A hit whose similarity to another is the cosine of the angle between them; the query's is 0 degrees."""
    angle = math.radians(degrees)
    return Hit(sighting, math.cos(angle), np.array([math.cos(angle), math.sin(angle)], np.float32))


def relevances_of(hits: list[Hit], street: Street, seen: list[Presence]) -> Floats:
    cameras = [street[hit.sighting.camera_id] for hit in hits]
    return plausible_order(np.array([hit.similarity for hit in hits]), hits, cameras, seen, LIMITS)[0]


def ranked(hits: list[Hit], street: Street, seen: list[Presence]) -> list[str]:
    return [hits[row].sighting.sighting_id for row in np.argsort(-relevances_of(hits, street, seen), kind="stable")]


@pytest.mark.parametrize(
    ("mutual", "means"),
    [
        pytest.param(
            [[NONE, 0.9, 0.6], [0.9, NONE, 0.5], [0.6, 0.5, NONE]], [0.75, 0.7, 0.55], id="fewer than counted"
        ),
        pytest.param([[9, 1, 2, 3, 4]] * 5, [16 / 3] * 5, id="the best of more"),
        pytest.param([[NONE, 0.4], [NONE, NONE]], [0.4, 0.4], id="one has no others"),
        pytest.param([[NONE]], [0], id="one alone"),
    ],
)
def test_how_well_each_goes_with_others(mutual: list[list[float]], means: list[float]) -> None:
    np.testing.assert_allclose(goes_with_others(np.array(mutual)), means)


@pytest.mark.parametrize(
    ("others", "first"),
    [
        pytest.param([], "m500-900", id="nobody else: the one more alike"),
        pytest.param([("m100", 2, -22)], "m100-900", id="a twin was elsewhere when the query was seen"),
        pytest.param([("m100", 2, 150)], "m500-900", id="that was somebody who looks otherwise"),
        pytest.param([("m500", 2, -22)], "m500-900", id="what the same camera has seen says nothing"),
        pytest.param([("m100", 600, -22)], "m500-900", id="it may itself be the one searched for"),
        pytest.param([("m20000", 2, -22)], "m500-900", id="the twin cannot have come so fast"),
    ],
)
def test_what_goes_better_with_another_comes_later(
    street: Street, sighting: SightingMaker, others: list[tuple[str, float, float]], first: str
) -> None:
    # One looks a little less alike than another; many look otherwise, any of whom may be the one searched for.
    two = [looking(sighting("m500", 900), -20), looking(sighting("m100", 900), 32)]
    crowd = [looking(sighting("m1000", 2000 + degrees), degrees) for degrees in range(-120, 121, 30) if degrees]
    seen = presences([sighting("m0", 0)], street)
    hits = [*two, *crowd, *(looking(sighting(camera, second), degrees) for camera, second, degrees in others)]
    assert next(name for name in ranked(hits, street, seen) if name in ("m500-900", "m100-900")) == first


def test_what_was_liked_is_nobodys_rival(street: Street, sighting: SightingMaker) -> None:
    liked = sighting("m0", 0)
    hits = [looking(liked, -15), looking(sighting("m500", 900), -15), looking(sighting("m100", 900), 20)]
    assert ranked(hits, street, presences([liked], street)) == ["m0-0", "m500-900", "m100-900"]


sighted = st.tuples(st.sampled_from(["m0", "m100", "m500", "m1000"]), st.integers(0, 900), st.integers(-90, 90))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(sighted, min_size=1, max_size=9, unique_by=lambda each: each[:2]), st.data())
def test_whatever_is_found_has_one_order(
    street: Street, sighting: SightingMaker, found: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    hits = [looking(sighting(camera, second), degrees) for camera, second, degrees in found]
    seen = presences([sighting("m0", 0)], street)
    relevance = relevances_of(hits, street, seen)
    assert np.isfinite(relevance).all()
    other = data.draw(st.permutations(range(len(hits))))
    np.testing.assert_allclose(relevances_of([hits[n] for n in other], street, seen), relevance[other], atol=1e-9)


def test_what_is_far_down_the_list_stays_there(
    street: Street, sighting: SightingMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rivals, "HEAD", 3)
    hits = [looking(sighting(f"m{metres}", 900), degrees) for metres, degrees in ((100, 20), (500, 21), (1000, 22))]
    hits += [looking(sighting("m15", 100 + degrees), degrees) for degrees in (24, 25, 26)]
    names = [hit.sighting.sighting_id for hit in hits]
    assert ranked(hits, street, presences([sighting("m0", 0)], street))[3:] == names[3:]
