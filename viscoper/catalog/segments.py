"""Segments of footage: registered, found by camera and time, and claimed by one indexing worker at a time."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from viscoper.catalog.leases import Leases
from viscoper.catalog.tenant import Document, TenantCollection
from viscoper.clock import format_time
from viscoper.errors import UsageError


class State(StrEnum):
    """What has become of a segment."""

    REGISTERED = "registered"
    INDEXING = "indexing"
    INDEXED = "indexed"
    FAILED = "failed"


@dataclass(frozen=True)
class Segment:
    """One contiguous piece of recorded footage: [start, end) in UTC, whole milliseconds.

    `key` is the object's key in the store, `progress` the share indexed (0 to 1), `recipe` says with which models and
    settings it was indexed, `reason` why it failed. `owner` and `lease_expires` are of the worker that indexes it now.
    """

    segment_id: str
    camera_id: str
    start: datetime
    end: datetime
    key: str
    sha256: str
    width: int
    height: int
    fps: float
    duration_s: float
    state: State = State.REGISTERED
    reason: str = ""
    recipe: str = ""
    sightings: int = 0
    progress: float = 0.0
    owner: str = ""
    lease_expires: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            if getattr(self, name).tzinfo is None:
                raise UsageError(f"the {name} of the segment has no zone; times are kept in UTC")
        if self.end <= self.start:
            raise UsageError(f"the segment ends at {format_time(self.end)}, which is not after its start")

    def to_json(self) -> dict[str, Any]:
        """All of it; times as ISO 8601 UTC."""
        shown = asdict(self)
        for name in ("start", "end", "lease_expires"):
            shown[name] = format_time(shown[name]) if shown[name] else None
        return shown


def segment_id(tenant: str, camera_id: str, start: datetime, sha256: str) -> str:
    """The id that the same footage of the same camera and start always gets (32 hexadecimal digits)."""
    identity = "\n".join((tenant, camera_id, format_time(start), sha256))
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


class Segments(Leases):
    """The tenant's segments in the catalog. Claiming and what follows it is in Leases."""

    def __init__(self, collection: TenantCollection, tenant: str, now: Callable[[], datetime]) -> None:
        super().__init__(collection, now)
        self._tenant = tenant
        collection.index([("segment_id", 1)], unique=True)
        collection.index([("camera_id", 1), ("start", 1)])
        collection.index([("claim", 1)])

    def id_of(self, camera_id: str, start: datetime, sha256: str) -> str:
        """The segment id for this tenant; to name the object in the store before the segment is added."""
        return segment_id(self._tenant, camera_id, start, sha256)

    def add(self, segment: Segment) -> bool:
        """Registers a segment; False (and no change) when it is registered already. UsageError for a foreign id."""
        if segment.segment_id != self.id_of(segment.camera_id, segment.start, segment.sha256):
            raise UsageError(f"the segment id {segment.segment_id} is not that of its camera, start and content")
        return self._collection.insert_if_new({"segment_id": segment.segment_id}, asdict(segment))

    def get(self, segment_id: str) -> Segment:
        """Raises UsageError when there is none of this id."""
        document = self._collection.find_one({"segment_id": segment_id})
        if document is None:
            raise UsageError(f"there is no segment {segment_id}")
        return from_document(document)

    def find(
        self,
        camera_ids: Collection[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        states: Sequence[str] | None = None,
    ) -> list[Segment]:
        """Segments that share time with [start, end), of these cameras and states, by start; None does not limit."""
        where: Document = {}
        if camera_ids is not None:
            where["camera_id"] = {"$in": list(camera_ids)}
        if start is not None:
            where["end"] = {"$gt": start}
        if end is not None:
            where["start"] = {"$lt": end}
        if states is not None:
            where["state"] = {"$in": list(states)}
        return [from_document(document) for document in self._collection.find(where, sort="start")]

    def next_lease_ends_in(self, segment_ids: Collection[str]) -> timedelta | None:
        """How long until a lease on one of these runs out, unless it is renewed; None when no other worker has one."""
        held = self._collection.find({"segment_id": {"$in": list(segment_ids)}, "state": State.INDEXING})
        if not held:
            return None
        first: datetime = min(document["lease_expires"] for document in held)
        return max(timedelta(0), first - self._now())


def from_document(document: Document) -> Segment:
    fields = {name: document[name] for name in Segment.__dataclass_fields__}
    return Segment(**{**fields, "state": State(fields["state"])})
