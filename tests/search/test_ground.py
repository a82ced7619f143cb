"""From boxes to places, by pictures of people whose places are known."""

import math
from datetime import timedelta

import pytest

from tests.search.conftest import NINE, SightingMaker
from viscoper.catalog.cameras import Camera
from viscoper.catalog.geography import Point
from viscoper.gallery.schema import StoredEnd
from viscoper.search.ground import ways

HERE = Point(127.0, 37.5)
FOCAL = 640 / (2 * math.tan(math.radians(30)))  # pixels, of a picture 640 wide and a view of 60 degrees


def end(second: float, ahead: float, aside: float, tall: float = 1.7) -> StoredEnd:
    """Somebody `ahead` metres before the camera and `aside` to its right."""
    height = FOCAL * tall / ahead
    width = height / 3
    x = 320 + FOCAL * aside / ahead - width / 2
    return StoredEnd(NINE + timedelta(seconds=second), (round(x), 50, round(width), round(height)))


@pytest.mark.parametrize(
    ("azimuth", "entry", "exit"),
    [
        pytest.param(0, (2, 10), (-3, 15), id="looks north"),
        pytest.param(90, (10, -2), (15, 3), id="looks east"),
        pytest.param(180, (-2, -10), (3, -15), id="looks south"),
        pytest.param(225, (-8.5, -5.7), (-8.5, -12.7), id="looks south-west"),
    ],
)
def test_places_on_the_ground(
    sighting: SightingMaker, azimuth: float, entry: tuple[float, float], exit: tuple[float, float]
) -> None:
    seen = sighting("gate", 0, entry=end(1, 10, 2), exit=end(4, 15, -3))
    way = ways([seen], [Camera("gate", *HERE, azimuth=azimuth)], HERE)
    assert way.entry[0] == pytest.approx(entry, abs=0.3)
    assert way.exit[0] == pytest.approx(exit, abs=0.3)
    assert way.exit_s[0] - way.entry_s[0] == 3


def test_a_camera_elsewhere(sighting: SightingMaker) -> None:
    camera = Camera("gate", HERE.longitude + 0.001, HERE.latitude - 0.001, azimuth=0)
    way = ways([sighting("gate", 0, entry=end(0, 10, 0), exit=end(0, 10, 0))], [camera], HERE)
    assert way.entry[0] == pytest.approx((88.2, -111.2 + 10), abs=0.3)


def test_a_bus_is_taller(sighting: SightingMaker) -> None:
    place = end(0, 20, 0, tall=3.0)
    bus = sighting("gate", 0, "vehicle", label="bus", entry=place, exit=place)
    way = ways([bus], [Camera("gate", *HERE, azimuth=0)], HERE)
    assert way.entry[0] == pytest.approx((0, 20), abs=0.3) and way.vehicle.tolist() == [True]


def test_a_car_is_not_as_tall_and_a_far_one_is_blurred(sighting: SightingMaker) -> None:
    near, far = end(0, 20, 0, tall=1.5), end(5, 60, 0, tall=1.5)
    way = ways([sighting("gate", 0, "vehicle", entry=near, exit=far)], [Camera("gate", *HERE, azimuth=0)], HERE)
    assert way.entry[0] == pytest.approx((0, 20), abs=0.5) and way.exit[0] == pytest.approx((0, 60), abs=3)
    assert way.blur_m[0] == pytest.approx(2 * 60 / (FOCAL * 1.5 / 60), rel=0.1), "two of 14 pixels"


def test_what_is_not_known(sighting: SightingMaker) -> None:
    """Which way the camera looks; where somebody was whose track's ends were not kept."""
    place = end(0, 10, 0)
    seen = [sighting("gate", 0, entry=place, exit=place), sighting("gate", 1)]
    way = ways(seen, [Camera("gate", *HERE), Camera("gate", *HERE, azimuth=0)], HERE)
    assert all(math.isnan(each) for each in way.entry_s)
    assert len(ways([], [], HERE).entry_s) == 0
