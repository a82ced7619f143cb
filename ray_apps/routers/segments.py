"""/v1/segments: pieces of recorded footage, and their video."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ray_apps.media import MP4, segment_video
from ray_apps.pages import Cursor, Limit, cut, make_cursor, read_cursor
from ray_apps.resources import segment_resource
from ray_apps.schemas import Page, Segment
from ray_apps.schemas.common import Id, Time
from ray_apps.service import Here
from viscoper.catalog.segments import Place

router = APIRouter(prefix="/v1/segments", tags=["segments"])


@router.get("")
def list_segments(
    here: Here,
    camera: Annotated[Id | None, Query(description="a camera's id")] = None,
    start: Time | None = None,
    end: Time | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Segment]:
    """Segments that share time with [start, end), by their start."""
    place = read_cursor(cursor, datetime, str)
    found = here.catalog.segments.page(
        limit + 1, camera_id=camera, start=start, end=end, after=Place(*place) if place else None
    )
    kept, further = cut(found, limit, lambda each: make_cursor(each.start, each.segment_id))
    cameras = here.catalog.cameras.by_ids({each.camera_id for each in kept})
    return Page(items=[segment_resource(each, cameras) for each in kept], next_cursor=further)


@router.get("/{segment_id}")
def get_segment(here: Here, segment_id: Id) -> Segment:
    segment = here.catalog.segments.get(segment_id)
    return segment_resource(segment, here.catalog.cameras.by_ids([segment.camera_id]))


@router.get("/{segment_id}/video", responses=MP4, response_class=Response)
def get_video(here: Here, segment_id: Id) -> Response:
    """The footage as MP4 for browsers, in ranges; what they cannot play is converted once, which takes a while."""
    return segment_video(here, here.catalog.segments.get(segment_id))
