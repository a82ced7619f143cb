"""An investigator's whole job in a browser: picture, cameras, matches, route; nothing lost on the way."""

import csv
import io
import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.app.screen import (
    FOOTAGE,
    City,
    OpenPage,
    alike,
    answered,
    click_map,
    colour_on_map,
    eventually,
    playing,
    take_picture,
)

HANEUL_1, HANEUL_3, DAL = (127.0296150, 37.4999596), (127.0309964, 37.4999596), (127.0306171, 37.5001078)
TAGS = "[data-testid=stMultiSelect] [aria-label^=Remove]"  # a chosen camera's button to take it out
BLUE, GREY = (26, 95, 180), (138, 147, 160)


def upload(page: Page, name: str = "query-person.jpg") -> None:
    page.locator("input[type=file]").set_input_files(FOOTAGE / name)
    page.get_by_role("button", name="Take out", exact=True).wait_for()


def start_search(page: Page) -> None:
    page.locator(".st-key-start button").click()
    page.wait_for_url("**search=*")


def test_from_a_picture_to_a_played_route(city: City, open_page: OpenPage) -> None:
    page = open_page()
    upload(page)
    expect(page.locator(".box").first).to_be_visible()
    page.locator(".box").first.click()
    expect(page.get_by_text("The blue box is searched for.")).to_be_visible()
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.get_by_text("6 cameras · all recordings")).to_be_visible()
    take_picture(page, "app-search")
    start_search(page)

    # The middle of a search: a reload goes on with it, and so does a second tab.
    page.reload()
    expect(page.get_by_text(re.compile("^Searching…"))).to_be_visible()
    expect(page.get_by_text("possible match", exact=False).first).to_be_visible()
    page.locator(".card").first.wait_for()
    second = page.context.new_page()
    second.goto(page.url)
    second.locator(".card").first.wait_for()
    second.close()
    page.get_by_text("Complete.").wait_for()
    assert crops_are_drawn(page)

    a_match_is_left_out_and_taken_back(page)
    choose_best_of_each_camera(page, 3)
    expect(page.get_by_text("3 chosen")).to_be_visible()
    take_picture(page, "app-results")
    page.locator(".st-key-build button").click()
    page.wait_for_url("**/route?*")
    route_is_shown(page, 3)
    clips_play_in_order(page)
    take_picture(page, "app-route")
    exports_are_whole(page, 3)
    shared_link_shows_it(page, open_page, city)


def a_match_is_left_out_and_taken_back(page: Page) -> None:
    last = page.locator(".card").last.get_attribute("data-sighting")
    card = page.locator(f'.card[data-sighting="{last}"]')
    card.locator(".not_this").click()
    page.get_by_text("1 left out as not the one").click()
    expect(page.locator("article.not_this")).to_have_count(1)
    answered(page)
    card.locator(".not_this").click()
    expect(page.get_by_text("1 left out as not the one")).to_have_count(0)
    card.wait_for()


def crops_are_drawn(page: Page) -> bool:
    widths: list[int] = page.locator(".card img").evaluate_all(
        "pictures => Promise.all(pictures.map(p => p.decode().then(() => p.naturalWidth, () => 0)))"
    )
    return bool(widths) and min(widths) > 0


def choose_best_of_each_camera(page: Page, number: int) -> None:
    """Clicks the most alike card of each of so many cameras, one right after the other."""
    cameras: dict[str, str] = {}
    for card in page.locator(".card").all():
        cameras.setdefault(card.locator(".camera").inner_text(), card.get_attribute("data-sighting") or "")
    assert len(cameras) >= number
    for sighting in list(cameras.values())[:number]:
        page.locator(f'.card[data-sighting="{sighting}"] .crop').click()
    for sighting in list(cameras.values())[:number]:
        page.locator(f'.card.chosen[data-sighting="{sighting}"]').wait_for()


def route_is_shown(page: Page, stops: int) -> None:
    expect(page.locator(".stop")).to_have_count(stops)
    legs = page.locator("table.legs").first.locator("tbody tr")
    expect(legs).to_have_count(stops - 1)
    expect(legs.first).to_contain_text("1 → 2")
    page.locator("canvas").first.wait_for()


