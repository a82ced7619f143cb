"""Searches: started, ranked, judged."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ray_apps import metrics, schemas
from ray_apps.pictures import embedded, picture_key
from ray_apps.service import Service, ask
from viscoper.catalog.cameras import Camera
from viscoper.catalog.casework import QueryRecord, SearchRecord
from viscoper.catalog.geography import Point
from viscoper.catalog.records import new_id
from viscoper.clock import to_milliseconds
from viscoper.errors import BusyError, UsageError
from viscoper.search.coverage import find_coverage
from viscoper.search.describe import parse_description
from viscoper.search.describe_search import of_kind
from viscoper.search.match import Match
from viscoper.search.select import Selection, select_cameras

TRIES = 5


def start_search(here: Service, asked: schemas.NewSearch) -> SearchRecord:
    """Keeps the search, and starts the burst for what is not indexed yet. Raises UsageError, UnknownError."""
    queries = [here.catalog.queries.get(query_id) for query_id in dict.fromkeys(asked.query_ids)]
    described = parse_description(asked.description) if asked.description is not None else None
    cameras = choose_cameras(here, asked.cameras, asked.near, asked.radius_m)
    selection = Selection(cameras, asked.start, asked.end, asked.kind)
    if described:
        selection = of_kind(selection, described)
    coverage = find_coverage(here.catalog.segments, selection, here.recipe).total
    embedder, vectors = embedded(here, queries)
    waits = bool(coverage.to_index or coverage.other_settings)
    record = SearchRecord(
        record_id=new_id(),
        created=to_milliseconds(datetime.now(UTC)),
        query_ids=[query.record_id for query in queries],
        pictures=[picture_key(query) for query in queries],
        embedder=embedder,
        vectors=vectors,
        cameras=selection.camera_ids,
        near=list(asked.near) if asked.near else None,
        radius_m=asked.radius_m,
        start=asked.start,
        end=asked.end,
        kind=selection.kind,
        state="running" if waits else "done",
        coverage=coverage.to_json(),
        progress=0.0 if waits else 1.0,
        description=described.text if described else None,
        untold=list(described.untold) if described else [],
        **_seen(here, queries),
    )
    here.catalog.searches.add(record)
    metrics.searches.inc()
    if waits:
        here.burst.want.remote(record.record_id)
    return record


def choose_cameras(
    here: Service, camera_ids: Sequence[str], near: tuple[float, float] | None, radius_m: float | None
) -> list[Camera]:
    """These cameras and those around the point; all when neither is given. UsageError for unknown ones, or none."""
    if not camera_ids:
        return select_cameras(here.catalog.cameras, (), Point(*near) if near else None, radius_m)
    known = here.catalog.cameras.by_ids(camera_ids)
    unknown = [each for each in camera_ids if each not in known]
    if unknown:
        raise UsageError(f"there is no camera {unknown[0]}; take it out of the selection")
    around = here.catalog.cameras.near(*near, radius_m) if near and radius_m else []
    return list({camera.camera_id: camera for camera in (*(known[each] for each in camera_ids), *around)}.values())


def rank(
    here: Service, search: SearchRecord, top: int, kind: str | None = None, camera: str | None = None
) -> list[Match]:
    """The most relevant matches now, of this kind and camera alone if given."""
    with metrics.rankings.time():
        matches: list[Match] = ask(here.ranker.rank.remote(search, top, kind, camera))
    return matches


def judge(here: Service, search_id: str, judgement: schemas.Judgement) -> SearchRecord:
    """The search with what a person says of a match. Raises UnknownError for a sighting that is not there."""
    here.gallery.get([judgement.sighting_id])
    for _ in range(TRIES):
        search = here.catalog.searches.get(search_id)
        liked = [each for each in search.liked if each != judgement.sighting_id]
        disliked = [each for each in search.disliked if each != judgement.sighting_id]
        if judgement.verdict == "this_too":
            liked.append(judgement.sighting_id)
        elif judgement.verdict == "not_this":
            disliked.append(judgement.sighting_id)
        # Another tab may judge at the same moment: neither loses the other's word.
        same = {"liked": search.liked, "disliked": search.disliked}
        if here.catalog.searches.change_if(search_id, same, count="revision", liked=liked, disliked=disliked):
            return here.catalog.searches.get(search_id)
    raise BusyError("others judge matches of this search at the same moment; try again")


def _seen(here: Service, queries: Sequence[QueryRecord]) -> dict[str, Any]:
    """Where and when the first query that is a camera's frame was seen."""
    for query in queries:
        if query.camera_id and query.at:
            point = here.catalog.cameras.by_id(query.camera_id).point
            return {"seen_at": list(point), "seen_time": query.at}
    return {"seen_at": None, "seen_time": None}
