"""/v1/cameras over HTTP."""

import cv2
import numpy as np
import pytest

from ray_apps.client import Client
from tests.ray_apps.conftest import NINE
from viscoper.errors import UsageError


def test_cameras_come_by_name_without_passwords(api: Client) -> None:
    cameras = {camera.name: camera for camera in api.all_cameras()}
    assert list(cameras) == sorted(cameras) and {"north gate", "south gate", "옛 시청"} <= set(cameras)
    assert "secret" not in cameras["north gate"].rtsp_url and "192.0.2.1" in cameras["north gate"].rtsp_url
    assert cameras["north gate"].state == "stored"
    assert cameras["north gate"].recorded_from == NINE
    assert api.camera(cameras["north gate"].camera_id) == cameras["north gate"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("GATE", ["north gate", "south gate"], id="name, large letters"),
        pytest.param("south street", ["south gate"], id="address"),
        pytest.param("시청", ["옛 시청"], id="Korean"),
        pytest.param("시청", ["옛 시청"], id="Korean, decomposed"),
        pytest.param("nowhere", [], id="nothing"),
    ],
)
def test_found_by_name_or_address(api: Client, text: str, found: list[str]) -> None:
    assert [camera.name for camera in api.all_cameras(text)] == found


def test_around_a_point_the_nearest_first(api: Client) -> None:
    near = [camera.name for camera in api.all_cameras(near=(127.0309, 37.4981), radius_m=400)]
    assert near == ["south gate", "north gate"]


def test_added_and_moved(api: Client) -> None:
    added = api.add_camera("new one", 127.05, 37.52, "rtsp://me:word@192.0.2.9/1", "5 New Street")
    assert added.state == "stored" and added.recorded_from is None and "word" not in added.rtsp_url
    assert added.azimuth is None
    moved = api.move_camera(added.camera_id, 127.06, 37.53)
    assert (moved.longitude, moved.latitude) == (127.06, 37.53)
    assert api.camera(added.camera_id) == moved
    assert api.turn_camera(added.camera_id, 135).azimuth == 135
    assert api.move_camera(added.camera_id, 127.07, 37.53).azimuth == 135, "what is not said stays"
    assert api.turn_camera(added.camera_id, None) == api.camera(added.camera_id)
    assert api.camera(added.camera_id).azimuth is None
    with pytest.raises(UsageError, match="a place has longitude and latitude"):
        api.send(type(added), "PATCH", f"/v1/cameras/{added.camera_id}", json={"longitude": 127.0})
    with pytest.raises(UsageError, match="there is a camera 'new one' already"):
        api.add_camera("new one", 127.05, 37.52)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"name": " "}, "name is empty", id="no name"),
        pytest.param({"longitude": 200}, "longitude.*less than or equal to 180", id="off the earth"),
        pytest.param({"rtsp_url": "http://192.0.2.1"}, "RTSP URL is not one", id="not RTSP"),
        pytest.param({"name": "a\x00b"}, "control characters", id="control characters"),
        pytest.param({"azimuth": 400}, "azimuth.*less than or equal to 360", id="no angle"),
    ],
)
def test_what_cannot_be_is_refused(api: Client, fields: dict[str, object], said: str) -> None:
    whole = {"name": "impossible", "longitude": 127.0, "latitude": 37.5, **fields}
    with pytest.raises(UsageError, match=said):
        api.add_camera(**whole)  # type: ignore[arg-type]
    assert "impossible" not in {camera.name for camera in api.all_cameras()}


def test_pages_neither_repeat_nor_leave_out(http: object, api: Client) -> None:
    seen, cursor = [], None
    while True:
        page = api.list(type(api.all_cameras()[0]), "/v1/cameras", limit=1, cursor=cursor)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == api.all_cameras()


def test_the_picture_of_a_moment(api: Client, names: dict[str, str]) -> None:
    jpeg = api.read(api.frame_url(names["north gate"], NINE.replace(second=2)))
    assert cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape == (540, 960, 3)
    with pytest.raises(UsageError, match="no footage of camera 'north gate' at 2026-05-01T00:05:00"):
        api.read(api.frame_url(names["north gate"], NINE.replace(minute=5)))
    with pytest.raises(UsageError, match="there is no camera nobody"):
        api.camera("nobody")
