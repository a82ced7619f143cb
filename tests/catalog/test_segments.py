import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import FEW, Place, Recorded, Segment, State, segment_id
from viscoper.catalog.tenant import VALUES_AT_ONCE
from viscoper.errors import UsageError

NINE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def segment(catalog: Catalog, camera_id: str = "gate", minute: float = 0, minutes: float = 1) -> Segment:
    start = NINE + timedelta(minutes=minute)
    return Segment(
        segment_id=catalog.segments.id_of(camera_id, start, "abc"),
        camera_id=camera_id,
        start=start,
        end=start + timedelta(minutes=minutes),
        name="clip.mp4",
        key=f"footage/{camera_id}/x.mp4",
        sha256="abc",
        width=640,
        height=360,
        fps=10.0,
        duration_s=60 * minutes,
    )


def test_a_segment_comes_back_as_it_was_added(catalog: Catalog) -> None:
    added = segment(catalog)
    assert catalog.segments.add(added)
    assert catalog.segments.get(added.segment_id) == added
    assert added.state == State.REGISTERED


def test_adding_it_again_changes_nothing(catalog: Catalog) -> None:
    added = segment(catalog)
    catalog.segments.add(added)
    catalog.segments.claim([added.segment_id], "worker", 1)
    assert not catalog.segments.add(added)
    assert catalog.segments.get(added.segment_id).state == State.INDEXING


def test_an_id_that_is_not_the_segments_own_is_refused(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="is not that of its camera, start and content"):
        catalog.segments.add(replace(segment(catalog), segment_id="mine"))


