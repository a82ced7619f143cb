"""Which cameras and times a call is about, as queries of the API carry it."""

from typing import Annotated

from fastapi import Depends, Query

from ray_apps.places import Near, Radius, read_near
from ray_apps.schemas.common import Id, Time
from ray_apps.searching import choose_cameras
from ray_apps.service import Here
from viscoper.search.select import Selection

MAX_CAMERAS = 500


def selected(
    here: Here,
    camera: Annotated[list[Id] | None, Query(max_length=MAX_CAMERAS, description="camera ids; all without any")] = None,
    near: Near = None,
    radius_m: Radius = None,
    start: Time | None = None,
    end: Time | None = None,
) -> Selection:
    """These cameras and those around the point, in the window. Raises UsageError."""
    circle = read_near(near, radius_m)
    place = (circle.longitude, circle.latitude) if circle else None
    return Selection(choose_cameras(here, camera or [], place, radius_m), start, end)


Selected = Annotated[Selection, Depends(selected)]
