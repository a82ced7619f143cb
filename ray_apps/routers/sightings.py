"""/v1/sightings: the unique images, the frames and the clips around them."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ray_apps.clips import sighting_clip
from ray_apps.media import JPEG, MP4, picture_response, video_response
from ray_apps.pages import Cursor, Limit, cut, make_cursor, read_cursor
from ray_apps.resources import sighting_resource
from ray_apps.schemas import Page, Sighting
from ray_apps.schemas.common import Id, Kind, Time
from ray_apps.service import Here
from ray_apps.stills import sighting_frame
from viscoper.errors import UsageError
from viscoper.gallery.schema import StoredSighting

router = APIRouter(prefix="/v1/sightings", tags=["sightings"])
WIDEST = timedelta(hours=6)
Box = Annotated[bool, Query(description="draws the object's box")]


@router.get("")
def list_sightings(
    here: Here,
    camera: Annotated[Id | None, Query(description="a camera's id")] = None,
    start: Time | None = None,
    end: Time | None = None,
    kind: Kind | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Sighting]:
    """Sightings of a camera, or of all cameras in a window of six hours at most, by time."""
    if camera is None and not (start and end and end - start <= WIDEST):
        raise UsageError("give a camera, or start and end with six hours between them at most")
    place = read_cursor(cursor, str, str)
    cameras = here.catalog.cameras.by_ids([camera]) if camera else {c.camera_id: c for c in here.catalog.cameras.all()}
    found = here.gallery.sightings(camera_ids=list(cameras), start=start, end=end, kind=kind)
    left = [each for each in found if place is None or _place(each) > place]
    kept, further = cut(left[: limit + 1], limit, lambda each: make_cursor(*_place(each)))
    return Page(items=[sighting_resource(each, cameras[each.camera_id]) for each in kept], next_cursor=further)


@router.get("/{sighting_id}")
def get_sighting(here: Here, sighting_id: Id) -> Sighting:
    sighting = _one(here, sighting_id)
    return sighting_resource(sighting, here.catalog.cameras.by_id(sighting.camera_id))


@router.get("/{sighting_id}/crop", responses=JPEG, response_class=Response)
def get_crop(here: Here, sighting_id: Id) -> Response:
    """The unique image."""
    return picture_response(here.gallery.crop(sighting_id))


@router.get("/{sighting_id}/frame", responses=JPEG, response_class=Response)
def get_frame(here: Here, sighting_id: Id, box: Box = False) -> Response:
    """The frame that the unique image was cut from."""
    return picture_response(sighting_frame(here, _one(here, sighting_id), box=box))


@router.get("/{sighting_id}/clip", responses=MP4, response_class=Response)
def get_clip(here: Here, sighting_id: Id, box: Box = False) -> Response:
    """The footage from 3 seconds before the unique image to 3 seconds after it, as MP4, in ranges."""
    return video_response(sighting_clip(here, _one(here, sighting_id), box=box))


def _one(here: Here, sighting_id: str) -> StoredSighting:
    return here.gallery.get([sighting_id])[0]


def _place(sighting: StoredSighting) -> tuple[str, str]:
    return sighting.time.isoformat(timespec="milliseconds"), sighting.sighting_id