def test_the_id_depends_on_tenant_camera_start_and_content_only() -> None:
    ids = {
        segment_id(tenant, camera, NINE + timedelta(milliseconds=late), content)
        for tenant in ("a", "b")
        for camera in ("c", "d")
        for late in (0, 1)
        for content in ("e", "f")
    }
    assert len(ids) == 16
    seoul = NINE.astimezone(timezone(timedelta(hours=9)))
    assert segment_id("a", "c", NINE, "e") == segment_id("a", "c", seoul, "e")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": datetime(2026, 5, 1)}, "the start of the segment has no zone"),
        ({"end": NINE}, "not after its start"),
        ({"end": NINE - timedelta(seconds=1)}, "not after its start"),
    ],
    ids=["no zone", "no length", "backwards"],
)
def test_a_segment_that_cannot_be_is_refused(catalog: Catalog, fields: dict[str, datetime], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        replace(segment(catalog), **fields)


def test_times_are_kept_in_whole_milliseconds_utc(catalog: Catalog) -> None:
    odd = replace(segment(catalog), end=datetime(2026, 5, 1, 18, 1, 0, 1999, timezone(timedelta(hours=9))))
    catalog.segments.add(odd)
    assert catalog.segments.get(odd.segment_id).end == datetime(2026, 5, 1, 9, 1, 0, 1000, UTC)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (None, None, [0, 1, 5]),
        (0.5, None, [0, 1, 5]),
        (1, 5, [1]),
        (2, 5, []),
        (2, 5.01, [5]),
        (None, 1, [0]),
        (0.2, 0.4, [0]),
        (6, None, []),
    ],
    ids=["no limits", "from the middle", "borders touch", "a gap", "an instant of it", "until", "inside", "after all"],
)
def test_found_are_those_that_share_time(
    catalog: Catalog, start: float | None, end: float | None, found: list[int]
) -> None:
    for minute in (5, 0, 1):
        catalog.segments.add(segment(catalog, minute=minute))
    catalog.segments.add(segment(catalog, camera_id="other"))
    window = [None if minute is None else NINE + timedelta(minutes=minute) for minute in (start, end)]
    segments = catalog.segments.find(["gate"], *window)
    assert [(each.start - NINE) // timedelta(minutes=1) for each in segments] == found


def test_tenants_do_not_see_each_others_segments(catalog: Catalog) -> None:
    added = segment(catalog)
    catalog.segments.add(added)
    with Catalog(catalog.uri, catalog.database, "neighbour") as other:
        assert other.segments.find() == []
        assert other.segments.claim([added.segment_id], "worker", 1) == []
        assert other.segments.reopen([added.segment_id]) == 0
        with pytest.raises(UsageError, match="there is no segment"):
            other.segments.get(added.segment_id)


def test_a_catalog_travels_to_another_process_as_its_address(catalog: Catalog) -> None:
    catalog.segments.add(segment(catalog))
    with pickle.loads(pickle.dumps(catalog)) as there:  # noqa: S301 - our own bytes
        assert there.segments.find() == catalog.segments.find()


def test_pages_neither_repeat_nor_leave_out(catalog: Catalog) -> None:
    for camera, minute in (("gate", 0), ("bridge", 0), ("gate", 1), ("bridge", 2)):
        catalog.segments.add(segment(catalog, camera, minute))
    for newest_first in (False, True):
        seen: list[Segment] = []
        after = None
        while part := catalog.segments.page(1, after=after, newest_first=newest_first):
            seen += part
            after = Place(part[0].start, part[0].segment_id)
        order = [each.start for each in seen]
        assert len({each.segment_id for each in seen}) == 4 and order == sorted(order, reverse=newest_first)
    assert [each.start for each in catalog.segments.page(9, camera_id="gate", state="registered")] == [
        NINE, NINE + timedelta(minutes=1),
    ]  # fmt: skip
    assert catalog.segments.page(9, state="failed") == []
    assert len(catalog.segments.page(9, start=NINE + timedelta(minutes=1), end=NINE + timedelta(minutes=2))) == 1


def test_what_is_recorded_of_each_camera(catalog: Catalog) -> None:
    for camera, minute in (("a", 3), ("a", 0), ("b", 1)):
        catalog.segments.add(segment(catalog, camera, minute))
    last = catalog.segments.at("a", NINE + timedelta(minutes=3))
    assert last is not None and catalog.segments.claim([last.segment_id], "worker", 1)
    minutes = [NINE + timedelta(minutes=minute) for minute in range(5)]
    recorded = {
        "a": Recorded(minutes[0], minutes[4], State.INDEXING), "b": Recorded(minutes[1], minutes[2], State.REGISTERED),
    }  # fmt: skip
    assert catalog.segments.recorded(["a", "b", "c"]) == recorded
    assert catalog.segments.recorded(["b"]) == {"b": recorded["b"]}
    assert {camera: catalog.segments.recorded_of(camera) for camera in ("a", "b")} == recorded
    assert catalog.segments.recorded_of("c") is None
    assert catalog.segments.counts()[State.REGISTERED] == 2


def test_of_more_cameras_than_are_asked_at_once_each_is_found_once(catalog: Catalog) -> None:
    cameras = [f"camera {number}" for number in range(2 * VALUES_AT_ONCE + 1)]
    for number, camera in enumerate(cameras):
        catalog.segments.add(segment(catalog, camera, minute=number))
    assert [each.camera_id for each in catalog.segments.find([*cameras, *cameras])] == cameras
    ids = [each.segment_id for each in catalog.segments.find(cameras, start=NINE + timedelta(minutes=1))]
    assert len(ids) == len(cameras) - 1 and set(catalog.segments.by_ids(ids)) == set(ids)
    assert set(catalog.segments.recorded([*cameras, *cameras, "another"])) == set(cameras)
    many = [*cameras[1:], *(f"another {number}" for number in range(FEW))]
    assert set(catalog.segments.recorded(many)) == set(cameras[1:]), "of many, too, no others"


def test_the_segment_of_a_moment(catalog: Catalog) -> None:
    early, late = segment(catalog, minute=0, minutes=3), segment(catalog, minute=2)
    for each in (early, late):
        catalog.segments.add(each)
    found = [catalog.segments.at("gate", NINE + timedelta(minutes=minute)) for minute in (-1, 0, 2.5, 3)]
    assert found == [None, early, late, None]
    assert catalog.segments.at("bridge", NINE) is None
    assert catalog.segments.by_ids([early.segment_id, "x"]) == {early.segment_id: early}


def test_segments_of_some_recipes_are_adopted(catalog: Catalog) -> None:
    ids = []
    for minute, recipe in enumerate(("old", "older", "foreign", "old")):
        added = segment(catalog, minute=minute)
        catalog.segments.add(added)
        catalog.segments.claim([added.segment_id], "worker", 1)
        catalog.segments.finish(added.segment_id, "worker", 1, recipe)
        ids.append(added.segment_id)
    catalog.segments.add(segment(catalog, minute=9))
    assert catalog.segments.adopt(["old", "older"], "new", besides=[ids[3]]) == 2
    assert [catalog.segments.get(each).recipe for each in ids] == ["new", "new", "foreign", "old"]
    assert catalog.segments.adopt(["old", "older"], "new", besides=[ids[3]]) == 0
