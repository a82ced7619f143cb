"""What an investigator leaves in the catalog: queries, searches, routes. Times are UTC, boxes x, y, w, h in pixels."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

BoxList = list[int]


@dataclass(frozen=True)
class QueryRecord:
    """A picture to search for. Its pixels lie in the object store under `key`; `objects` were found in it (object_id,
    kind, label, box, score). `vector` is what `embedder` made of `box` (of all of it when None)."""

    record_id: str
    created: datetime
    key: str
    width: int
    height: int
    objects: list[dict[str, Any]]
    object_id: str | None = None
    box: BoxList | None = None
    camera_id: str | None = None
    at: datetime | None = None
    embedder: str = ""
    vector: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class SearchRecord:
    """What is searched for (`vectors` of `embedder`, one for each picture; `description` in words, of which sightings
    are not told by those in `untold`), where and when, and how far it is.

    `state`: running, done, cancelled or failed (then `problem` says why). `coverage`: camera-minutes as in
    Amounts.to_json. `revision` grows with every change that its reader may want to see.
    """

    record_id: str
    created: datetime
    query_ids: list[str]
    pictures: list[str]
    embedder: str
    vectors: list[list[float]]
    cameras: list[str]
    near: list[float] | None
    radius_m: float | None
    start: datetime | None
    end: datetime | None
    kind: str | None
    seen_at: list[float] | None
    seen_time: datetime | None
    state: str
    coverage: dict[str, float | None]
    problem: str | None = None
    progress: float = 0.0
    eta_s: float | None = None
    liked: list[str] = field(default_factory=list)
    disliked: list[str] = field(default_factory=list)
    revision: int = 1
    description: str | None = None
    untold: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RouteRecord:
    """The sightings of a route, and how alike each is to what was searched for (None without a search)."""

    record_id: str
    created: datetime
    sighting_ids: list[str]
    similarities: dict[str, float]
    search_id: str | None = None
