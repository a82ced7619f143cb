"""/healthz, /readyz and /metrics: for load balancers and Prometheus."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from ray_apps import metrics
from ray_apps.service import Here

router = APIRouter(tags=["operation"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """The process answers."""
    return "ok\n"


@router.get("/readyz", response_class=PlainTextResponse)
def ready(here: Here) -> str:
    """The catalog answers, too."""
    here.catalog.now()
    return "ok\n"


@router.get("/metrics", response_class=PlainTextResponse)
async def figures() -> Response:
    """Counters and histograms in Prometheus' text format."""
    return metrics.report()
