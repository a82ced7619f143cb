"""Who indexes which segment: a lease in the catalog, so that no segment is worked on twice or forgotten.

A worker claims a batch, renews while it works, and finishes or fails each segment. A lease not renewed in time (its
worker was killed) is anybody's. Every step is one atomic update of each document, on condition of its state.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from viscoper.catalog.segment import Segment, State, from_document
from viscoper.catalog.tenant import Document, TenantCollection
from viscoper.errors import BusyError, CatalogError

LEASE_SECONDS = 120.0
REASON_CHARACTERS = 1000


class Leases:
    """Claiming segments, and what becomes of a claimed segment. Times are the catalog server's."""

    def __init__(self, collection: TenantCollection, now: Callable[[], datetime]) -> None:
        self._collection = collection
        self._now = now

    def claim(
        self, segment_ids: Sequence[str], owner: str, limit: int, lease_s: float = LEASE_SECONDS
    ) -> list[Segment]:
        """At most `limit` of these segments for `owner`, in the order given.

        Free are those registered and those whose lease has run out; an empty list means that none is free now. Give
        each worker the ids from another place on, so that workers seldom ask for the same ones.
        """
        free = self._free()
        documents = self._collection.find({"segment_id": {"$in": list(segment_ids)}, **free})
        there = {document["segment_id"] for document in documents}
        wanted = [each for each in dict.fromkeys(segment_ids) if each in there][:limit]
        claim = uuid.uuid4().hex
        lease = {"state": State.INDEXING, "owner": owner, "claim": claim, "progress": 0.0, "reason": ""}
        lease_expires = self._now() + timedelta(seconds=lease_s)
        change = {"$set": {**lease, "lease_expires": lease_expires}}
        # Each update holds the condition again: of two workers that saw a segment free, one gets it.
        self._collection.update_all({"segment_id": {"$in": wanted}, **free}, change)
        mine = {document["segment_id"]: document for document in self._collection.find({"claim": claim})}
        return [from_document(mine[each]) for each in wanted if each in mine]

    def renew(self, segment_id: str, owner: str, progress: float, lease_s: float = LEASE_SECONDS) -> None:
        """Keeps a segment `lease_s` longer and notes the share done (0 to 1). BusyError when it is not the owner's."""
        self._change_own(
            segment_id, owner, {"lease_expires": self._now() + timedelta(seconds=lease_s), "progress": progress}
        )

    def finish(self, segment_id: str, owner: str, sightings: int, recipe: str) -> None:
        """Marks a segment indexed. BusyError when it is not the owner's any more."""
        done: Document = {
            "state": State.INDEXED,
            "sightings": sightings,
            "recipe": recipe,
            "progress": 1.0,
            "reason": "",
        }
        self._change_own(segment_id, owner, {**done, **_NOBODY})

    def fail(self, segment_id: str, owner: str, reason: str) -> None:
        """Marks a segment failed, with one sentence that says why. BusyError when it is not the owner's any more."""
        failed: Document = {"state": State.FAILED, "reason": reason[:REASON_CHARACTERS]}
        self._change_own(segment_id, owner, {**failed, **_NOBODY})

    def release(self, owner: str) -> int:
        """Gives back what `owner` has not finished; how many segments."""
        where = {"state": State.INDEXING, "owner": owner}
        return self._collection.update_all(where, {"$set": {"state": State.REGISTERED, **_NOBODY}})

    def reopen(self, segment_ids: Collection[str]) -> int:
        """Makes failed and indexed segments claimable again (a retry, or other models); how many were changed."""
        where = {"segment_id": {"$in": list(segment_ids)}, "state": {"$in": [State.FAILED, State.INDEXED]}}
        return self._collection.update_all(where, {"$set": {"state": State.REGISTERED, "reason": "", "progress": 0.0}})

    def _free(self) -> Document:
        run_out = {"state": State.INDEXING, "lease_expires": {"$lte": self._now()}}
        return {"$or": [{"state": State.REGISTERED}, run_out]}

    def _change_own(self, segment_id: str, owner: str, change: Document) -> None:
        where = {"segment_id": segment_id, "state": State.INDEXING, "owner": owner}
        if not self._collection.update(where, {"$set": change}):
            raise BusyError(self._lost(segment_id, owner))

    def _lost(self, segment_id: str, owner: str) -> str:
        document = self._collection.find_one({"segment_id": segment_id})
        if document is None:
            raise CatalogError(f"there is no segment {segment_id} any more")
        holder = f"held by {document['owner']}" if document.get("owner") else document["state"]
        return f"segment {segment_id} is not {owner}'s any more: it is {holder}"


_NOBODY: Document = {"owner": "", "claim": "", "lease_expires": None}
