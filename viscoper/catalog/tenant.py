"""The one place where the tenant enters every filter and every document of the catalog."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection as Stored
from pymongo.errors import OperationFailure

Document = dict[str, Any]
Filter = Mapping[str, Any]
VALUES_AT_ONCE = 25
_INDEX_EXISTS = 86  # IndexKeySpecsConflict


class TenantCollection:
    """A collection as one tenant sees it: other tenants' documents are neither found, changed nor counted.

    The rest of the catalog holds only this, never a pymongo Collection. `tenant` is not read back into the documents.
    """

    def __init__(self, collection: Stored[Document], tenant: str) -> None:
        self._collection = collection
        self._tenant = tenant

    def index(self, keys: list[tuple[str, int]], *, unique: bool = False) -> None:
        """An index on tenant and `keys`; a no-op when it exists."""
        self._collection.create_index([("tenant", 1), *keys], unique=unique)

    def index_places(self, field: str) -> None:
        """A 2dsphere index on `field`; a no-op when it exists (which SecantusDB would refuse to be told again)."""
        if f"{field}_2dsphere" in self._collection.index_information():
            return
        try:
            self._collection.create_index([(field, "2dsphere")])
        except OperationFailure as error:
            if error.code != _INDEX_EXISTS:  # otherwise another process was quicker
                raise

    def find(
        self, where: Filter, sort: str | Sequence[tuple[str, int]] | None = None, limit: int = 0
    ) -> list[Document]:
        """`sort`: a field, or fields with 1 (rising) or -1."""
        found = self._collection.find(self._mine(where), {"_id": 0, "tenant": 0}, limit=limit)
        return list(found.sort([(sort, 1)] if isinstance(sort, str) else sort) if sort else found)

    def count(self, where: Filter) -> int:
        return self._collection.count_documents(self._mine(where))

    def of_each(self, field: str, values: Collection[Any] | None, found: Mapping[str, Any]) -> list[Document]:
        """For each of `values` that `field` has, as `_id`, what these accumulators of $group find in its documents.

        An index must hold `field`; None stands for any value.
        """
        group: Document = {"$group": {"_id": f"${field}", **found}}
        wanted: list[Document] = [{}] if values is None else [{field: {"$in": part}} for part in _parts(values)]
        return [each for first in wanted for each in self._collection.aggregate([{"$match": self._mine(first)}, group])]

    def find_among(self, field: str, values: Collection[Any] | None, then: Filter) -> list[Document]:
        """What has one of `values` in `field` and matches `then`, in no order; None stands for any value.

        An index must hold `field`. SecantusDB uses none for a filter that has more in it, hence the two steps, which
        MongoDB joins again; and it compares each document with each value, hence the parts.
        """
        if values is None:
            return self._find_in_steps({}, then)
        return [found for part in _parts(values) for found in self._find_in_steps({field: {"$in": part}}, then)]

    def _find_in_steps(self, first: Filter, then: Filter) -> list[Document]:
        steps: list[Document] = [{"$match": self._mine(first)}, {"$match": dict(then)}]
        return list(self._collection.aggregate([*steps, {"$project": {"_id": 0, "tenant": 0}}]))

    def find_one(self, where: Filter) -> Document | None:
        return self._collection.find_one(self._mine(where), {"_id": 0, "tenant": 0})

    def insert(self, document: Document) -> None:
        self._collection.insert_one({**document, "tenant": self._tenant})

    def insert_if_new(self, where: Filter, document: Document) -> bool:
        """Inserts unless a document matches `where`; says whether it did."""
        result = self._collection.update_one(self._mine(where), {"$setOnInsert": dict(document)}, upsert=True)
        return result.upserted_id is not None

    def update(self, where: Filter, change: Filter) -> int:
        """Changes one document; how many matched (0 or 1)."""
        return self._collection.update_one(self._mine(where), change).matched_count

    def update_all(self, where: Filter, change: Filter) -> int:
        """Changes every document that matches, each one atomically; how many were changed."""
        return self._collection.update_many(self._mine(where), change).modified_count

    def upsert_all(self, documents: Iterable[Document], key: str, fixed: str) -> None:
        """Writes each document over the one with the same `key`, which keeps its value of the field `fixed`."""
        changes = []
        for document in documents:
            rest = {name: value for name, value in document.items() if name != fixed}
            change = {"$set": rest, "$setOnInsert": {fixed: document[fixed]}}
            changes.append(UpdateOne(self._mine({key: document[key]}), change, upsert=True))
        if changes:
            self._collection.bulk_write(changes, ordered=False)

    def delete(self, where: Filter) -> int:
        return self._collection.delete_many(self._mine(where)).deleted_count

    def values(self, field: str) -> list[Any]:
        """The different values of a field."""
        return self._collection.distinct(field, self._mine({}))

    def _mine(self, where: Filter) -> Document:
        return {**where, "tenant": self._tenant}


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    several = list(values)
    return (several[at : at + VALUES_AT_ONCE] for at in range(0, len(several), VALUES_AT_ONCE))
