"""/v1/queries: the pictures searched for, uploaded or picked in a camera's frame."""

from fastapi import APIRouter, UploadFile
from fastapi.responses import Response

from ray_apps.media import JPEG, picture_response
from ray_apps.pictures import choose, picture_key, take_still, take_upload
from ray_apps.schemas import FoundObject, FrameQuery, ObjectChoice, Query
from ray_apps.schemas.common import Id
from ray_apps.service import Here
from ray_apps.stills import camera_frame
from viscoper.catalog.casework import QueryRecord
from viscoper.clock import format_time
from viscoper.errors import UnknownError

router = APIRouter(prefix="/v1/queries", tags=["queries"])


@router.post("", status_code=201)
def upload(here: Here, picture: UploadFile) -> Query:
    """A picture of whom or what to search for, and what is found in it to choose from; all of it until then."""
    return _resource(take_upload(here, picture.file, picture.filename or ""))


@router.post("/frame", status_code=201)
def pick_frame(here: Here, asked: FrameQuery) -> Query:
    """The frame of a camera at a moment, and what is found in it to choose from."""
    camera = here.catalog.cameras.by_id(asked.camera_id)
    still = camera_frame(here, camera, asked.at)
    if still is None:
        raise UnknownError(f"there is no footage of camera '{camera.name}' at {format_time(asked.at)}")
    return _resource(take_still(here, still, camera.camera_id))


@router.get("/{query_id}")
def get_query(here: Here, query_id: Id) -> Query:
    return _resource(here.catalog.queries.get(query_id))


@router.patch("/{query_id}")
def choose_part(here: Here, query_id: Id, choice: ObjectChoice) -> Query:
    """Searches for one of the objects, for a box, or (neither) for the whole picture."""
    return _resource(choose(here, here.catalog.queries.get(query_id), choice.object_id, choice.box))


@router.get("/{query_id}/picture", responses=JPEG, response_class=Response)
def get_picture(here: Here, query_id: Id) -> Response:
    """The whole picture, upright, as JPEG."""
    return picture_response(here.store.read_bytes(here.catalog.queries.get(query_id).key))


@router.get("/{query_id}/crop", responses=JPEG, response_class=Response)
def get_crop(here: Here, query_id: Id) -> Response:
    """What is searched for, as JPEG."""
    return picture_response(here.store.read_bytes(picture_key(here.catalog.queries.get(query_id))))


def _resource(query: QueryRecord) -> Query:
    return Query(
        query_id=query.record_id,
        picture_url=f"/v1/queries/{query.record_id}/picture",
        size=(query.width, query.height),
        objects=[FoundObject(**each) for each in query.objects],
        object_id=query.object_id,
        box=_box(query.box),
        camera_id=query.camera_id,
        at=query.at,
        created=query.created,
    )


def _box(box: list[int] | None) -> tuple[int, int, int, int] | None:
    return (box[0], box[1], box[2], box[3]) if box else None
