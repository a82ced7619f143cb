import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viscoper.footage.timeline import Timeline

CASES: dict[str, tuple[list[int | None], list[float]]] = {
    "even": ([0, 40, 80, 120], [0, 0.04, 0.08, 0.12]),
    "starts late": ([7000, 7040, 7080], [0, 0.04, 0.08]),
    "starts before zero": ([-80, -40, 0], [0, 0.04, 0.08]),
    "uneven": ([0, 10, 1500, 1510], [0, 0.01, 1.5, 1.51]),
    "no stamps at all": ([None, None, None], [0, 0.04, 0.08]),
    "one stamp missing": ([0, None, 80], [0, 0.04, 0.08]),
    "first stamp missing": ([None, 500, 540], [0, 0.04, 0.08]),
    "a stamp repeated": ([0, 40, 40, 120], [0, 0.04, 0.08, 0.12]),
    "clock restarts": ([5000, 5040, 0, 40, 80], [0, 0.04, 0.08, 0.12, 0.16]),
    "clock jumps a day ahead": ([0, 40, 86_400_000, 86_400_040], [0, 0.04, 0.08, 0.12]),
    "pause of a minute": ([0, 40, 60_040, 60_080], [0, 0.04, 60.04, 60.08]),
}


@pytest.mark.parametrize(("stamps", "expected"), CASES.values(), ids=CASES.keys())
def test_seconds_from_stamps(stamps: list[int | None], expected: list[float]) -> None:
    timeline = Timeline(Fraction(1, 1000), 0.04)
    assert [timeline.seconds(stamp) for stamp in stamps] == pytest.approx(expected)


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=50), st.integers(1, 240))
def test_time_always_rises(stamps: list[int | None], fps: int) -> None:
    timeline = Timeline(Fraction(1, 90_000), 1 / fps)
    times = [timeline.seconds(stamp) for stamp in stamps]
    assert all(a < b for a, b in itertools.pairwise(times))
    assert all(time >= 0 for time in times)
