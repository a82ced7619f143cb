"""With an access token: nobody without it sees anything; and the operator's base map is drawn."""

import math
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.app.conftest import SCREEN, port_of, running
from tests.e2e.app.screen import FOOTAGE, PATIENCE_MS, City, alike, colour_on_map, eventually, playing, take_picture
from tests.ports import free_port

TOKEN = "a-token-of-sixteen-and-more"  # noqa: S105
GROUND = (200, 220, 120)
BESIDE = (127.0303, 37.5003)  # where the map shows nothing but its ground


class Tiles(BaseHTTPRequestHandler):
    """A map tile of one colour, whichever is asked for."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        Image.new("RGB", (256, 256), GROUND).save(self.wfile, "PNG")

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def tiles() -> Iterator[str]:
    """A server of map tiles: its URL with places for z, x and y."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
        server.shutdown()


@pytest.fixture(scope="module")
def guarded(tiles: str) -> Iterator[City]:
    """One camera with its recording, behind a token, on a map of tiles."""
    home = Path(tempfile.mkdtemp(prefix="vh-tok-", dir="/tmp"))
    api, app = (f"http://127.0.0.1:{port}" for port in (free_port(), free_port()))
    env = {
        **os.environ, "VISCOPER_HOME": str(home), "VISCOPER_API_URL": api, "VISCOPER_ACCESS_TOKEN": TOKEN,
        "VISCOPER_MAP_TILES": tiles,
    }  # fmt: skip
    served = City(home, app, api, env)
    footage = FOOTAGE / "dal-gil-1.mp4"
    try:
        with running(env, "serve", "--port", port_of(api), ready=f"{api}/readyz"):
            served.run("cameras", "add", "gate", "--lon", "127.03", "--lat", "37.5")
            served.run("footage", "add", footage, "--camera", "gate", "--start", "2026-05-01T09:00:00+09:00")
            with running(env, "app", "--port", port_of(app), ready=f"{app}/_stcore/health"):
                yield served
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def page(chromium: Browser, guarded: City) -> Iterator[Page]:
    context = chromium.new_context(viewport=SCREEN, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    opened.goto(f"{guarded.app}/cameras")
    yield opened
    take_picture(opened, "test_token")
    context.close()


def enter(page: Page, token: str) -> None:
    page.get_by_label("Access token").fill(token)
    page.get_by_role("button", name="Open").click()


@pytest.mark.slow
def test_who_has_the_token_sees_the_app_on_the_operators_map(page: Page, guarded: City) -> None:
    assert "gate" not in page.inner_text("body")
    enter(page, "a-wrong-token-of-sixteen")
    expect(page.get_by_text("This is not the access token.")).to_be_visible()
    enter(page, TOKEN)
    page.get_by_role("link", name="Cameras").click()
    page.get_by_role("button", name="gate").click()
    eventually(lambda: alike(colour_on_map(page, *BESIDE), GROUND), page)
    expect(page.locator(".credit")).to_have_text("© OpenStreetMap contributors")
    z, x, y = (int(part) for part in re.findall(r"\d+", Tiles.asked[-1]))
    assert abs(x - tile_x(127.03, z)) <= 4
    assert abs(y - tile_y(37.5, z)) <= 4

    # Its pictures come from the API by signed addresses, without the token in them.
    page.get_by_role("button", name="Recordings").click()
    eventually(lambda: playing(page)["width"] > 0, page)
    assert TOKEN not in page.locator("video").first.evaluate("v => v.currentSrc")
    assert httpx.get(f"{guarded.api}/v1/cameras").status_code == 401


def tile_x(longitude: float, z: int) -> float:
    return float((longitude + 180) / 360 * 2**z)


def tile_y(latitude: float, z: int) -> float:
    """Web Mercator's, from the north."""
    return float((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**z)
