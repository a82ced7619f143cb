"""The real service and the real app over the demo city, and Debian's Chromium to use them with.

Pictures of what was on the screen are left in output/screenshots.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.app.screen import FOOTAGE, PATIENCE_MS, PROGRAM, SCREENSHOTS, City, OpenPage
from tests.ports import free_port

SCREEN = {"width": 1280, "height": 720}
# Software rendering of WebGL: test machines have no graphics card.
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--ignore-gpu-blocklist", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--autoplay-policy=no-user-gesture-required"]  # fmt: skip


@pytest.fixture(scope="package")
def city() -> Iterator[City]:
    """Six cameras with their footage, nothing of it indexed."""
    home = Path(tempfile.mkdtemp(prefix="vh-app-", dir="/tmp"))
    api, app = (f"http://127.0.0.1:{port}" for port in (free_port(), free_port()))
    env = {
        **os.environ,
        "VISCOPER_HOME": str(home),
        "VISCOPER_API_URL": api,
        "VISCOPER_WORKERS": "2",
        "VISCOPER_MAP_STREETS": str(FOOTAGE / "streets.geojson"),
    }
    served = City(home, app, api, env)
    try:
        with running(env, "serve", "--port", port_of(api), ready=f"{api}/readyz"):
            register(served)
            with running(env, "app", "--port", port_of(app), ready=f"{app}/_stcore/health"):
                yield served
    finally:
        shutil.rmtree(home, ignore_errors=True)


def register(served: City) -> None:
    served.run("cameras", "import", FOOTAGE / "cameras.csv")
    for entry in json.loads((FOOTAGE / "footage.json").read_text(encoding="utf-8"))["footage"]:
        served.run("footage", "add", FOOTAGE / entry["file"], "--camera", entry["camera"], "--start", entry["start"])


def port_of(url: str) -> str:
    return url.rpartition(":")[2]


@contextmanager
def running(env: dict[str, str], *words: str, ready: str, within_s: float = 300) -> Iterator[None]:
    """A viscoper command that serves, from the moment `ready` answers until it has ended."""
    log = Path(env["VISCOPER_HOME"]) / f"{words[0]}.log"
    with log.open("wb") as file:
        process = subprocess.Popen([PROGRAM, *words], env=env, stdout=file, stderr=file)
        try:
            deadline = time.monotonic() + within_s
            while not answers(ready, env.get("VISCOPER_ACCESS_TOKEN")):
                assert process.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.3)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str, token: str | None) -> bool:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return httpx.get(url, timeout=2, headers=headers).is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="package")
def chromium(chromium_file: str) -> Iterator[Browser]:
    """One browser, ended with the tests of the app: while it is open, no test may start an event loop of its own."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=chromium_file, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, city: City, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a page of the app in a browser of its own; at the end nothing was asked of the outside world."""
    outside: list[str] = []
    contexts = []

    def note(url: str) -> None:
        if not url.startswith((city.app, city.api, city.app.replace("http", "ws"), "blob:", "data:")):
            outside.append(url)

    def open_at(path: str = "/", locale: str = "en-US") -> Page:
        context = chromium.new_context(viewport=SCREEN, locale=locale)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda sent: note(sent.url))
        contexts.append(context)
        page = context.new_page()
        page.goto(city.app + path)
        return page

    yield open_at
    for number, context in enumerate(contexts):
        for page in context.pages:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png")
        context.close()
    assert outside == []
