"""Coverage adds up, whatever the segments: checked on every input hypothesis can think of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment, State
from viscoper.errors import UsageError
from viscoper.search.coverage import Amounts, find_coverage, measure_coverage
from viscoper.search.intervals import length, union, without
from viscoper.search.select import Selection

NINE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
CAMERAS = [Camera("gate", 127, 37, camera_id="g"), Camera("hall", 127, 37.001, camera_id="h")]
MINUTE = timedelta(minutes=1)


def at(minute: float) -> datetime:
    return NINE + minute * MINUTE


def segment(camera_id: str, start: float, end: float, state: str, recipe: str = "r") -> Segment:
    name = f"{camera_id} {start} {end} {state}"
    return Segment(
        name, camera_id, at(start), at(end), "a.mp4", "k", name, 640, 360, 10.0, 1.0,
        state=State(state), recipe=recipe, reason="broken" if state == "failed" else "",
    )  # fmt: skip


TICKS = st.integers(0, 60).map(lambda seconds: seconds / 4)
SPANS = st.tuples(TICKS, TICKS).filter(lambda span: span[0] < span[1])
SEGMENTS = st.lists(
    st.builds(
        lambda camera, span, state, recipe: segment(camera, *span, state, recipe),
        st.sampled_from(["g", "h", "not selected"]),
        SPANS,
        st.sampled_from([str(state) for state in State]),
        st.sampled_from(["r", "other"]),
    ),
    max_size=12,
)


@given(segments=SEGMENTS, window=SPANS)
def test_the_parts_fill_the_window_of_every_camera(segments: list[Segment], window: tuple[float, float]) -> None:
    selection = Selection(CAMERAS, at(window[0]), at(window[1]))
    coverage = measure_coverage(selection, segments, "r")
    for amounts in coverage.per_camera:
        assert amounts.missing is not None
        assert timedelta() <= amounts.other_settings <= amounts.searched
        parts = (amounts.searched, amounts.to_index, amounts.failed, amounts.missing)
        assert min(parts) >= timedelta()
        assert sum(parts, timedelta()) == at(window[1]) - at(window[0])
    assert coverage.total.missing == sum((a.missing or timedelta() for a in coverage.per_camera), timedelta())


def moments(segments: Sequence[Segment], camera_id: str, states: Sequence[str]) -> set[int]:
    """Quarter minutes inside a segment of these states: the slow, obvious way."""
    return {
        tick
        for each in segments
        if each.camera_id == camera_id and each.state in states
        for tick in range(60)
        if each.start <= at(tick / 4) < each.end
    }


@given(segments=SEGMENTS)
def test_each_moment_counts_once_as_the_best_that_holds(segments: list[Segment]) -> None:
    coverage = measure_coverage(Selection(CAMERAS), segments)
    for camera, amounts in zip(CAMERAS, coverage.per_camera, strict=True):
        searched = moments(segments, camera.camera_id, ["indexed"])
        to_index = moments(segments, camera.camera_id, ["registered", "indexing"]) - searched
        failed = moments(segments, camera.camera_id, ["failed"]) - searched - to_index
        expected = [len(part) * MINUTE / 4 for part in (searched, to_index, failed)]
        assert [amounts.searched, amounts.to_index, amounts.failed] == expected
        assert amounts.missing is None


@given(segments=SEGMENTS, window=SPANS)
def test_indexing_more_never_lowers_what_is_searched(segments: list[Segment], window: tuple[float, float]) -> None:
    selection = Selection(CAMERAS, at(window[0]), at(window[1]))
    before = measure_coverage(selection, segments).total
    after = measure_coverage(selection, [*segments, segment("g", 3, 9, "indexed")]).total
    assert after.searched >= before.searched
    assert (after.missing or timedelta()) <= (before.missing or timedelta())


@pytest.mark.parametrize(
    ("segments", "searched", "to_index", "failed", "missing"),
    [
        ([], 0, 0, 0, 10),
        ([(0, 10, "indexed")], 10, 0, 0, 0),
        ([(0, 5, "indexed"), (5, 10, "indexed")], 10, 0, 0, 0),
        ([(0, 6, "indexed"), (4, 10, "indexed")], 10, 0, 0, 0),
        ([(0, 6, "indexed"), (4, 10, "failed")], 6, 0, 4, 0),
        ([(0, 10, "failed"), (2, 3, "registered")], 0, 1, 9, 0),
        ([(-5, 2, "indexed"), (8, 20, "indexing")], 2, 2, 0, 6),
        ([(-5, 0, "indexed"), (10, 20, "indexed")], 0, 0, 0, 10),
        ([(2, 8, "indexed"), (3, 4, "indexed")], 6, 0, 0, 4),
    ],
    ids=[
        "nothing there",
        "all of it",
        "adjacent",
        "overlapping",
        "failed under searched",
        "to index over failed",
        "across the window's borders",
        "touching from outside",
        "one inside the other",
    ],
)
def test_coverage_of_ten_minutes(
    segments: list[tuple[float, float, str]], searched: int, to_index: int, failed: int, missing: int
) -> None:
    selection = Selection(CAMERAS[:1], at(0), at(10))
    (amounts,) = measure_coverage(selection, [segment("g", *each) for each in segments]).per_camera
    assert amounts == Amounts(searched * MINUTE, to_index * MINUTE, failed * MINUTE, missing * MINUTE)


@given(segments=SEGMENTS)
def test_the_recipe_changes_only_what_is_told_apart(segments: list[Segment]) -> None:
    known = measure_coverage(Selection(CAMERAS), segments, "r")
    assert measure_coverage(Selection(CAMERAS), segments).total == replace(known.total, other_settings=timedelta())
    for camera, amounts in zip(CAMERAS, known.per_camera, strict=True):
        mine, all_searched = (
            moments([each for each in segments if each.recipe in recipes], camera.camera_id, ["indexed"])
            for recipes in (["r"], ["r", "other"])
        )
        assert amounts.other_settings == len(all_searched - mine) * MINUTE / 4


@pytest.mark.parametrize(
    ("recipe", "other_settings"),
    [(None, 0), ("r", 2), ("other", 1), ("third", 4)],
    ids=["any recipe will do", "this one first", "the other one first", "neither"],
)
def test_what_another_recipe_indexed_is_searched_and_told_apart(recipe: str | None, other_settings: int) -> None:
    segments = [segment("g", 0, 2, "indexed", "r"), segment("g", 1, 4, "indexed", "other")]
    (amounts,) = measure_coverage(Selection(CAMERAS[:1]), segments, recipe).per_camera
    assert amounts == Amounts(searched=4 * MINUTE, other_settings=other_settings * MINUTE)


def test_json_and_sentence() -> None:
    indexed = [segment("g", 0, 3, "indexed"), segment("g", 3, 4, "indexed", "other")]
    segments = [*indexed, segment("g", 6, 7, "failed"), segment("h", 0, 2, "registered")]
    coverage = measure_coverage(Selection(CAMERAS, at(0), at(10)), segments, "r")
    assert coverage.to_json() == {
        "from": "2026-05-01T09:00:00.000Z",
        "to": "2026-05-01T09:10:00.000Z",
        "cameras": 2,
        "minutes": {"searched": 4, "to_index": 2, "failed": 1, "missing": 13, "other_settings": 1},
        "per_camera": [
            {"camera": "gate", "searched": 4, "to_index": 0, "failed": 1, "missing": 5, "other_settings": 1},
            {"camera": "hall", "searched": 0, "to_index": 2, "failed": 0, "missing": 8, "other_settings": 0},
        ],
        "failed_segments": [
            {
                "segment_id": "g 6 7 failed",
                "camera": "gate",
                "start": "2026-05-01T09:06:00.000Z",
                "end": "2026-05-01T09:07:00.000Z",
                "reason": "broken",
            }
        ],
    }
    assert coverage.sentence() == (
        "Of 2 cameras: 4.0 camera-minutes searched (of it 1.0 indexed with other settings; `viscoper index` does it "
        "anew), 2.0 camera-minutes still to index, 1.0 camera-minutes failed, 13.0 camera-minutes without footage."
    )


def test_without_a_window_nothing_is_missing() -> None:
    coverage = measure_coverage(Selection(CAMERAS, start=at(0)), [segment("g", -1, 4, "indexed")])
    minutes = {"searched": 4, "to_index": 0, "failed": 0, "missing": None, "other_settings": 0}
    assert coverage.to_json()["minutes"] == minutes
    assert coverage.sentence() == "Of 2 cameras: 4.0 camera-minutes searched."


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(UsageError, match=r"the window ends at .* not after its start"):
        Selection(CAMERAS, at(1), at(1))


def test_coverage_from_the_catalog(catalog: Catalog) -> None:
    start, end = at(0), at(2)
    segment_id = catalog.segments.id_of("g", start, "abc")
    catalog.segments.add(Segment(segment_id, "g", start, end, "a.mp4", "k", "abc", 640, 360, 10.0, 120.0))
    selection = Selection(CAMERAS, at(1), at(4))
    assert find_coverage(catalog.segments, selection).total == Amounts(to_index=MINUTE, missing=5 * MINUTE)
    catalog.segments.claim([segment_id], "worker", 1)
    catalog.segments.finish(segment_id, "worker", 3, "r")
    assert find_coverage(catalog.segments, selection, "r").total == Amounts(searched=MINUTE, missing=5 * MINUTE)


INTERVALS = st.lists(st.tuples(TICKS, TICKS).map(lambda span: (at(span[0]), at(span[1]))), max_size=8)


@given(kept=INTERVALS, taken=INTERVALS)
def test_intervals_agree_with_sets_of_moments(
    kept: list[tuple[datetime, datetime]], taken: list[tuple[datetime, datetime]]
) -> None:
    def ticks(intervals: list[tuple[datetime, datetime]]) -> set[int]:
        return {tick for start, end in intervals for tick in range(60) if start <= at(tick / 4) < end}

    left = without(kept, taken)
    assert ticks(left) == ticks(kept) - ticks(taken)
    assert length(left) == len(ticks(left)) * MINUTE / 4
    assert left == union(left)
