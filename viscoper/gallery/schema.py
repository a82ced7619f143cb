"""What the gallery keeps of a sighting.

Each version of an embedder has an embedding column of its own: vectors of two versions cannot meet in one comparison, a
new embedder may have another length, and each column's index is trained on one kind of vector.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.attributes import COLOURS, TERMS, Attributes
from viscoper.errors import GalleryError

_UTC_MS = pa.timestamp("ms", "UTC")

FACTS = pa.schema(
    [
        pa.field("sighting_id", pa.string(), nullable=False),
        pa.field("segment_id", pa.string(), nullable=False),
        pa.field("track_id", pa.int32(), nullable=False),
        pa.field("camera_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("time", _UTC_MS, nullable=False),
        pa.field("first_time", _UTC_MS, nullable=False),
        pa.field("last_time", _UTC_MS, nullable=False),
        pa.field("x", pa.int32(), nullable=False),
        pa.field("y", pa.int32(), nullable=False),
        pa.field("w", pa.int32(), nullable=False),
        pa.field("h", pa.int32(), nullable=False),
        pa.field("frame_width", pa.int32(), nullable=False),
        pa.field("frame_height", pa.int32(), nullable=False),
        pa.field("score", pa.float32(), nullable=False),
        pa.field("quality", pa.float32(), nullable=False),
        pa.field("embedder", pa.string(), nullable=False),
    ]
)
"""Columns that describe a sighting. Boxes are in pixels of the upright source frame, times in UTC."""


def main_column(aspect: str) -> str:
    """Column of an aspect's largest term."""
    return f"{aspect}_colour" if TERMS[aspect] is COLOURS else aspect


def shares_column(aspect: str) -> str:
    """Column of the shares of an aspect's terms."""
    return f"{aspect}_colours" if TERMS[aspect] is COLOURS else f"{aspect}_shares"


ATTRIBUTES = pa.schema(
    [
        *(pa.field(main_column(aspect), pa.string()) for aspect in TERMS),
        *(pa.field(shares_column(aspect), pa.list_(pa.float16(), len(terms))) for aspect, terms in TERMS.items()),
    ]
)
"""By aspect the largest term, to be filtered by, and the shares of all, to be scored; null where nobody looked."""

ENDS = pa.schema(
    [
        pa.field("entry_time", _UTC_MS),
        pa.field("entry_box", pa.list_(pa.int32(), 4)),
        pa.field("exit_time", _UTC_MS),
        pa.field("exit_box", pa.list_(pa.int32(), 4)),
    ]
)
"""Where and when the object came into view and went out of it, boxes as x, y, w, h; null in what is older than that."""

ADDED = pa.schema([*ATTRIBUTES, *ENDS])
"""Columns that older tables lack until something is written; they may be null."""

_TENANT = pa.field("tenant", pa.string(), nullable=False)
_CROP = pa.field("crop", pa.binary(), nullable=False)
TABLE = pa.schema([_TENANT, *FACTS, *ADDED, _CROP])
"""The table when it is made; embedding columns are added as embedders come."""


@dataclass(frozen=True)
class StoredEnd:
    """Where the object was at one end of its way through the picture: `time` in UTC, `box` x, y, width, height."""

    time: datetime
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class StoredSighting:
    """One row of the gallery without its pixels. Fields as in FACTS."""

    sighting_id: str
    segment_id: str
    track_id: int
    camera_id: str
    kind: str
    """'person' or 'vehicle'."""
    label: str
    """COCO name."""
    time: datetime
    """When the kept image was taken."""
    first_time: datetime
    last_time: datetime
    x: int
    y: int
    w: int
    h: int
    frame_width: int
    frame_height: int
    score: float
    quality: float
    embedder: str
    entry: StoredEnd | None = None
    """Where it came into the picture; None with `exit` when it was indexed before that was looked for."""
    exit: StoredEnd | None = None
    attributes: Attributes = field(default_factory=dict, repr=False, compare=False)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """x, y, width, height."""
        return self.x, self.y, self.w, self.h


@dataclass(frozen=True)
class Hit:
    """A sighting and its cosine similarity to the query, 1 for the same direction.

    embedding: what was compared, float32 [dim], of length 1.
    """

    sighting: StoredSighting
    similarity: float
    embedding: NDArray[np.float32] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Neighbours:
    """The hits of a search, best first, and what they stand out from: how many sightings were compared (of very many,
    only that they are), and the largest of all similarities, falling, as far as they were looked at."""

    hits: Sequence[Hit] = ()
    among: int = 0
    nearest: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32), repr=False, compare=False)


def rows_schema(dim: int) -> pa.Schema:
    """What Gallery.write_fragment takes: FACTS, `embedding` (float32, `dim` long, unit length) and `crop` (JPEG).

    Columns of ADDED may come with them.
    """
    return pa.schema([*FACTS, pa.field("embedding", pa.list_(pa.float32(), dim), nullable=False), _CROP])


def embedding_field(embedder: str, dim: int) -> pa.Field[Any]:
    """The embedding column of `embedder` ("name@version"): half precision, null in other embedders' rows.

    Raises GalleryError when the length is no multiple of 8, which the index needs.
    """
    if dim < 8 or dim % 8:
        raise GalleryError(f"embedder '{embedder}' gives {dim} numbers; the gallery needs a multiple of 8")
    return pa.field(embedding_column(embedder), pa.list_(pa.float16(), dim))


def embedding_column(embedder: str) -> str:
    """Column name of an embedder, one to one: 'colour-texture@1' -> 'embedding_colour_2dtexture_401'."""
    return "embedding_" + re.sub(r"[^a-zA-Z0-9]", lambda found: f"_{ord(found[0]):02x}", embedder)


def embedder_of(column: str) -> str:
    """The embedder that an embedding column is of: what `embedding_column` was given."""
    return re.sub(r"_([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), column.removeprefix("embedding_"))


def embedding_names(table: pa.Schema) -> list[str]:
    """The embedding columns of a table."""
    return [name for name in table.names if name.startswith("embedding_")]


def told_columns(table: pa.Schema) -> list[str]:
    """The columns that `stored_sightings` reads; a table may be older than some attributes."""
    return [*FACTS.names, *(name for name in (*map(shares_column, TERMS), *ENDS.names) if name in table.names)]


def stored_sightings(rows: pa.Table) -> list[StoredSighting]:
    """The rows as objects; other columns than `told_columns` are left out."""
    told: list[dict[str, NDArray[np.float32]]] = [{} for _ in range(rows.num_rows)]
    for aspect in TERMS:
        if shares_column(aspect) in rows.schema.names:
            for attributes, shares in zip(told, rows[shares_column(aspect)].to_pylist(), strict=True):
                attributes |= {} if shares is None else {aspect: np.array(shares, np.float32)}
    facts = rows.select(FACTS.names).to_pylist()
    entries, exits = _ends(rows, "entry"), _ends(rows, "exit")
    return [
        StoredSighting(**row, entry=entry, exit=exit, attributes=attributes)
        for row, entry, exit, attributes in zip(facts, entries, exits, told, strict=True)
    ]


def _ends(rows: pa.Table, name: str) -> list[StoredEnd | None]:
    time, box = f"{name}_time", f"{name}_box"
    if time not in rows.schema.names:
        return [None] * rows.num_rows
    found = zip(rows[time].to_pylist(), rows[box].to_pylist(), strict=True)
    return [StoredEnd(moment, tuple(place)) if moment and place else None for moment, place in found]
