"""The API's resources. Times are UTC (ISO 8601), places WGS 84 degrees, boxes x, y, width, height in pixels.

URLs of pictures and videos are paths on the API, to be fetched by their reader and never carried in JSON.
"""

from ray_apps.schemas.cameras import Camera, CameraChange, CameraState, NewCamera
from ray_apps.schemas.common import Box, Page, Problem, Resource
from ray_apps.schemas.descriptions import Description, Facets
from ray_apps.schemas.footage import Segment, Sighting
from ray_apps.schemas.jobs import Job, JobSummary, Retry
from ray_apps.schemas.queries import FoundObject, FrameQuery, ObjectChoice, Query
from ray_apps.schemas.routes import Leg, NewRoute, Route, Stop
from ray_apps.schemas.searches import (
    CameraMinutes,
    CoverageReport,
    FailedPart,
    Judgement,
    Match,
    Minutes,
    NewSearch,
    Search,
    Verdict,
)

__all__ = [
    "Box", "Camera", "CameraChange", "CameraMinutes", "CameraState", "CoverageReport", "Description", "Facets",
    "FailedPart", "FoundObject", "FrameQuery", "Job", "JobSummary", "Judgement", "Leg", "Match", "Minutes",
    "NewCamera", "NewRoute", "NewSearch", "ObjectChoice", "Page", "Problem", "Query", "Resource", "Retry", "Route",
    "Search", "Segment", "Sighting", "Stop", "Verdict",
]  # fmt: skip
