"""The API's typed client. It gives the resources of ray_apps.schemas.

Raises UsageError with the API's sentence for what it refuses, ViscoperError when it fails or does not answer.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel

from ray_apps.client_footage import PAGE, FootageClient
from ray_apps.schemas import (
    Camera,
    CoverageReport,
    Description,
    Facets,
    FoundObject,
    Job,
    JobSummary,
    Leg,
    Match,
    Minutes,
    Page,
    Query,
    Route,
    Search,
    Segment,
    Sighting,
    Stop,
    Verdict,
)
from viscoper.clock import format_time

__all__ = [
    "PAGE", "Camera", "Client", "CoverageReport", "Description", "Event", "Facets", "FoundObject", "Job", "JobSummary",
    "Leg", "Match", "Minutes", "Page", "Query", "Route", "Search", "Segment", "Sighting", "Stop", "Verdict",
]  # fmt: skip


class Event(BaseModel):
    """News of a search: how it is, and its most relevant matches. `event_id` goes on from there."""

    event_id: str
    search: Search
    matches: list[Match]


class Client(FootageClient):
    """The API at settings.api_url, with settings.access_token when there is one. Safe to share between threads.

    `media_url` makes the URL of a resource's picture or video for a browser, `read` fetches its bytes.
    """

    # Queries

    def upload_query(self, name: str, picture: bytes) -> Query:
        """A picture file, with the people and vehicles found in it."""
        return self.send(Query, "POST", "/v1/queries", files={"picture": (name, picture)})

    def frame_query(self, camera_id: str, at: datetime) -> Query:
        """The frame of a camera at a moment, with the people and vehicles found in it."""
        return self.send(Query, "POST", "/v1/queries/frame", json={"camera_id": camera_id, "at": format_time(at)})

    def query(self, query_id: str) -> Query:
        return self.get(Query, f"/v1/queries/{quote(query_id)}")

    def choose_object(self, query_id: str, object_id: str | None) -> Query:
        """Searches for this object of the picture; for all of it with None."""
        return self.send(Query, "PATCH", f"/v1/queries/{quote(query_id)}", json={"object_id": object_id})

    def choose_box(self, query_id: str, box: tuple[int, int, int, int]) -> Query:
        """Searches for this box (x, y, width, height; pixels) of the picture."""
        return self.send(Query, "PATCH", f"/v1/queries/{quote(query_id)}", json={"box": list(box)})

    # Descriptions in words

    def describe(self, text: str) -> Description:
        """What a description says, English or Korean: of which kind, in which colours."""
        return self.get(Description, "/v1/descriptions", {"text": text})

    # Searches

    def create_search(
        self,
        query_ids: Sequence[str] = (),
        cameras: Sequence[str] = (),
        near: tuple[float, float] | None = None,
        radius_m: float | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        kind: str | None = None,
        description: str | None = None,
    ) -> Search:
        """Starts a search by pictures, a description in words, or both, in these cameras (ids) or in those around
        `near`; in all when neither is given."""
        body = {
            "query_ids": list(query_ids), "cameras": list(cameras), "near": list(near) if near else None,
            "radius_m": radius_m, "start": format_time(start) if start else None,
            "end": format_time(end) if end else None, "kind": kind, "description": description,
        }  # fmt: skip
        return self.send(Search, "POST", "/v1/searches", json=body)

    def search(self, search_id: str) -> Search:
        return self.get(Search, f"/v1/searches/{quote(search_id)}")

    def searches(self, *, limit: int = 50, cursor: str | None = None) -> Page[Search]:
        """Searches, newest first."""
        return self.list(Search, "/v1/searches", limit=limit, cursor=cursor)

    def cancel_search(self, search_id: str) -> Search:
        """Indexes no more for it; what was indexed stays, and its matches can still be read."""
        return self.send(Search, "POST", f"/v1/searches/{quote(search_id)}/cancel", json={})

    def matches(
        self,
        search_id: str,
        *,
        order: str = "relevance",
        min_similarity: float | None = None,
        camera: str | None = None,
        kind: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Match]:
        """Possible matches, by `order`: relevance, or time. `camera` is an id."""
        return self.list(
            Match, f"/v1/searches/{quote(search_id)}/matches", order=order, min_similarity=min_similarity,
            camera=camera, kind=kind, limit=limit, cursor=cursor,
        )  # fmt: skip

    def judge(self, search_id: str, sighting_id: str, verdict: Verdict | Literal["clear"] | str) -> Search:
        """Says of a match that it is `this_too` or `not_this`; `clear` takes it back."""
        return self.send(
            Search,
            "POST",
            f"/v1/searches/{quote(search_id)}/feedback",
            json={"sighting_id": sighting_id, "verdict": verdict},
        )

    def follow(self, search_id: str, last_event_id: str | None = None) -> Iterator[Event]:
        """News of the search until it runs no more; goes on after `last_event_id`, whatever was missed in between."""
        for event_id, data in self.events(f"/v1/searches/{quote(search_id)}/events", last_event_id):
            yield Event.model_validate({"event_id": event_id, **json.loads(data)})

    # Routes, jobs

    def create_route(self, sighting_ids: Sequence[str], search_id: str | None = None) -> Route:
        return self.send(Route, "POST", "/v1/routes", json={"sighting_ids": list(sighting_ids), "search_id": search_id})

    def route(self, route_id: str) -> Route:
        return self.get(Route, f"/v1/routes/{quote(route_id)}")

    def routes(self, *, limit: int = 50, cursor: str | None = None) -> Page[Route]:
        """Routes, newest first."""
        return self.list(Route, "/v1/routes", limit=limit, cursor=cursor)

    def route_file(self, route_id: str, kind: str) -> bytes:
        """The route as a file: html, geojson or csv."""
        return self.read(f"/v1/routes/{quote(route_id)}.{quote(kind)}")

    def jobs(
        self, state: str | None = None, camera: str | None = None, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Job]:
        """Segments as jobs, newest first; `state` is registered, indexing, indexed or failed."""
        return self.list(Job, "/v1/jobs", state=state, camera=camera, limit=limit, cursor=cursor)

    def job_summary(self) -> JobSummary:
        return self.get(JobSummary, "/v1/jobs/summary")

    def retry_jobs(self, segment_ids: Sequence[str] = ()) -> JobSummary:
        """Indexes failed segments again; all of them when none are named."""
        return self.send(JobSummary, "POST", "/v1/jobs/retry", json={"segment_ids": list(segment_ids)})
