"""Matches filtered and ordered, a query picked in a camera's recording: on a search that has come to its end."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from demo.__main__ import likely_stops
from ray_apps.client import Client, Search
from tests.e2e.app.screen import FOOTAGE, City, OpenPage, eventually
from viscoper.settings import Settings


@pytest.fixture(scope="module")
def client(city: City) -> Iterator[Client]:
    with Client(Settings(home=city.home, api_url=city.api)) as client:
        yield client


@pytest.fixture(scope="module")
def search(client: Client) -> Search:
    """Of the whole city, by the picture of a person."""
    query = client.upload_query("query-person.jpg", (FOOTAGE / "query-person.jpg").read_bytes())
    search = client.create_search([query.query_id])
    for event in client.follow(search.search_id):
        search = event.search
    assert search.state == "done", search.problem
    return search


def cards(page: Page) -> Locator:
    return page.locator(".card")


def shown(page: Page) -> list[str]:
    found: list[str] = cards(page).evaluate_all("cards => cards.map(card => card.dataset.sighting)")
    return found


def words(page: Page, part: str) -> list[str]:
    return cards(page).locator(part).all_inner_texts()


def expected(client: Client, search: Search, least: float = 0.0, **filters: str) -> list[str]:
    """What the API gives as the page's first matches; the page begins with what is not unlike."""
    found = client.matches(search.search_id, min_similarity=least, limit=48, **filters).items
    return [match.sighting.sighting_id for match in found]


@pytest.mark.slow
def test_matches_are_filtered_and_ordered(client: Client, search: Search, open_page: OpenPage) -> None:
    page = open_page(f"/?search={search.search_id}")
    eventually(lambda: shown(page) == expected(client, search), page)
    found = client.matches(search.search_id, min_similarity=0, limit=48).items
    assert words(page, ".sure") == [f"{match.confidence or 0:.0%}" for match in found]
    assert words(page, ".way") == [], "nobody knows where an uploaded picture was taken"

    page.get_by_text("By time", exact=True).click()
    eventually(lambda: shown(page) == expected(client, search, order="time"), page)
    assert words(page, "time") == sorted(words(page, "time"))

    page.get_by_text("vehicle", exact=True).click()
    eventually(lambda: shown(page) == expected(client, search, order="time", kind="vehicle"), page)
    vehicles = shown(page)

    page.get_by_label("Camera", exact=True).click()
    page.get_by_role("option", name="Dal-gil 1").click()
    eventually(lambda: set(words(page, ".camera")) == {"Dal-gil 1"}, page)
    page.reload()  # the filters are the page's address
    eventually(lambda: set(words(page, ".camera")) == {"Dal-gil 1"}, page)
    assert set(shown(page)) < set(vehicles)


def own_cameras(client: Client) -> list[str]:
    """The ids of the demo's cameras: other tests may add footage of further ones to the city."""
    entries = json.loads((FOOTAGE / "footage.json").read_text(encoding="utf-8"))["footage"]
    names = {entry["camera"] for entry in entries}
    return [camera.camera_id for camera in client.all_cameras() if camera.name in names]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "seen_by"),
    [
        pytest.param("person", {"Haneul-ro 1", "Haneul-ro 2", "Haneul-ro 3"}, id="the person"),
        pytest.param("vehicle", {"Haneul-ro 1", "Haneul-ro 2", "Dal-gil 1", "Sol-gil 1"}, id="the red car"),
    ],
)
def test_the_demo_proposes_as_stops_all_cameras_that_saw_the_one_searched_for(
    client: Client, kind: str, seen_by: set[str]
) -> None:
    query = client.upload_query(f"query-{kind}.jpg", (FOOTAGE / f"query-{kind}.jpg").read_bytes())
    search = client.create_search([query.query_id], own_cameras(client), kind=kind)
    for event in client.follow(search.search_id):
        search = event.search
    assert search.state == "done", search.problem
    found = client.matches(search.search_id).items
    camera_of = {match.sighting.sighting_id: match.sighting.camera for match in found}
    stops = likely_stops([match.sighting.model_dump() | {"confidence": match.confidence} for match in found])
    assert {camera_of[stop] for stop in stops} == seen_by


@pytest.mark.slow
def test_a_cut_off_leaves_the_more_alike(client: Client, search: Search, open_page: OpenPage) -> None:
    page = open_page(f"/?search={search.search_id}")
    eventually(lambda: shown(page) == expected(client, search), page)
    handle = page.get_by_role("slider")
    for _step in range(30):
        handle.press("ArrowRight")
    left = expected(client, search, least=0.3)
    assert 0 < len(left) < 48
    eventually(lambda: shown(page) == left, page)


@pytest.mark.slow
def test_somebody_is_picked_in_a_recording(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_text("From a camera", exact=True).click()
    page.get_by_label("Camera", exact=True).click()
    page.get_by_role("option", name="Haneul-ro 2").click()
    page.get_by_label("Time", exact=True).fill("2026-05-01 09:00:27")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show this moment").click()
    expect(page.get_by_text("Click the person or vehicle to search for.")).to_be_visible()
    somebody = page.locator("button.box[aria-label=person]").first
    somebody.click()
    expect(page.locator("button.box.chosen")).to_have_count(1)
    expect(page.get_by_text("The blue box is searched for.")).to_be_visible()
    page.get_by_role("button", name="All", exact=True).click()
    page.locator(".st-key-start button").click()
    page.wait_for_url("**search=*")
    # The recording that the picture was taken from holds the very same person.
    expect(cards(page).first.locator(".camera")).to_have_text("Haneul-ro 2")
    expect(cards(page).first.locator("time")).to_have_text(re.compile("09:00:[23]"))
    expect(cards(page).first.locator(".way")).to_have_text("→ 100%")
