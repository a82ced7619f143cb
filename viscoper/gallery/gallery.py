"""The gallery of one tenant: write, replace, count, search and fetch sightings.

The tenant is put into every row and every filter in this file and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.errors import GalleryError, UnknownError, UsageError
from viscoper.gallery import filters, fragments, upkeep
from viscoper.gallery.nearest import nearest
from viscoper.gallery.reembedding import Embed, Reembedded, reembedded
from viscoper.gallery.schema import (
    TABLE,
    Hit,
    Neighbours,
    StoredSighting,
    embedder_of,
    embedding_column,
    embedding_names,
    stored_sightings,
    told_columns,
)
from viscoper.gallery.stored_rows import as_stored, only_value, unit_rows
from viscoper.gallery.table import (
    gallery_uri,
    has_column,
    open_rows,
    open_table,
    prepare_table,
    retrying,
    speaking,
    storage_options,
    table_uri,
)
from viscoper.settings import Settings

# Rows fetched by id at a time, so that a filter stays a reasonable text.
_IDS_PER_QUERY = 500
EMPTY = np.zeros((0, 0), np.float32)


class Gallery:
    """Sightings of settings.tenant at settings.storage_uri/gallery. Making one opens nothing.

    Any number of processes may write fragments and search; ONE maintains, and no two commit the same segment at once.
    Readers see whole segments only. All methods raise GalleryError when the store fails.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._uri = gallery_uri(settings)
        self._where = f"the gallery {self._uri}"
        self._table_uri = table_uri(settings)
        self._options = storage_options(self._uri)
        self._prepared: set[tuple[str, int]] = set()

    def write_fragment(self, rows: pa.Table) -> list[str]:
        """Stores one segment's sightings (columns of schema.rows_schema) without showing them to anyone.

        Returns strings for `commit`, none for no rows. Raises GalleryError for rows of several segments or embedders,
        missing values, or embeddings that are not finite.
        """
        if rows.num_rows == 0:
            return []
        segment_id, embedder = only_value(rows, "segment_id"), only_value(rows, "embedder")
        stored = as_stored(rows, embedder, self.settings.tenant)
        self.prepare(embedder, rows.schema.field("embedding").type.list_size)
        with speaking(self._where):
            return fragments.write(stored, self._table_uri, self._options, self._label([segment_id]))

    def commit(
        self, segment_ids: str | Sequence[str], written: Sequence[str], over: Sequence[str] | None = None
    ) -> None:
        """Shows fragments that hold exactly these segments, in place of all rows these had, in one atomic step.
        Repeating it changes nothing.

        over: the sightings that the segments must have until then, None for any. Raises GalleryError for fragments of
        other segments or of another tenant, and when the segments have other sightings by now.
        """
        segment_ids = [segment_ids] if isinstance(segment_ids, str) else list(segment_ids)
        new = fragments.read(list(written), self._label(segment_ids))
        old_rows = self._filter(filters.among("segment_id", segment_ids))

        def replace() -> None:
            table = open_rows(self.settings)
            if table is None:
                return
            if over is not None and set(over) != set(
                table.to_table(["sighting_id"], old_rows)["sighting_id"].to_pylist()
            ):
                raise GalleryError(f"segments {', '.join(segment_ids[:5])} were indexed anew meanwhile; do this again")
            fragments.replace(table, old_rows, new, self._options)

        retrying(replace, self._where)

    def has_segment(self, segment_id: str, embedder: str | None = None) -> int:
        """How many sightings of the segment are committed (with this embedder's embeddings)."""
        table = open_rows(self.settings)
        of_segment = filters.equals("segment_id", segment_id)
        if table is None or (embedder and embedding_column(embedder) not in table.schema.names):
            return 0
        embedded = [filters.present(embedding_column(embedder))] if embedder else []
        with speaking(self._where):
            return int(table.count_rows(self._filter(of_segment, *embedded)))

    def embedders(self) -> list[str]:
        """Every embedder ("name@version") that has embedded anything here."""
        table = open_rows(self.settings)
        return [] if table is None else [embedder_of(column) for column in embedding_names(table.schema)]

    def lacking(self, embedder: str) -> dict[str, int]:
        """How many sightings this embedder has not embedded, by segment; without segments that lack none."""
        table = open_rows(self.settings)
        if table is None:
            return {}
        column = embedding_column(embedder)
        lack = [filters.absent(column)] if column in table.schema.names else []
        with speaking(self._where):
            return Counter(table.to_table(["segment_id"], self._filter(*lack))["segment_id"].to_pylist())

    def write_reembedded(self, segment_ids: Sequence[str], embedder: str, embed: Embed) -> Reembedded:
        """Stores these segments' sightings anew, beside the old and shown to nobody, with what `embed` makes of their
        crops under `embedder`; embeddings by other embedders stay.

        `embed`: JPEGs to float32 [dim] each, None for what cannot be embedded. Raises GalleryError.
        """
        table = open_rows(self.settings)
        if table is None:
            return Reembedded([], [], 0)
        with speaking(self._where):
            stored = table.to_table(filter=self._filter(filters.among("segment_id", segment_ids)))
            rows, without = reembedded(stored, embedder, embed)
            written = fragments.write(rows, self._table_uri, self._options, self._label(segment_ids))
            return Reembedded(written, rows["sighting_id"].to_pylist(), without)

    def neighbours(
        self,
        embedding: NDArray[np.float32],
        embedder: str,
        *,
        camera_ids: Iterable[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        kind: str | None = None,
        top: int = 50,
    ) -> Neighbours:
        """The `top` sightings most similar to `embedding`, best first, among those that `embedder` embedded.

        `camera_ids`: only these (none: no hit); `start` <= time < `end` (aware); `kind`: 'person' or 'vehicle'.
        Raises UsageError for an embedding of the wrong length, not finite, or zero.
        """
        table = open_rows(self.settings)
        column = embedding_column(embedder)
        if table is None or column not in table.schema.names:
            return Neighbours()
        query = _unit(embedding, table.schema.field(column).type.list_size)
        with speaking(self._where):
            return nearest(table, column, query, self._filter(*filters.selection(camera_ids, start, end, kind)), top)

    def search(self, embedding: NDArray[np.float32], embedder: str, **selection: Any) -> list[Hit]:
        """The hits of `neighbours`."""
        return list(self.neighbours(embedding, embedder, **selection).hits)

    def sightings(
        self,
        *,
        camera_ids: Iterable[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        kind: str | None = None,
    ) -> list[StoredSighting]:
        """All sightings of the selection (as in `search`), by time."""
        found = self._fetch(None, filters.selection(camera_ids, start, end, kind))
        return sorted(stored_sightings(found), key=lambda sighting: (sighting.time, sighting.sighting_id))

    def columns(
        self,
        names: Sequence[str],
        *,
        camera_ids: Iterable[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        kind: str | None = None,
    ) -> pa.Table:
        """These columns of FACTS and ADDED, one row for each sighting of the selection (as in `search`), in no
        order; a gallery older than a column lacks it."""
        return self._fetch(list(names), filters.selection(camera_ids, start, end, kind))

    def get(self, sighting_ids: Sequence[str]) -> list[StoredSighting]:
        """These sightings, in this order. Raises UsageError naming the ones that are not there."""
        found = {s.sighting_id: s for rows in self._by_id(None, sighting_ids) for s in stored_sightings(rows)}
        _refuse_unknown(sighting_ids, found)
        return [found[sighting_id] for sighting_id in sighting_ids]

    def embeddings(self, sighting_ids: Sequence[str], embedder: str) -> NDArray[np.float32]:
        """What `embedder` made of these sightings, float32 [n, dim] in this order, rows of length 1.

        Raises UsageError naming the sightings that are not there, or not embedded by it.
        """
        column = embedding_column(embedder)
        found: dict[str, NDArray[np.float32]] = {}
        for rows in self._by_id(["sighting_id", column], sighting_ids):
            if column in rows.schema.names:
                embedded = rows.filter(rows[column].is_valid())
                found |= dict(zip(embedded["sighting_id"].to_pylist(), unit_rows(embedded[column]), strict=True))
        without = [sighting_id for sighting_id in sighting_ids if sighting_id not in found]
        if self.get(without):
            raise UsageError(f"{embedder} has not embedded sighting {without[0]} yet; `viscoper reembed` does it")
        return np.stack([found[sighting_id] for sighting_id in sighting_ids]) if sighting_ids else EMPTY

    def crop(self, sighting_id: str) -> bytes:
        """The sighting's image as JPEG. Raises UsageError when there is no such sighting."""
        return self.crops([sighting_id])[sighting_id]

    def crops(self, sighting_ids: Sequence[str]) -> dict[str, bytes]:
        """Images of several sightings, as JPEG, by id. Raises UsageError naming the ones that are not there."""
        tables = self._by_id(["sighting_id", "crop"], sighting_ids)
        found = {row["sighting_id"]: row["crop"] for rows in tables for row in rows.to_pylist()}
        _refuse_unknown(sighting_ids, found)
        return found

    def maintain(self) -> None:
        """Compacts small files, brings the indexes up to date and drops old versions. Called by the committer, after
        a job."""
        table = open_table(self.settings)
        if table is not None:
            with speaking(self._where):
                upkeep.maintain(table)

    def prepare(self, embedder: str, dim: int) -> None:
        """Makes the table and the embedder's column where missing; writing does so too."""
        if (embedder, dim) not in self._prepared:
            if not has_column(self.settings, embedder, dim):
                prepare_table(self.settings, embedder, dim)
            self._prepared.add((embedder, dim))

    def _label(self, segment_ids: Sequence[str]) -> dict[str, Any]:
        return {"tenant": self.settings.tenant, "segment_ids": list(segment_ids)}

    def _filter(self, *conditions: str) -> str:
        """The conditions, and the tenant: every query and deletion passes here."""
        return filters.all_of([filters.equals("tenant", self.settings.tenant), *conditions])

    def _by_id(self, columns: list[str] | None, sighting_ids: Sequence[str]) -> list[pa.Table]:
        steps = range(0, len(sighting_ids), _IDS_PER_QUERY)
        parts = [sighting_ids[step : step + _IDS_PER_QUERY] for step in steps]
        return [self._fetch(columns, [filters.among("sighting_id", part)]) for part in parts]

    def _fetch(self, columns: list[str] | None, conditions: list[str]) -> pa.Table:
        """Without `columns`, those of a StoredSighting."""
        table = open_rows(self.settings)
        schema = TABLE if table is None else table.schema
        there = [name for name in columns or told_columns(schema) if name in schema.names]
        if table is None:
            return pa.schema([TABLE.field(name) for name in there]).empty_table()
        with speaking(self._where):
            return table.to_table(there, self._filter(*conditions))


def _unit(embedding: NDArray[np.float32], dim: int) -> NDArray[np.float32]:
    query = np.asarray(embedding, dtype=np.float32).ravel()
    length = float(np.linalg.norm(query))
    if query.size != dim or not np.isfinite(length) or length == 0:
        raise UsageError(f"the query's embedding must be {dim} finite numbers, not all 0; it has {query.size}")
    return query / length


def _refuse_unknown(wanted: Sequence[str], found: dict[str, Any]) -> None:
    unknown = [sighting_id for sighting_id in wanted if sighting_id not in found]
    if unknown:
        raise UnknownError(f"there is no sighting {', '.join(unknown[:5])}{', ...' if len(unknown) > 5 else ''}")
