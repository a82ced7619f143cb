"""The API itself: its resources behind its gate, without what stands behind them."""

from fastapi import FastAPI

from ray_apps.access import AccessToken
from ray_apps.bounded import Bounded
from ray_apps.heads import Heads
from ray_apps.metrics import Measured
from ray_apps.problems import MEDIA_TYPE, add_problems
from ray_apps.routers import (
    cameras,
    coverage,
    descriptions,
    health,
    jobs,
    queries,
    routes,
    searches,
    segments,
    sightings,
)
from ray_apps.schemas import Problem
from viscoper import __version__
from viscoper.settings import load_settings

DESCRIPTION = """Finds a person or a vehicle in a city's CCTV. Times are UTC (ISO 8601), places WGS 84 degrees, boxes
x, y, width, height in pixels, distances metres. Matches are possible matches, never an identification. Errors are
problem+json (RFC 9457) with one sentence; lists come in parts, by cursor."""
PROBLEM = {"model": Problem, "description": "what went wrong", "content": {MEDIA_TYPE: {}}}
ROUTERS = (cameras, segments, queries, descriptions, searches, sightings, routes, jobs, coverage, health)


def build_api() -> FastAPI:
    """The API without what stands behind it; made in each replica."""
    app = FastAPI(
        title="VISCOPER search API",
        version=__version__,
        description=DESCRIPTION,
        responses={"4XX": PROBLEM, "5XX": PROBLEM},
        redoc_url=None,
    )
    add_problems(app)
    for each in ROUTERS:
        app.include_router(each.router)
    token = load_settings().access_token
    if token:
        app.add_middleware(AccessToken, token=token.get_secret_value())
    app.add_middleware(Bounded)
    app.add_middleware(Measured)
    app.add_middleware(Heads)
    return app
