"""Sightings and cameras to build routes from."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from viscoper.catalog.cameras import Camera
from viscoper.gallery.schema import StoredSighting

NINE = datetime(2026, 5, 1, 0, 0, tzinfo=UTC)  # 09:00 in Seoul
METRES_PER_DEGREE = 111_195.0

SightingMaker = Callable[..., StoredSighting]


@pytest.fixture
def street() -> dict[str, Camera]:
    """Cameras by id along the meridian of Seoul, at the metres from the first that the ids say."""
    metres = (0, 15, 100, 500, 1000, 20_000)
    return {
        f"m{m}": Camera(
            f"역삼로 {m}", 127.0, 37.5 + m / METRES_PER_DEGREE, address=f"서울 역삼로 {m}", camera_id=f"m{m}"
        )
        for m in metres
    }


@pytest.fixture
def sighting() -> SightingMaker:
    def make(camera_id: str, second: float, kind: str = "person", **fields: object) -> StoredSighting:
        time = NINE + timedelta(seconds=second)
        facts: dict[str, object] = {
            "sighting_id": f"{camera_id}-{second:g}", "segment_id": f"{camera_id}-segment", "track_id": int(second),
            "camera_id": camera_id, "kind": kind, "label": "person" if kind == "person" else "car", "time": time,
            "first_time": time, "last_time": time, "x": 10, "y": 20, "w": 64, "h": 128, "frame_width": 640,
            "frame_height": 360, "score": 0.9, "quality": 0.8, "embedder": "colour-texture@1",
        }  # fmt: skip
        return StoredSighting(**{**facts, **fields})  # type: ignore[arg-type]

    return make
