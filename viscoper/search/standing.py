"""A search as the catalog keeps it: what it selects, and in which order its footage is best indexed."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from viscoper.catalog.cameras import Camera, Cameras
from viscoper.catalog.casework import SearchRecord
from viscoper.catalog.geography import Point, distance_m
from viscoper.catalog.segments import Segment
from viscoper.search.select import Kind, Selection

# A brisk walk: how far off in time a place is for somebody who is looked for.
WALK_M_PER_S = 1.5


def selection_of(search: SearchRecord, cameras: Cameras) -> Selection:
    """Its cameras, those that were removed since left out, and its window and kind."""
    known = cameras.by_ids(search.cameras)
    chosen = [known[each] for each in search.cameras if each in known]
    return Selection(chosen, search.start, search.end, cast(Kind | None, search.kind))


def likely_first(search: SearchRecord, selection: Selection, segments: Iterable[Segment]) -> list[Segment]:
    """The segments in the order in which a match is likely: nearest to where and when the query was seen, counted in
    seconds of walking; else nearest to the search's centre and to the start of its window."""
    cameras = {camera.camera_id: camera for camera in selection.cameras}
    where = search.seen_at or search.near
    centre = Point(*where) if where else None
    when = search.seen_time or search.start

    def far(segment: Segment) -> tuple[float, datetime]:
        return _walk_s(cameras[segment.camera_id], centre) + _gap_s(segment, when), segment.start

    return sorted(segments, key=far)


def _walk_s(camera: Camera, centre: Point | None) -> float:
    return distance_m(camera.point, centre) / WALK_M_PER_S if centre else 0.0


def _gap_s(segment: Segment, when: datetime | None) -> float:
    """Seconds from the moment to the segment, 0 within it."""
    if when is None:
        return 0.0
    return max((segment.start - when).total_seconds(), (when - segment.end).total_seconds(), 0.0)
