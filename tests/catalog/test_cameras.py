import unicodedata
from dataclasses import replace

import pytest

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.geography import Point, distance_m
from viscoper.errors import UsageError

GATE = Camera("정문 앞", 127.0276, 37.4979, "rtsp://admin:secret@10.0.0.5:554/ch1", "서울 강남구 1", "pole 3")


def test_a_camera_comes_back_as_it_was_added(catalog: Catalog) -> None:
    catalog.cameras.add(GATE)
    assert catalog.cameras.get("정문 앞") == GATE
    assert catalog.cameras.by_ids([GATE.camera_id, "unknown"]) == {GATE.camera_id: GATE}


def test_cameras_are_listed_by_name(catalog: Catalog) -> None:
    for name in ("b", "c", "a"):
        catalog.cameras.add(Camera(name, 127, 37))
    assert [camera.name for camera in catalog.cameras.all()] == ["a", "b", "c"]


def test_a_second_camera_of_a_name_is_refused(catalog: Catalog) -> None:
    catalog.cameras.add(GATE)
    with pytest.raises(UsageError, match="there is a camera '정문 앞' already"):
        catalog.cameras.add(Camera("정문 앞", 1, 2))


def test_decomposed_korean_is_the_same_name(catalog: Catalog) -> None:
    catalog.cameras.add(GATE)
    assert catalog.cameras.get(unicodedata.normalize("NFD", "정문 앞")) == GATE


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("정문", "did you mean '정문 앞'"),
        ("Zebra", "cameras list"),
    ],
    ids=["close name", "nothing like it"],
)
def test_an_unknown_name_is_answered_with_the_closest(catalog: Catalog, asked: str, said: str) -> None:
    catalog.cameras.add(GATE)
    with pytest.raises(UsageError, match=said):
        catalog.cameras.get(asked)


def test_an_empty_catalog_says_so(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="no camera is registered yet"):
        catalog.cameras.get("gate")


def test_a_moved_camera_is_found_at_its_new_place(catalog: Catalog) -> None:
    catalog.cameras.add(GATE)
    moved = catalog.cameras.move("정문 앞", 129.0, 35.1)
    assert moved == replace(GATE, longitude=129.0, latitude=35.1) == catalog.cameras.get("정문 앞")
    assert catalog.cameras.near(129.0, 35.1, 10) == [moved]
    assert catalog.cameras.near(GATE.longitude, GATE.latitude, 10) == []


def test_near_gives_those_within_the_radius_nearest_first(catalog: Catalog) -> None:
    for index in range(12):
        catalog.cameras.add(Camera(f"cam{index}", 127 + index * 0.001, 37.5))  # 88.2 m apart
    found = catalog.cameras.near(127.0052, 37.5, 200)
    assert [camera.name for camera in found] == ["cam5", "cam6", "cam4", "cam7", "cam3"]


@pytest.mark.parametrize("radius", [0, -5, float("nan"), float("inf"), 1e9])
def test_a_radius_that_is_none_is_refused(catalog: Catalog, radius: float) -> None:
    with pytest.raises(UsageError, match="the radius"):
        catalog.cameras.near(127, 37, radius)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"longitude": 181}, "longitude 181 is not between -180 and 180"),
        ({"latitude": -90.5}, "latitude -90.5 is not between -90 and 90"),
        ({"longitude": 37.5, "latitude": 127.0}, "swapped"),
        ({"latitude": float("nan")}, "latitude nan"),
        ({"name": "  "}, "name is empty"),
        ({"name": "a\x00b"}, "control characters"),
        ({"notes": "x" * 501}, "notes has 501 characters"),
        ({"rtsp_url": "http://h/x"}, "RTSP URL is not one"),
        ({"rtsp_url": "rtsp://"}, "RTSP URL is not one"),
        ({"rtsp_url": "rtsp://h:99999/x"}, "host or a port"),
        ({"rtsp_url": "rtsp://h/a b"}, "RTSP URL is not one"),
    ],
    ids=str,
)
def test_a_camera_that_cannot_be_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        replace(GATE, **fields)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtsp://admin:secret@h/x", "rtsp://admin:***@h/x"),
        ("rtsp://:secret@h/x", "rtsp://:***@h/x"),
        ("rtsp://h:554/x", "rtsp://h:554/x"),
        ("rtsp://a:s:ecr:et@h/x", "rtsp://a:***@h/x"),
        ("rtsp://a:s@ecret@h/x", "rtsp://a:***@h/x"),
        ("rtsp://h/x?user=a&password=secret&ch=1", "rtsp://h/x?user=a&password=***&ch=1"),
        ("", ""),
    ],
    ids=["user and password", "password only", "port is no password", "colons", "at sign", "in the query", "no URL"],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    camera = replace(GATE, rtsp_url=url)
    assert camera.rtsp_shown == shown == camera.to_json()["rtsp_url"]
    assert "ecret" not in repr(camera)


def test_a_bad_url_is_not_repeated_in_the_message() -> None:
    with pytest.raises(UsageError) as error:
        replace(GATE, rtsp_url="rtp://admin:secret@h/x")
    assert "secret" not in str(error.value)


def test_tenants_do_not_see_each_other(catalog: Catalog) -> None:
    catalog.cameras.add(GATE)
    with Catalog(catalog.uri, catalog.database, "neighbour") as other:
        assert other.cameras.all() == [] == other.cameras.near(GATE.longitude, GATE.latitude, 100)
        assert other.cameras.by_ids([GATE.camera_id]) == {}
        with pytest.raises(UsageError, match="no camera is registered yet"):
            other.cameras.move("정문 앞", 1, 1)
        other.cameras.add(replace(GATE, notes="theirs"))
    assert catalog.cameras.get("정문 앞") == GATE


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        (Point(0, 0), Point(0, 0), 0),
        (Point(0, 0), Point(180, 0), 20_015_114),
        (Point(127.0276, 37.4979), Point(126.9780, 37.5665), 8_797),
        (Point(179.999, 0), Point(-179.999, 0), 222.4),
    ],
    ids=["same place", "antipodes", "Gangnam station to City hall", "across the date line"],
)
def test_distance(a: Point, b: Point, metres: float) -> None:
    assert distance_m(a, b) == pytest.approx(metres, rel=1e-3)
    assert distance_m(a, b) == distance_m(b, a)