def clips_play_in_order(page: Page) -> None:
    """The first stop's clip plays, and when it has ended, the second's."""
    page.locator(".stop").first.click()
    eventually(lambda: playing(page)["at"] > 0.3 and playing(page)["width"] > 0, page)
    assert playing(page)["stop"] == 1
    page.locator("video").first.evaluate("v => { v.currentTime = Math.max(0, v.duration - 0.4); }")
    eventually(lambda: playing(page)["stop"] == 2 and playing(page)["at"] > 0.3, page)
    assert playing(page)["error"] == 0


def exports_are_whole(page: Page, stops: int) -> None:
    contents = {}
    for kind in ("html", "geojson", "csv"):
        with page.expect_download() as download:
            page.locator(f".st-key-export_{kind} button").click()
        contents[kind] = download.value.path().read_text("utf-8")
    assert "<html" in contents["html"] and "Possible matches, not an identification" in contents["html"]
    points = [each for each in json.loads(contents["geojson"])["features"] if each["geometry"]["type"] == "Point"]
    assert len(points) == stops
    assert len(list(csv.DictReader(io.StringIO(contents["csv"])))) == stops


def shared_link_shows_it(page: Page, open_page: OpenPage, city: City) -> None:
    """Somebody else's browser opens the address that is offered."""
    page.get_by_role("button", name="Share").click()
    address = page.locator("[data-testid=stCode]").inner_text().strip()
    assert address.startswith(city.app)
    route_is_shown(open_page(address.removeprefix(city.app)), 3)


def test_cameras_are_chosen_one_by_one(open_page: OpenPage) -> None:
    page = open_page()
    eventually(lambda: alike(colour_on_map(page, *HANEUL_1), BLUE), page)
    click_map(page, *HANEUL_1)
    eventually(lambda: alike(colour_on_map(page, *HANEUL_1), GREY), page)
    click_map(page, *DAL)
    expect(page.locator(TAGS)).to_have_count(2)
    page.reload()
    eventually(lambda: alike(colour_on_map(page, *HANEUL_1), GREY), page)
    page.get_by_label("Remove Dal-gil 1").click()
    eventually(lambda: alike(colour_on_map(page, *DAL), BLUE), page)
    click_map(page, *HANEUL_1)
    expect(page.locator(TAGS)).to_have_count(0)


def test_cameras_within_a_radius(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("Around a point", exact=True).click()
    expect(page.get_by_text("Click the map to set the centre.")).to_be_visible()
    upload(page)
    click_map(page, *HANEUL_1)
    expect(page.get_by_text("5 cameras · all recordings")).to_be_visible()
    eventually(lambda: alike(colour_on_map(page, *HANEUL_3), BLUE), page)
    page.get_by_label("Radius in metres").fill("200")
    page.keyboard.press("Enter")
    expect(page.get_by_text("6 cameras · all recordings")).to_be_visible()
    eventually(lambda: alike(colour_on_map(page, *HANEUL_3), GREY), page)


def test_the_language_follows_the_browser_and_can_be_switched(open_page: OpenPage) -> None:
    page = open_page(locale="ko-KR")
    expect(page.get_by_text("찾을 대상", exact=True)).to_be_visible()
    page.locator("input[type=file]").set_input_files(FOOTAGE / "query-person.jpg")
    page.get_by_role("button", name="빼기").wait_for()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_text("Whom or what to search for", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Take out")).to_be_visible()  # the picture came along
    page.reload()
    expect(page.get_by_text("Where and when", exact=True)).to_be_visible()


def test_a_wrong_upload_is_refused_in_one_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}
    )
    refusal = page.locator("[data-testid=stAlert]")
    expect(refusal).to_contain_text("notes.jpg")
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(30 * 2**20))
    page.locator("input[type=file]").set_input_files(large)
    expect(refusal).to_contain_text("larger than 25 MB")
    sentence = refusal.locator("[data-testid=stMarkdownContainer]").inner_text()
    assert sentence.count("\n") == 0 and "Traceback" not in page.inner_text("body")
    upload(page)
