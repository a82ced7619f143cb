"""/v1/coverage: how much of what may be searched is indexed."""

from fastapi import APIRouter

from ray_apps.resources import coverage_resource
from ray_apps.schemas import CoverageReport
from ray_apps.selecting import Selected
from ray_apps.service import Here
from viscoper.search.coverage import find_coverage

router = APIRouter(prefix="/v1/coverage", tags=["coverage"])


@router.get("")
def get_coverage(here: Here, selection: Selected) -> CoverageReport:
    """Camera-minutes that are searched, still to index, failed or never recorded, now."""
    return coverage_resource(find_coverage(here.catalog.segments, selection, here.recipe))
