"""/v1/searches: what is searched for, where and when; matches while they arrive."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response, StreamingResponse

from ray_apps.events import news
from ray_apps.matching import Order, match_page
from ray_apps.media import JPEG, picture_response
from ray_apps.pages import Cursor, Limit, cut, make_cursor, read_cursor
from ray_apps.resources import search_resource
from ray_apps.schemas import Judgement, Match, NewSearch, Page, Search
from ray_apps.schemas.common import Id, Kind
from ray_apps.searching import judge, start_search
from ray_apps.service import Here
from viscoper.catalog.records import Place
from viscoper.errors import UnknownError

router = APIRouter(prefix="/v1/searches", tags=["searches"])
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.post("", status_code=201)
def start(here: Here, asked: NewSearch) -> Search:
    """Starts a search. Its matches can be read at once; footage that is not indexed yet is indexed now."""
    return search_resource(start_search(here, asked))


@router.get("")
def list_searches(here: Here, limit: Limit = 50, cursor: Cursor = None) -> Page[Search]:
    """Searches, newest first."""
    place = read_cursor(cursor, datetime, str)
    found = here.catalog.searches.newest(limit + 1, Place(*place) if place else None)
    kept, further = cut(found, limit, lambda each: make_cursor(each.created, each.record_id))
    return Page(items=[search_resource(each) for each in kept], next_cursor=further)


@router.get("/{search_id}")
def get_search(here: Here, search_id: Id) -> Search:
    return search_resource(here.catalog.searches.get(search_id))


@router.post("/{search_id}/cancel")
def cancel(here: Here, search_id: Id) -> Search:
    """Indexes no more for it. What was indexed stays, and its matches can still be read."""
    here.catalog.searches.change_if(search_id, {"state": "running"}, count="revision", state="cancelled", eta_s=None)
    here.burst.forget.remote(search_id)
    return search_resource(here.catalog.searches.get(search_id))


@router.get("/{search_id}/matches")
def list_matches(
    here: Here,
    search_id: Id,
    order: Order = "relevance",
    min_similarity: Annotated[float | None, Query(ge=-1, le=1, description="leaves out what is less alike")] = None,
    camera: Annotated[Id | None, Query(description="a camera's id")] = None,
    kind: Kind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Match]:
    """Possible matches in what is indexed now: the most relevant, in this order."""
    search = here.catalog.searches.get(search_id)
    return match_page(
        here, search, order=order, min_similarity=min_similarity, camera=camera, kind=kind, limit=limit, cursor=cursor
    )


@router.post("/{search_id}/feedback")
def give_feedback(here: Here, search_id: Id, judgement: Judgement) -> Search:
    """'Not this one' takes a match out and ranks without it; 'this one too' adds it to what is searched for."""
    return search_resource(judge(here, search_id, judgement))


@router.get("/{search_id}/events", responses=STREAM, response_class=StreamingResponse)
def follow(here: Here, search_id: Id, last_event_id: Annotated[str | None, Header(max_length=20)] = None) -> Response:
    """News as server-sent events while the search runs: how it is, and its most relevant matches. The id of an event
    goes on from there; 204 when there is no more to come."""
    search = here.catalog.searches.get(search_id)
    known = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else 0
    if search.state != "running" and search.revision <= known:
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(news(here, search_id, known), media_type="text/event-stream", headers=headers)


@router.get("/{search_id}/pictures/{number}", responses=JPEG, response_class=Response)
def get_picture(here: Here, search_id: Id, number: int) -> Response:
    """One of the pictures searched for, counted from 1, as JPEG."""
    pictures = here.catalog.searches.get(search_id).pictures
    if not 1 <= number <= len(pictures):
        raise UnknownError(f"the search has {len(pictures)} pictures; there is no number {number}")
    return picture_response(here.store.read_bytes(pictures[number - 1]))
