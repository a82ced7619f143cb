"""The page of a route: what stands in it, and that a real browser shows it without asking anyone for anything."""

import base64
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PIL import Image

from viscoper.search.route_map import route_html
from viscoper.search.route_report import RouteReport

PREPARED = datetime(2026, 5, 2, 1, 0, tzinfo=UTC)


class Page(HTMLParser):
    """Texts of the table cells by table, and every attribute of every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._table = ""
        self._in_script = self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._in_script = tag in ("script", "style")
        if tag == "table":
            self._table = dict(attrs).get("id") or ""
            self.rows[self._table] = []
        elif tag == "tr":
            self.rows[self._table].append([])
        elif tag in ("td", "th"):
            self._in_cell = True
            self.rows[self._table][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            return
        self.text += data
        if self._in_cell:
            self.rows[self._table][-1][-1] += data


@pytest.fixture
def html(report: RouteReport) -> str:
    return route_html(report, PREPARED)


def test_stops_are_listed_with_camera_address_local_time_and_similarity(html: str, jpeg: bytes) -> None:
    page = Page(html)
    header, first, *_, last = page.rows["stops"]
    assert header[4] == "Time, Asia/Seoul (UTC+09:00)"
    assert [cell.split("person")[0] for cell in first] == [
        "1",
        "",
        "역삼로 0",
        "서울 역삼로 0",
        "2026-05-01 09:00:00",
        "0.91",
    ]
    assert (last[0], last[1], last[5]) == ("5", "no picture", "not compared")
    crop = "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
    assert [tag for tag, _, value in page.attributes if value == crop] == ["img"] * 4


def test_legs_are_listed_and_the_implausible_one_is_marked(html: str) -> None:
    page = Page(html)
    assert page.rows["legs"][1:] == [
        ["1 – 2", "100 m", "1 min 00 s", "6.0 km/h", "plausible"],
        ["2 – 3", "400 m", "5 min 40 s", "4.2 km/h", "plausible"],
        ["3 – 4", "500 m", "5.0 s", "360.0 km/h", "Implausible: faster than anyone runs (38 km/h)"],
        ["4 – 5", "1.00 km", "13 min 15 s", "4.5 km/h", "plausible"],
    ]
    assert [value for tag, name, value in page.attributes if (tag, name) == ("tr", "class")] == ["implausible"]


@pytest.mark.parametrize(
    "said",
    [
        "Route of a person: 5 stops at 4 cameras",
        "2026-05-01 09:00:00 to 2026-05-01 09:20:00, Asia/Seoul (UTC+09:00)",
        "Possible matches, not an identification",
        "Of 6 cameras: 0.0 camera-minutes searched, 120.0 camera-minutes without footage.",
        "the way taken was at least as long",
        "Prepared 2026-05-02 10:00:00, Asia/Seoul (UTC+09:00), with VISCOPER",
        '</script><img src="http://x/">',
    ],
)
def test_the_page_says(html: str, said: str) -> None:
    assert said in Page(html).text


def test_times_follow_the_zone(report: RouteReport) -> None:
    page = Page(route_html(replace(report, zone=ZoneInfo("America/New_York")), PREPARED))
    assert page.rows["stops"][1][4] == "2026-04-30 20:00:00"
    assert page.rows["stops"][0][4] == "Time, America/New_York (UTC-04:00)"


def test_nothing_in_the_page_points_outside(html: str) -> None:
    page = Page(html)
    loading = [(tag, value) for tag, name, value in page.attributes if name in ("src", "href", "srcset", "data")]
    assert {tag for tag, _ in loading} == {"img"}
    assert all(value.startswith("data:image/") for _, value in loading)
    assert not re.search(r"@import|url\(", html.split("<script", 1)[0])


def test_the_policy_forbids_any_request(html: str) -> None:
    (policy,) = [value for tag, name, value in Page(html).attributes if value.startswith("default-src")]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


class Proxy:
    """Stands between the browser and the world, lets nothing through and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{1}".format(*self._listener.getsockname())
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(500).split(b"\r\n")[0])

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    proxy = Proxy()
    yield proxy
    proxy.close()


def browse(chromium: str, page: Path, proxy: Proxy, picture: Path, *flags: str) -> str:
    """Opens the page in Chromium, takes its picture, and gives what the page wrote to the console."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    webgl = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    arguments = [
        chromium, "--headless=new", "--no-sandbox", *quiet, *(flags or webgl), "--hide-scrollbars",
        "--window-size=1180,1900", "--virtual-time-budget=8000", f"--user-data-dir={picture.parent / 'profile'}",
        f"--proxy-server={proxy.address}", "--enable-logging=stderr", f"--screenshot={picture}", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert picture.exists(), done.stderr[-2000:]
    return "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.parametrize(
    "flags", [(), ("--disable-gpu", "--disable-3d-apis")], ids=["WebGL", "without WebGL the picture"]
)
def test_chromium_shows_the_map_and_asks_nobody(
    chromium_file: str, html: str, tmp_path: Path, proxy: Proxy, flags: tuple[str, ...]
) -> None:
    page = tmp_path / "route.html"
    page.write_text(html)
    console = browse(chromium_file, page, proxy, tmp_path / "shot.png", *flags)
    assert "Refused" not in console and "Uncaught" not in console and "violates" not in console
    assert not [line for line in proxy.asked if b"google" not in line]  # the browser's own errands are not the page's
    shot = np.asarray(Image.open(tmp_path / "shot.png").convert("RGB")).astype(int)
    map_part = shot[140:640]
    for colour in ((22, 93, 190), (190, 28, 28)):  # legs, plausible and not
        assert (abs(map_part - colour).sum(axis=2) < 40).sum() > 200
