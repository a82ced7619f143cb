import pytest

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.geography import Point
from viscoper.errors import UsageError
from viscoper.search.select import parse_point, select_cameras


@pytest.fixture
def street(catalog: Catalog) -> Catalog:
    """Cameras a to e along a street, 88 m from one to the next."""
    for index, name in enumerate("abcde"):
        catalog.cameras.add(Camera(name, 127 + index * 0.001, 37.5))
    return catalog


@pytest.mark.parametrize(
    ("names", "near", "radius", "chosen"),
    [
        ([], None, None, "abcde"),
        (["d", "a"], None, None, "da"),
        (["a", "a"], None, None, "a"),
        ([], Point(127.0022, 37.5), 100, "cd"),
        (["a"], Point(127.0022, 37.5), 100, "acd"),
        (["d"], Point(127.0022, 37.5), 100, "dc"),
        (["a"], Point(0, 0), 100, "a"),
    ],
    ids=["all", "by name", "twice", "by radius", "both", "both, the same", "nobody near but named"],
)
def test_chosen_cameras(
    street: Catalog, names: list[str], near: Point | None, radius: float | None, chosen: str
) -> None:
    assert "".join(camera.name for camera in select_cameras(street.cameras, names, near, radius)) == chosen


@pytest.mark.parametrize(
    ("names", "near", "radius", "said"),
    [
        (["z"], None, None, "there is no camera 'z'"),
        ([], Point(127, 37.5), None, "a point and a radius go together"),
        ([], None, 100, "a point and a radius go together"),
        ([], Point(127.01, 37.5), 100, "no camera is within 100 m of 127.010000,37.500000; the nearest, 'e', is 529 m"),
        ([], Point(127, 37.5), -1, "the radius -1 m"),
        ([], Point(200, 37.5), 10, "longitude 200"),
    ],
    ids=["unknown name", "point only", "radius only", "nobody near", "bad radius", "bad point"],
)
def test_a_choice_that_cannot_be(
    street: Catalog, names: list[str], near: Point | None, radius: float | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        select_cameras(street.cameras, names, near, radius)


def test_nothing_registered(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="viscoper cameras import"):
        select_cameras(catalog.cameras)
    with pytest.raises(UsageError, match="none is registered yet"):
        select_cameras(catalog.cameras, near=Point(1, 2), radius_m=3)


def test_a_point_is_read() -> None:
    assert parse_point(" 127.0276, 37.4979") == Point(127.0276, 37.4979)


@pytest.mark.parametrize("text", ["", "127", "127,37,1", "a,b", "127;37", "nan,37", "181,0", "0,91"])
def test_what_is_no_point(text: str) -> None:
    with pytest.raises(UsageError):
        parse_point(text)
