"""Rows as an index job would write them, without the job."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import rows_schema
from viscoper.settings import Settings

START = datetime(2026, 5, 1, tzinfo=UTC)
MakeRows = Callable[..., pa.Table]


def unit(vectors: Any) -> Any:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def make_rows(
    segment_id: str,
    count: int = 10,
    *,
    dim: int = 16,
    embedder: str = "probe@1",
    camera_id: str = "gate",
    kind: str | None = None,
    seed: int = 0,
    embeddings: Any = None,
) -> pa.Table:
    """`count` sightings a second apart from START; people and vehicles in turn."""
    vectors = embeddings
    if vectors is None:
        vectors = unit(np.random.default_rng(seed).normal(size=(count, dim)))
    numbers = np.arange(count)
    times = [START + timedelta(seconds=int(n)) for n in numbers]
    values = {
        "sighting_id": [f"{segment_id}-{seed}-{n}" for n in numbers],
        "segment_id": [segment_id] * count,
        "track_id": numbers,
        "camera_id": [camera_id] * count,
        "kind": [("person", "vehicle")[n % 2] if kind is None else kind for n in numbers],
        "label": ["car"] * count,
        "time": times,
        "first_time": times,
        "last_time": times,
        **{name: numbers for name in ("x", "y", "w", "h")},
        "frame_width": [640] * count,
        "frame_height": [480] * count,
        "score": [0.5] * count,
        "quality": [0.25] * count,
        "embedder": [embedder] * count,
        "crop": [f"jpeg {segment_id} {n}".encode() for n in numbers],
    }
    schema = rows_schema(vectors.shape[1])
    flat = pa.array(np.asarray(vectors, np.float32).ravel())
    values["embedding"] = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
    return pa.table({name: values[name] for name in schema.names}, schema=schema)


@pytest.fixture
def rows() -> MakeRows:
    return make_rows


@pytest.fixture(params=["folder", "s3"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "store") if request.param == "folder" else str(request.getfixturevalue("s3_root"))


@pytest.fixture
def gallery(root: str) -> Gallery:
    return Gallery(Settings(storage=root))


@pytest.fixture
def local_gallery(tmp_path: Path) -> Gallery:
    return Gallery(Settings(storage=str(tmp_path / "store")))
