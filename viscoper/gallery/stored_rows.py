"""Rows as the table keeps them, and embeddings as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.errors import GalleryError
from viscoper.gallery.schema import ADDED, FACTS, TABLE, embedding_field, rows_schema
from viscoper.gallery.table import speaking

TINY = np.finfo(np.float32).tiny
"""What a length of 0 is divided by."""


def as_stored(rows: pa.Table, embedder: str, tenant: str) -> pa.Table:
    """Rows of schema.rows_schema with the tenant, and with the embedding under its embedder's name.

    Raises GalleryError for missing columns or values, and for embeddings that are not finite.
    """
    missing = set(rows_schema(8).names) - set(rows.schema.names)
    if missing:
        raise GalleryError(f"sightings lack the columns {', '.join(sorted(missing))}")
    if any(rows[name].null_count for name in rows_schema(8).names) or not np.isfinite(matrix(rows["embedding"])).all():
        raise GalleryError("sightings have missing values or embeddings that are not finite")
    with speaking("the sightings"):
        dim = rows.schema.field("embedding").type.list_size
        added = _added(rows)
        rows = rows.select(rows_schema(dim).names).cast(rows_schema(dim))
        field = embedding_field(embedder, dim)
        tenants = pa.array([tenant] * rows.num_rows)
        facts = (rows[name] for name in FACTS.names)
        columns = [tenants, *facts, *added, rows["crop"], rows["embedding"].cast(field.type)]
        return pa.Table.from_arrays(columns, schema=pa.schema([*TABLE, field]))


def _added(rows: pa.Table) -> list[Any]:
    """The columns of ADDED; null where nobody looked for them."""
    return [
        rows[field.name].cast(field.type) if field.name in rows.schema.names else pa.nulls(rows.num_rows, field.type)
        for field in ADDED
    ]


def only_value(rows: pa.Table, column: str) -> str:
    """The one value that a text column holds. Raises GalleryError when there are several, or none."""
    values: set[Any] = set(rows[column].to_pylist()) if column in rows.schema.names else set()
    value = values.pop() if len(values) == 1 else None
    if not isinstance(value, str):
        raise GalleryError(f"sightings are written with one {column} at a time")
    return value


def matrix(embeddings: pa.ChunkedArray[Any]) -> NDArray[np.float32]:
    """float32 [n, dim] of a column of embeddings without nulls."""
    dim = embeddings.type.list_size
    parts = [chunk.flatten().to_numpy(zero_copy_only=False).reshape(-1, dim) for chunk in embeddings.chunks]
    return np.concatenate([np.zeros((0, dim), np.float32), *parts], dtype=np.float32)


def unit_rows(embeddings: pa.ChunkedArray[Any]) -> NDArray[np.float32]:
    """As `matrix`, of length 1 again: half precision has moved lengths a little."""
    return unit(matrix(embeddings))


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row of length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, TINY), np.float32)
