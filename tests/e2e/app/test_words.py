"""A search in words: somebody is described as the city's truth has it, and found; what is not understood is refused."""

import re

import pytest
from playwright.sync_api import Page, expect

from ray_apps.client import Client
from tests.e2e.app.screen import FOOTAGE, City, OpenPage
from viscoper.evaluate.attributes import load_said
from viscoper.evaluate.city_matching import show
from viscoper.evaluate.city_truth import load_passages
from viscoper.settings import Settings

DESCRIBED = "brown top, brown trousers, glasses"
FIRST_CARDS = 3


def describe(page: Page, text: str, label: str = "What it looks like") -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Enter")


def wearers(upper: str, lower: str) -> set[str]:
    """Who in the city is dressed in these colours."""
    said = load_said(FOOTAGE)
    return {who for who, wears in said.items() if upper in wears.get("upper", ()) and lower in wears.get("lower", ())}


def seen_in(city: City, sighting_id: str) -> str | None:
    """Whom a sighting shows."""
    with Client(Settings(home=city.home, api_url=city.api)) as client:
        sighting = client.sighting(sighting_id)
    passage = show([sighting], {sighting.camera_id: sighting.camera}, load_passages(FOOTAGE))[sighting_id]  # type: ignore[list-item]
    return passage.identity if passage else None


def test_somebody_described_is_found(city: City, open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("In words", exact=True).click()
    describe(page, DESCRIBED)
    described = page.locator(".st-key-described")
    expect(described).to_contain_text(DESCRIBED)
    expect(described).to_contain_text("Sightings are not told by glasses")
    page.reload()  # the words are the page's address
    expect(described).to_contain_text(DESCRIBED)
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d cameras · all recordings"))).to_be_visible()  # other tests add some
    page.locator(".st-key-start button").click()
    page.wait_for_url("**search=*")
    expect(page.locator(".facts")).to_contain_text(DESCRIBED)
    page.get_by_text("Complete.").wait_for()

    page.locator(".card").first.wait_for()
    first = page.locator(".card").evaluate_all("cards => cards.map(card => card.dataset.sighting)")[:FIRST_CARDS]
    assert len(first) == FIRST_CARDS
    assert wearers("brown", "brown") & {seen_in(city, each) for each in first}

    page.get_by_role("button", name="Change", exact=True).click()
    expect(described).to_contain_text(DESCRIBED)
    described.get_by_role("button", name="Take out").click()
    expect(described).to_have_count(0)
    assert "words=" not in page.url


@pytest.mark.parametrize(
    ("locale", "source", "label", "sentence", "heights", "understood"),
    [
        pytest.param(
            "en-US", "In words", "What it looks like", "'blorp' is not known in a description",
            "told by height where a camera saw 30 people", "child; upper clothes: red", id="English",
        ),
        pytest.param(
            "ko-KR", "말로 설명", "생김새", "'blorp'은(는) 설명에 쓸 수 없는 말입니다",
            "30명 이상을 본 카메라에서 키로", "어린이; 상의: 빨간색", id="Korean",
        ),
    ],
)  # fmt: skip
def test_words_not_understood_are_refused_in_one_sentence(
    open_page: OpenPage, locale: str, source: str, label: str, sentence: str, heights: str, understood: str
) -> None:
    page = open_page(locale=locale)
    page.get_by_text(source, exact=True).click()
    describe(page, "silver van", label)
    expect(page.locator(".st-key-described")).to_contain_text("silver van")
    expect(page.locator(".st-key-described")).not_to_contain_text(heights)
    describe(page, "child, red top", label)
    expect(page.locator(".st-key-described")).to_contain_text(heights)
    expect(page.locator(".st-key-described")).to_contain_text(understood)
    describe(page, "blorp top", label)
    refusal = page.locator("[data-testid=stAlert]")
    expect(refusal).to_contain_text(sentence)
    assert "\n" not in refusal.locator("[data-testid=stMarkdownContainer]").inner_text()
    expect(page.locator(".st-key-described")).to_have_count(0)  # nobody searches for what was there before
    expect(page.get_by_label(label, exact=True)).to_have_value("blorp top")
    expect(page.locator(".st-key-start button")).to_be_disabled()
