"""Pictures and videos as answers: with byte ranges, and kept by browsers, since footage does not change."""

from pathlib import Path
from typing import Any

from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.responses import MalformedRangeHeader, RangeNotSatisfiable

from ray_apps.service import Service
from viscoper.catalog.segments import Segment
from viscoper.footage.playable import is_playable, make_playable

KEPT = {"Cache-Control": "private, max-age=86400"}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
JPEG: dict[int | str, dict[str, Any]] = {200: {"description": "the picture", "content": {"image/jpeg": _BYTES}}}
MP4: dict[int | str, dict[str, Any]] = {
    200: {"description": "the video", "content": {"video/mp4": _BYTES}},
    206: {"description": "the range of it that was asked for", "content": {"video/mp4": _BYTES}},
    307: {"description": "where the store gives it"},
    416: {"description": "a range that it does not have"},
}


def picture_response(jpeg: bytes) -> Response:
    return Response(jpeg, media_type="image/jpeg", headers=KEPT)


class _Video(FileResponse):
    """A file in ranges: what is no range is ignored, as RFC 9110 (14.2) has it, and one that is not there a problem."""

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []
        except RangeNotSatisfiable:
            there = {"Content-Range": f"bytes */{file_size}"}
            raise HTTPException(416, f"the range {http_range} is not in the video's {file_size} bytes", there) from None


def video_response(path: Path) -> Response:
    return _Video(path, media_type="video/mp4", headers=KEPT)


def segment_video(here: Service, segment: Segment) -> Response:
    """The segment as browsers play it: as it lies in the store, or a copy. Raises FootageError, StorageError."""
    with here.store.open(segment.key) as file:
        playable = is_playable(file, segment.name)
    if not playable:
        return video_response(
            here.derived.file(f"{segment.segment_id}.mp4", lambda path: _convert(here, segment, path))
        )
    link = here.store.link(segment.key)
    if link:
        return RedirectResponse(link)
    return video_response(Path(here.store.uri(segment.key)))


def _convert(here: Service, segment: Segment, path: Path) -> None:
    with here.store.open(segment.key) as file:
        make_playable(file, segment.name, path)
