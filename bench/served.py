"""The service, started and ended; and what it must know to search a gallery of bench.gallery."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx

from bench.gallery import CAMERAS, DAY, GRID, camera_id
from bench.index import VISCOPER
from ray_apps.client import Client
from viscoper.catalog import Camera, Catalog, Segment
from viscoper.catalog.casework import SearchRecord
from viscoper.catalog.records import new_id
from viscoper.catalog.segments import State
from viscoper.clock import to_milliseconds
from viscoper.recipe import recipe_of
from viscoper.search.select import Selection
from viscoper.settings import Settings

START_S = 120
SPACING = 0.001  # degrees between cameras, about 100 m
SEGMENT_H = 6


@contextmanager
def serving(settings: Settings) -> Iterator[Client]:
    """`viscoper serve` on this machine for the settings' home and storage, once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = {"VISCOPER_HOME": str(settings.home), "VISCOPER_STORAGE": settings.storage_uri}
    server = subprocess.Popen([VISCOPER, "serve", "--port", str(port)], env=os.environ | place)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/readyz", server)
        with Client(settings.model_copy(update={"api_url": url})) as client:
            yield client
    finally:
        server.terminate()
        server.wait()


def register(catalog: Catalog, settings: Settings) -> None:
    """Cameras in a grid, each with a day of segments that count as indexed; nothing where they are there already."""
    recipe = recipe_of(settings)
    if known := catalog.segments.find([camera_id(CAMERAS - 1)]):
        if known[0].recipe != recipe:
            sys.exit(f"{settings.home / 'catalog'} was made for another recipe: remove it, or all would be indexed")
        return
    catalog.cameras.save_all(
        Camera(camera_id(n), 127 + n // GRID[1] * SPACING, 37 + n % GRID[1] * SPACING, camera_id=camera_id(n))
        for n in range(CAMERAS)
    )
    for number in range(CAMERAS):
        for hour in range(0, 24, SEGMENT_H):
            start, name = DAY + timedelta(hours=hour), camera_id(number)
            segment_id = catalog.segments.id_of(name, start, "bench")
            end = start + timedelta(hours=SEGMENT_H)
            facts = ("bench.mp4", "bench", "bench", 1920, 1080, 10.0, SEGMENT_H * 3600.0)
            catalog.segments.add(Segment(segment_id, name, start, end, *facts, State.INDEXED, recipe=recipe))


def keep_search(catalog: Catalog, embedder: str, vector: Sequence[float], selection: Selection) -> str:
    """A search as the API keeps it, of a vector that no picture gave; its id."""
    record = SearchRecord(
        record_id=new_id(), created=to_milliseconds(datetime.now(UTC)), query_ids=[], pictures=[], embedder=embedder,
        vectors=[list(vector)], cameras=selection.camera_ids, near=None, radius_m=None, start=selection.start,
        end=selection.end, kind=None, seen_at=None, seen_time=None, state="done", coverage={}, progress=1.0,
    )  # fmt: skip
    catalog.searches.add(record)
    return record.record_id


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    while server.poll() is None and time.monotonic() - started < START_S:
        try:
            if httpx.get(url, trust_env=False).status_code == httpx.codes.OK:
                print(f"the service was ready after {time.monotonic() - started:.1f} s")
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    sys.exit(f"viscoper serve was not ready within {START_S} s")
