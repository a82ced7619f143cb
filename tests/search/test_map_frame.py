from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viscoper.catalog.geography import Point
from viscoper.search.map_frame import LEAST_SIDE_M, Place, frame_of, grid, grid_spacing_m, places_of
from viscoper.search.route_report import RouteReport

POINTS = st.lists(st.builds(Point, st.floats(126, 130), st.floats(33, 38.5)), min_size=1, max_size=8)


@given(points=POINTS, ratio=st.floats(0.3, 3))
def test_the_frame_holds_every_point_and_has_the_shape_asked(points: list[Point], ratio: float) -> None:
    frame = frame_of(points).widened(ratio)
    assert all(frame.west < p.longitude < frame.east and frame.south < p.latitude < frame.north for p in points)
    width, height = frame.size_m
    assert width / height == pytest.approx(ratio, rel=1e-6)
    assert min(width, height) >= LEAST_SIDE_M * 0.999


@given(points=POINTS)
def test_the_grid_is_round_and_neither_dense_nor_empty(points: list[Point]) -> None:
    frame = frame_of(points)
    spacing = grid_spacing_m(frame)
    assert str(spacing).rstrip("0") in ("1", "2", "5")
    across = max(frame.size_m) / spacing
    assert 5 <= across <= 12.5
    for longitude, latitude in (point for line in grid(frame, spacing) for point in line):
        assert frame.west - 1e-9 <= longitude <= frame.east + 1e-9
        assert frame.south - 1e-9 <= latitude <= frame.north + 1e-9


def test_stops_at_one_camera_share_a_place(report: RouteReport) -> None:
    assert [place.numbers for place in places_of(report.route)] == [[1, 5], [2], [3], [4]]


@pytest.mark.parametrize(
    ("numbers", "label"), [([3], "3"), ([1, 2], "1,2"), ([1, 2, 3], "1-3"), ([1, 4, 5, 6, 9], "1,4-6,9")]
)
def test_the_label_of_a_place(numbers: list[int], label: str) -> None:
    place = Place(Point(127, 37), "gate", [])
    assert replace(place, numbers=numbers).label == label
