"""Stored sightings with the embeddings of one more embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.errors import GalleryError
from viscoper.gallery.schema import embedding_column

Embed = Callable[[Sequence[bytes]], Sequence[NDArray[np.float32] | None]]
"""JPEGs to a vector each, or None for a picture that cannot be embedded."""


@dataclass(frozen=True)
class Reembedded:
    """What is stored and not shown yet: strings for Gallery.commit, the sightings, and how many of them have no
    embedding by the new embedder."""

    written: Sequence[str]
    sighting_ids: Sequence[str]
    without: int


def reembedded(rows: pa.Table, embedder: str, embed: Embed) -> tuple[pa.Table, int]:
    """Rows of the gallery's table, those without `embedder`'s embedding given it; how many are without it still.

    Raises GalleryError for a vector of another length than the column's or that is not finite.
    """
    column = embedding_column(embedder)
    known = rows[column].to_pylist()
    missing = [number for number, vector in enumerate(known) if vector is None]
    made = embed([rows["crop"][number].as_py() for number in missing])
    names = rows["embedder"].to_pylist()
    for number, vector in zip(missing, made, strict=True):
        if vector is not None:
            known[number] = _checked(vector, rows.schema.field(column).type.list_size, embedder)
            names[number] = embedder
    rows = _with(rows, column, known)
    return _with(rows, "embedder", names), sum(vector is None for vector in known)


def _checked(vector: NDArray[np.float32], dim: int, embedder: str) -> NDArray[np.float16]:
    if vector.shape != (dim,) or not np.isfinite(vector).all():
        raise GalleryError(f"the embedder {embedder} gave a vector that is not {dim} finite numbers")
    return vector.astype(np.float16)


def _with(rows: pa.Table, column: str, values: list[Any]) -> pa.Table:
    at = rows.schema.get_field_index(column)
    field = rows.schema.field(at)
    return rows.set_column(at, field, pa.array(values, field.type))
