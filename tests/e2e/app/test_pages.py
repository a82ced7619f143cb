"""Cameras added and moved on the map, recordings played at a chosen time, and what is indexed."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from ray_apps.client import Client
from tests.e2e.app.screen import FOOTAGE, City, OpenPage, click_map, eventually, playing, take_picture
from viscoper.catalog.geography import Point, distance_m
from viscoper.settings import Settings

EMPTY_PLACE, NEW_PLACE = (127.0312, 37.5006), (127.0298, 37.5006)
# The map's pixel is about this wide at the view the city opens in.
WITHIN_M = 2.0


def camera(city: City, name: str) -> dict[str, object]:
    found = httpx.get(f"{city.api}/v1/cameras", params={"text": name}).json()["items"]
    return next((each for each in found if each["name"] == name), {})


def away_m(city: City, name: str, place: tuple[float, float]) -> float:
    """How far a camera stands from a place, as the API has it."""
    known = camera(city, name)
    return distance_m(Point(float(str(known["longitude"])), float(str(known["latitude"]))), Point(*place))


@pytest.mark.slow
def test_a_camera_is_added_and_moved_on_the_map(city: City, open_page: OpenPage) -> None:
    page = open_page("/cameras")
    begin_to_add(page)
    page.get_by_label("Name", exact=True).fill("Corner shop")
    page.get_by_label("Address", exact=True).fill("별길 9")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".st-key-details")).to_contain_text("별길 9")
    assert away_m(city, "Corner shop", EMPTY_PLACE) < WITHIN_M

    page.get_by_role("button", name="Move", exact=False).click()
    click_map(page, *NEW_PLACE)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".st-key-details")).to_contain_text(re.compile("Place127.029[78]"))
    assert away_m(city, "Corner shop", NEW_PLACE) < WITHIN_M

    page.get_by_role("button", name="Move or turn").click()
    page.get_by_label("Looks").click()
    page.get_by_role("option", name="south-west").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".st-key-details")).to_contain_text("south-west (225°)")
    assert away_m(city, "Corner shop", NEW_PLACE) < WITHIN_M, "it only turned"

    # The same name again is refused in one sentence, and the form keeps what was written.
    begin_to_add(page)
    page.get_by_label("Name", exact=True).fill("Corner shop")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("there is a camera 'Corner shop' already")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Corner shop")


def begin_to_add(page: Page) -> None:
    page.get_by_role("button", name="Add a camera").click()
    expect(page.get_by_text("Click its place on the map.")).to_be_visible()
    click_map(page, *EMPTY_PLACE)
    expect(page.get_by_text(re.compile("^Place: 127.031"))).to_be_visible()


@pytest.mark.slow
def test_cameras_are_found_by_name_and_address(open_page: OpenPage) -> None:
    page = open_page("/cameras")
    expect(page.get_by_role("button", name="Haneul-ro 1 ")).to_be_visible()
    page.get_by_label("Find by name or address").fill("솔길")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 camera", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sol-gil 1").click()
    expect(page.locator(".st-key-details")).to_contain_text("stored only")
    page.get_by_role("button", name="Recordings").click()
    page.wait_for_url("**/camera?id=*")
    eventually(lambda: playing(page)["width"] > 0, page)


@pytest.mark.slow
def test_recordings_play_from_a_chosen_time(city: City, open_page: OpenPage) -> None:
    known = camera(city, "Haneul-ro 2")
    page = open_page(f"/camera?id={known['camera_id']}&at=2026-05-01T00:00:20.000Z")
    eventually(lambda: abs(playing(page)["at"] - 20) < 0.2 and playing(page)["width"] > 0, page)
    expect(page.locator(".clock")).to_have_text("2026-05-01 09:00:20")
    frames_of_neighbours(page)
    take_picture(page, "app-recordings")
    page.get_by_label("Time").fill("2026-05-01 09:00:40")
    page.keyboard.press("Enter")
    eventually(lambda: abs(playing(page)["at"] - 40) < 0.2, page)
    page.locator(".bar").click(position={"x": 5, "y": 15})
    eventually(lambda: 0.3 < playing(page)["at"] < 10, page)  # it plays from where the time line was clicked
    expect(page.get_by_label("Time")).to_have_value("2026-05-01 09:00:00")
    page.get_by_label("Time").fill("2026-05-01 11:00:00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was recorded at this time.")).to_have_count(5)  # and at four neighbours


def frames_of_neighbours(page: Page) -> None:
    frames = page.locator("img.frame")
    expect(frames).to_have_count(4)
    eventually(lambda: min(frames.evaluate_all("pictures => pictures.map(p => p.naturalWidth)")) > 0, page)


@pytest.fixture
def broken(city: City) -> Iterator[tuple[Path, bytes]]:
    """A camera whose footage has a damaged middle in the store: the file there, and its whole content."""
    city.run("cameras", "add", "Broken gate", "--lon", EMPTY_PLACE[0], "--lat", EMPTY_PLACE[1])
    source = FOOTAGE / "sol-gil-1.mp4"
    city.run("footage", "add", source, "--camera", "Broken gate", "--start", "2026-05-02T09:00:00+09:00")
    content = source.read_bytes()
    newest = max((path for path in city.home.rglob("*.mp4") if path.stat().st_size == len(content)), key=mtime)
    middle = len(content) // 10
    newest.write_bytes(content[:middle] + bytes(len(content) - 2 * middle) + content[-middle:])
    yield newest, content
    newest.write_bytes(content)


def mtime(path: Path) -> float:
    return path.stat().st_mtime


@pytest.mark.slow
def test_footage_that_cannot_be_read_is_told_and_tried_again(
    city: City, open_page: OpenPage, broken: tuple[Path, bytes]
) -> None:
    with Client(Settings(api_url=city.api)) as api:
        query = api.upload_query("person.jpg", (FOOTAGE / "query-person.jpg").read_bytes())
        api.create_search([query.query_id], [str(camera(city, "Broken gate")["camera_id"])])
    page = open_page("/jobs")
    row = page.locator("table.legs tbody tr").filter(has_text="Broken gate")
    expect(row).to_contain_text("unreadable")
    assert len(row.locator("td").last.inner_text()) > 10  # why
    file, content = broken
    file.write_bytes(content)
    page.get_by_role("button", name="Try 1 unreadable recording again").click()
    expect(row.get_by_text("indexed", exact=True)).to_be_visible()
