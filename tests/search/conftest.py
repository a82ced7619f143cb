"""Sightings and cameras to build routes from."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from viscoper.catalog.cameras import Camera
from viscoper.gallery.schema import StoredSighting
from viscoper.search.coverage import measure_coverage
from viscoper.search.route import SpeedLimits, build_route
from viscoper.search.route_report import RouteReport
from viscoper.search.select import Selection

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


@pytest.fixture
def jpeg() -> bytes:
    """A crop of 64 x 128 pixels."""
    content = io.BytesIO()
    Image.effect_noise((64, 128), 60).convert("RGB").save(content, format="JPEG")
    return content.getvalue()


@pytest.fixture
def report(street: dict[str, Camera], sighting: SightingMaker, jpeg: bytes) -> RouteReport:
    """Five stops at four cameras, the third leg implausible, the last stop without picture and similarity."""
    hostile = replace(street["m500"], name='</script><img src="http://x/">', address="<b>&amp;</b>")
    cameras = {**street, "m500": hostile}
    chosen = [sighting(*stop) for stop in (("m0", 0), ("m100", 60), ("m500", 400), ("m1000", 405), ("m0", 1200))]
    known = [each.sighting_id for each in chosen[:4]]
    limits = SpeedLimits(person_kmh=38, vehicle_kmh=200, camera_reach_m=10)
    route = build_route(
        chosen, cameras, limits, dict.fromkeys(known, jpeg), dict(zip(known, (0.91, 0.9, 0.88, 0.7), strict=True))
    )
    selection = Selection(list(cameras.values()), NINE, NINE + timedelta(minutes=20))
    return RouteReport(route, limits, ZoneInfo("Asia/Seoul"), measure_coverage(selection, []))
