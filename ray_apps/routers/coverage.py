"""/v1/coverage: how much of what may be searched is indexed."""

from typing import Annotated

from fastapi import APIRouter, Query

from ray_apps.places import Near, Radius, read_near
from ray_apps.resources import coverage_resource
from ray_apps.schemas import CoverageReport
from ray_apps.schemas.common import Id, Time
from ray_apps.searching import choose_cameras
from ray_apps.service import Here
from viscoper.search.coverage import find_coverage
from viscoper.search.select import Selection

router = APIRouter(prefix="/v1/coverage", tags=["coverage"])
MAX_CAMERAS = 500


@router.get("")
def get_coverage(
    here: Here,
    camera: Annotated[list[Id] | None, Query(max_length=MAX_CAMERAS, description="camera ids; all without any")] = None,
    near: Near = None,
    radius_m: Radius = None,
    start: Time | None = None,
    end: Time | None = None,
) -> CoverageReport:
    """Camera-minutes that are searched, still to index, failed or never recorded, now."""
    circle = read_near(near, radius_m)
    place = (circle.longitude, circle.latitude) if circle else None
    selection = Selection(choose_cameras(here, camera or [], place, radius_m), start, end)
    return coverage_resource(find_coverage(here.catalog.segments, selection, here.recipe))
