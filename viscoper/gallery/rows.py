"""From what was seen in a segment to rows for the gallery."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.attributes import Attributes, main_term
from viscoper.clock import to_milliseconds
from viscoper.errors import GalleryError
from viscoper.gallery.schema import ADDED, main_column, rows_schema, shares_column


class End(Protocol):
    """One end of a way through the picture: seconds from the segment's start, box x, y, w, h."""

    @property
    def time_s(self) -> float: ...
    @property
    def box(self) -> tuple[int, int, int, int]: ...


class Seen(Protocol):
    """The unique image of one track, as vision gives it: times in seconds from the segment's start, box x, y, w, h."""

    @property
    def track_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def time_s(self) -> float: ...
    @property
    def first_s(self) -> float: ...
    @property
    def last_s(self) -> float: ...
    @property
    def box(self) -> tuple[int, int, int, int]: ...
    @property
    def score(self) -> float: ...
    @property
    def quality(self) -> float: ...
    @property
    def jpeg(self) -> bytes: ...
    @property
    def embedding(self) -> NDArray[np.float32]: ...
    @property
    def attributes(self) -> Attributes: ...
    @property
    def ends(self) -> tuple[End, End] | None: ...


class Recorded(Protocol):
    """The segment, as the catalog gives it; `start` is aware, the size is that of the upright frame in pixels."""

    @property
    def segment_id(self) -> str: ...
    @property
    def camera_id(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


def rows_of(seen: Sequence[Seen], segment: Recorded, embedder: str) -> pa.Table:
    """Rows for Gallery.write_fragment, one per image. The same images give the same ids again.

    Raises GalleryError for a crop that cannot be stored.
    """
    dim = len(seen[0].embedding) if seen else 8
    rows = [_row(one, segment, embedder) for one in seen]
    return pa.Table.from_pylist(rows, schema=pa.schema([*rows_schema(dim), *ADDED]))


def _row(one: Seen, segment: Recorded, embedder: str) -> dict[str, Any]:
    x, y, w, h = one.box
    return {
        "sighting_id": _sighting_id(one, segment, embedder),
        "segment_id": segment.segment_id,
        "track_id": one.track_id,
        "camera_id": segment.camera_id,
        "kind": one.kind,
        "label": one.label,
        "time": _moment(segment, one.time_s),
        "first_time": _moment(segment, one.first_s),
        "last_time": _moment(segment, one.last_s),
        "x": x,
        "y": y,
        "w": w,
        "h": h,
        "frame_width": segment.width,
        "frame_height": segment.height,
        "score": one.score,
        "quality": one.quality,
        "embedder": embedder,
        "embedding": one.embedding,
        "crop": _picture(one),
        **_attributes(one.attributes),
        **_ends(one.ends, segment),
    }


def _ends(way: tuple[End, End] | None, segment: Recorded) -> dict[str, Any]:
    if way is None:
        return {}
    (entry_time, exit_time), (entry_box, exit_box) = [_moment(segment, end.time_s) for end in way], [e.box for e in way]
    return {"entry_time": entry_time, "entry_box": entry_box, "exit_time": exit_time, "exit_box": exit_box}


def _attributes(attributes: Attributes) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for aspect, shares in attributes.items():
        told[main_column(aspect)] = main_term(aspect, shares)
        told[shares_column(aspect)] = shares.astype(np.float16)
    return told


def _sighting_id(one: Seen, segment: Recorded, embedder: str) -> str:
    """An id of what is shown, not of its place in a list: indexing differently never gives an old id a new picture."""
    shown = f"{segment.segment_id}|{one.track_id}|{one.time_s:.3f}|{one.box}|{embedder}"
    return hashlib.blake2b(shown.encode(), digest_size=10).hexdigest()


def _moment(segment: Recorded, seconds: float) -> datetime:
    return to_milliseconds(segment.start + timedelta(seconds=seconds))


def _picture(one: Seen) -> bytes:
    if not one.jpeg:
        raise GalleryError(f"the crop of track {one.track_id} is empty and cannot be stored")
    return one.jpeg
