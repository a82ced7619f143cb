"""/v1/cameras: the registered CCTVs, and their picture at a moment."""

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ray_apps.media import JPEG, picture_response
from ray_apps.pages import Cursor, cut, make_cursor, read_cursor
from ray_apps.places import Near, Radius, read_near
from ray_apps.resources import camera_resource
from ray_apps.schemas import Camera, CameraChange, NewCamera, Page
from ray_apps.schemas.common import Id, Time
from ray_apps.schemas.searches import MAX_CAMERAS
from ray_apps.service import Here
from ray_apps.stills import camera_frame
from viscoper.catalog import Camera as Known
from viscoper.catalog.azimuth import azimuth_in
from viscoper.clock import format_time
from viscoper.errors import UnknownError

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])
Many = Annotated[int, Query(ge=1, le=MAX_CAMERAS, description="how many cameras at most")]
Text = Annotated[str | None, Query(max_length=200, description="part of the name or the address")]


@router.get("")
def list_cameras(
    here: Here, text: Text = None, near: Near = None, radius_m: Radius = None, limit: Many = 100, cursor: Cursor = None
) -> Page[Camera]:
    """Cameras by name; around a point the nearest first."""
    point = read_near(near, radius_m)
    known = here.catalog.cameras.near(*point) if point else here.catalog.cameras.all()
    chosen = [camera for camera in known if text is None or _has(camera, text)]
    place = read_cursor(cursor, str)
    if place:
        ids = [camera.camera_id for camera in chosen]
        chosen = chosen[ids.index(str(place[0])) + 1 :] if place[0] in ids else []
    kept, further = cut(chosen, limit, lambda camera: make_cursor(camera.camera_id))
    recorded = here.catalog.segments.recorded([each.camera_id for each in kept])
    return Page(items=[camera_resource(each, recorded.get(each.camera_id)) for each in kept], next_cursor=further)


@router.post("", status_code=201)
def add_camera(here: Here, camera: NewCamera) -> Camera:
    """Registers a camera under a name that no other has."""
    azimuth = azimuth_in(camera.notes) if camera.azimuth is None else camera.azimuth
    return camera_resource(here.catalog.cameras.add(Known(**camera.model_dump() | {"azimuth": azimuth})), None)


@router.get("/{camera_id}")
def get_camera(here: Here, camera_id: Id) -> Camera:
    return _resource(here, here.catalog.cameras.by_id(camera_id))


@router.patch("/{camera_id}")
def move_camera(here: Here, camera_id: Id, change: CameraChange) -> Camera:
    """Puts a camera at another place, or turns it."""
    camera = here.catalog.cameras.by_id(camera_id)
    if change.longitude is not None and change.latitude is not None:
        camera = here.catalog.cameras.move(camera.name, change.longitude, change.latitude)
    if "azimuth" in change.model_fields_set:
        camera = here.catalog.cameras.turn(camera.name, change.azimuth)
    return _resource(here, camera)


@router.get("/{camera_id}/frame", responses=JPEG, response_class=Response)
def get_frame(
    here: Here, camera_id: Id, at: Annotated[Time | None, Query(description="the newest picture without it")] = None
) -> Response:
    """What the camera showed at a moment, as JPEG."""
    camera = here.catalog.cameras.by_id(camera_id)
    still = camera_frame(here, camera, at)
    if still is None:
        when = f" at {format_time(at)}" if at else ""
        raise UnknownError(f"there is no footage of camera '{camera.name}'{when}")
    return picture_response(still.jpeg)


def _resource(here: Here, camera: Known) -> Camera:
    return camera_resource(camera, here.catalog.segments.recorded_of(camera.camera_id))


def _has(camera: Known, text: str) -> bool:
    wanted = unicodedata.normalize("NFC", text).strip().casefold()
    return wanted in camera.name.casefold() or wanted in camera.address.casefold()
