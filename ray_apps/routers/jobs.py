"""/v1/jobs: what is indexed, queued, failed and why; and trying again."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from ray_apps.pages import Cursor, Limit, cut, make_cursor, read_cursor
from ray_apps.resources import segment_resource
from ray_apps.schemas import Job, JobSummary, Page, Retry
from ray_apps.schemas.common import Id
from ray_apps.service import Here, Service, ask
from viscoper.catalog.segments import Place, Segment, State
from viscoper.errors import UnknownError

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])
MOST_RETRIED = 10_000
RUNNING_SHOWN = 100
StateName = Literal["registered", "indexing", "indexed", "failed"]


@router.get("")
def list_jobs(
    here: Here,
    state: StateName | None = None,
    camera: Annotated[Id | None, Query(description="a camera's id")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Job]:
    """Segments and what has become of them, the newest footage first."""
    place = read_cursor(cursor, datetime, str)
    found = here.catalog.segments.page(
        limit + 1, camera_id=camera, state=state, after=Place(*place) if place else None, newest_first=True
    )
    kept, further = cut(found, limit, lambda each: make_cursor(each.start, each.segment_id))
    return Page(items=_jobs(here, kept, _queued(here)), next_cursor=further)


@router.get("/summary")
def summarise(here: Here) -> JobSummary:
    """How many segments are in each state, and those that are being read."""
    return _summary(here)


@router.post("/retry")
def retry(here: Here, asked: Retry) -> JobSummary:
    """Indexes failed segments again; those named that have not failed stay as they are."""
    failed = [each.segment_id for each in _failed(here, asked.segment_ids)]
    here.catalog.segments.reopen(failed)
    ask(here.burst.retry.remote(failed))
    return _summary(here)


def _failed(here: Service, segment_ids: list[str]) -> list[Segment]:
    if not segment_ids:
        return here.catalog.segments.page(MOST_RETRIED, state=State.FAILED)
    known = here.catalog.segments.by_ids(segment_ids)
    unknown = [each for each in segment_ids if each not in known]
    if unknown:
        raise UnknownError(f"there is no segment {unknown[0]}")
    return [segment for segment in known.values() if segment.state == State.FAILED]


def _summary(here: Service) -> JobSummary:
    counts, queued = here.catalog.segments.counts(), _queued(here)
    running = here.catalog.segments.page(RUNNING_SHOWN, state=State.INDEXING)
    in_hand = {segment.segment_id for segment in running}
    return JobSummary(
        registered=counts[State.REGISTERED],
        queued=len(queued - in_hand),
        indexing=counts[State.INDEXING],
        indexed=counts[State.INDEXED],
        failed=counts[State.FAILED],
        running=_jobs(here, running, queued),
    )


def _queued(here: Service) -> set[str]:
    return set(ask(here.burst.queued.remote()))


def _jobs(here: Service, segments: list[Segment], queued: set[str]) -> list[Job]:
    cameras = here.catalog.cameras.by_ids({each.camera_id for each in segments})
    return [Job(segment=segment_resource(each, cameras), queued=each.segment_id in queued) for each in segments]
