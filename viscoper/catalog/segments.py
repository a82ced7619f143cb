"""The tenant's segments of footage: registered, and found by camera and time."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import NamedTuple

from viscoper.catalog.leases import Leases
from viscoper.catalog.segment import Segment, State, from_document, segment_id
from viscoper.catalog.tenant import Document, TenantCollection
from viscoper.errors import UnknownError, UsageError

__all__ = ["Recorded", "Segment", "Segments", "State", "segment_id"]

# Of more cameras than these all segments are gone through: 2,700 cameras with 24 each took SecantusDB 7 s, each camera
# looked up 4 ms.
FEW = 400


class Place(NamedTuple):
    """Where a list by start was left."""

    start: datetime
    segment_id: str


class Recorded(NamedTuple):
    """A camera's footage: from the start of its oldest segment to the end of its newest, and the newest's state."""

    start: datetime
    end: datetime
    state: State


class Segments(Leases):
    """The tenant's segments in the catalog. Claiming and what follows it is in Leases."""

    def __init__(self, collection: TenantCollection, tenant: str, now: Callable[[], datetime]) -> None:
        super().__init__(collection, now)
        self._tenant = tenant
        collection.index([("segment_id", 1)], unique=True)
        collection.index([("camera_id", 1), ("start", 1)])
        collection.index([("claim", 1)])
        collection.index([("state", 1), ("start", -1)])

    def id_of(self, camera_id: str, start: datetime, sha256: str) -> str:
        """The segment id for this tenant; to name the object in the store before the segment is added."""
        return segment_id(self._tenant, camera_id, start, sha256)

    def add(self, segment: Segment) -> bool:
        """Registers a segment; False (and no change) when it is registered already. UsageError for a foreign id."""
        if segment.segment_id != self.id_of(segment.camera_id, segment.start, segment.sha256):
            raise UsageError(f"the segment id {segment.segment_id} is not that of its camera, start and content")
        return self._collection.insert_if_new({"segment_id": segment.segment_id}, asdict(segment))

    def get(self, segment_id: str) -> Segment:
        """Raises UnknownError when there is none of this id."""
        document = self._collection.find_one({"segment_id": segment_id})
        if document is None:
            raise UnknownError(f"there is no segment {segment_id}")
        return from_document(document)

    def find(
        self,
        camera_ids: Collection[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[Segment]:
        """Segments of these cameras that share time with [start, end), by start; None does not limit."""
        shared: Document = {}
        if start is not None:
            shared["end"] = {"$gt": start}
        if end is not None:
            shared["start"] = {"$lt": end}
        cameras = None if camera_ids is None else set(camera_ids)
        found = [from_document(document) for document in self._collection.find_among("camera_id", cameras, shared)]
        return sorted(found, key=lambda segment: segment.start)

    def page(
        self,
        limit: int,
        *,
        camera_id: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        state: str | None = None,
        after: Place | None = None,
        newest_first: bool = False,
    ) -> list[Segment]:
        """At most `limit` segments as in `find`, and of this state, by start, from behind `after` on."""
        direction = -1 if newest_first else 1
        where: Document = {name: value for name, value in (("camera_id", camera_id), ("state", state)) if value}
        if start is not None:
            where["end"] = {"$gt": start}
        if end is not None:
            where["start"] = {"$lt": end}
        if after:
            behind = "$lt" if newest_first else "$gt"
            further = {"start": {behind: after.start}}
            where = {
                "$and": [where, {"$or": [further, {"start": after.start, "segment_id": {behind: after.segment_id}}]}]
            }
        order = [("start", direction), ("segment_id", direction)]
        return [from_document(document) for document in self._collection.find(where, sort=order, limit=limit)]

    def by_ids(self, segment_ids: Collection[str]) -> dict[str, Segment]:
        """Segments by id; ids that are not there are left out."""
        found = map(from_document, self._collection.find_among("segment_id", set(segment_ids), {}))
        return {segment.segment_id: segment for segment in found}

    def counts(self) -> dict[State, int]:
        """How many segments are in each state."""
        return {state: self._collection.count({"state": state}) for state in State}

    def recorded(self, camera_ids: Collection[str]) -> dict[str, Recorded]:
        """What is recorded of each of these cameras that has footage, by the camera's id."""
        cameras = set(camera_ids)
        newest = {"start": "$start", "end": "$end", "state": "$state"}  # compared in this order
        edges = {"first": {"$min": "$start"}, "last": {"$max": newest}}
        found = self._collection.of_each("camera_id", cameras if len(cameras) <= FEW else None, edges)
        return {
            each["_id"]: Recorded(each["first"], each["last"]["end"], State(each["last"]["state"]))
            for each in found
            if each["_id"] in cameras
        }

    def recorded_of(self, camera_id: str) -> Recorded | None:
        """What is recorded of one camera."""
        oldest = self.page(1, camera_id=camera_id)
        newest = self.page(1, camera_id=camera_id, newest_first=True)
        return Recorded(oldest[0].start, newest[0].end, newest[0].state) if oldest and newest else None

    def at(self, camera_id: str, moment: datetime) -> Segment | None:
        """The camera's segment that holds this moment; of several the one that began last."""
        holding = {"start": {"$lte": moment}, "end": {"$gt": moment}}
        found = map(from_document, self._collection.find_among("camera_id", [camera_id], holding))
        return max(found, key=lambda segment: segment.start, default=None)

    def next_lease_ends_in(self, segment_ids: Collection[str]) -> timedelta | None:
        """How long until a lease on one of these runs out, unless it is renewed; None when no other worker has one."""
        held = self._collection.find({"segment_id": {"$in": list(segment_ids)}, "state": State.INDEXING})
        if not held:
            return None
        first: datetime = min(document["lease_expires"] for document in held)
        return max(timedelta(0), first - self._now())

    def adopt(self, recipes: Collection[str], recipe: str, besides: Collection[str] = ()) -> int:
        """Indexed segments of one of `recipes` count as indexed with `recipe`, but for those `besides`; how many."""
        chosen = {"state": State.INDEXED, "recipe": {"$in": list(recipes)}, "segment_id": {"$nin": list(besides)}}
        return self._collection.update_all(chosen, {"$set": {"recipe": recipe}})
