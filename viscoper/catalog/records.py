"""Small records of one kind (queries, searches, routes), each a frozen dataclass, kept under an id by its tenant."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from viscoper.catalog.tenant import Document, TenantCollection
from viscoper.errors import UnknownError

Record = TypeVar("Record")


class Place(NamedTuple):
    """Where a list from the newest to the oldest was left."""

    created: datetime
    record_id: str


class Records(Generic[Record]):
    """Records of the class `kind`, with `record_id`, `created` and fields of its own; called `noun` in messages."""

    def __init__(self, collection: TenantCollection, kind: Callable[..., Record], noun: str) -> None:
        self._collection = collection
        self._kind = kind
        self._noun = noun
        collection.index([("record_id", 1)], unique=True)
        collection.index([("created", -1), ("record_id", -1)])

    def add(self, record: Record) -> Record:
        self._collection.insert(asdict(record))  # type: ignore[call-overload]
        return record

    def get(self, record_id: str) -> Record:
        """Raises UnknownError when there is none of this id."""
        document = self._collection.find_one({"record_id": record_id})
        if document is None:
            raise UnknownError(f"there is no {self._noun} {record_id}")
        return self._kind(**document)

    def change(self, record_id: str, **fields: Any) -> Record:
        """The record with these fields changed. Raises UnknownError."""
        self._collection.update({"record_id": record_id}, {"$set": fields})
        return self.get(record_id)

    def change_if(self, record_id: str, condition: Document, *, count: str | None = None, **fields: Any) -> bool:
        """Changes these fields, and adds 1 to `count`, if `condition` holds, in one step; whether it did."""
        change: Document = {"$set": fields, **({"$inc": {count: 1}} if count else {})}
        return bool(self._collection.update({**condition, "record_id": record_id}, change))

    def where(self, **fields: Any) -> list[Record]:
        """Records with these values, the oldest first."""
        return [self._kind(**document) for document in self._collection.find(fields, sort="created")]

    def newest(self, limit: int, after: Place | None = None) -> list[Record]:
        """At most `limit` records, the newest first, from behind `after` on."""
        where: Document = {}
        if after:
            older = {"created": {"$lt": after.created}}
            where = {"$or": [older, {"created": after.created, "record_id": {"$lt": after.record_id}}]}
        order = [("created", -1), ("record_id", -1)]
        return [self._kind(**document) for document in self._collection.find(where, sort=order, limit=limit)]


def new_id() -> str:
    """16 hexadecimal digits that nobody has had before and nobody guesses."""
    return uuid.uuid4().hex[:16]
