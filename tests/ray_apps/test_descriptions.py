"""Searches by words, alone and with a picture; what descriptions say, and which colours there are to describe."""

from collections import Counter
from datetime import timedelta

import httpx
import pytest

from ray_apps.client import Client, Match, Search, Sighting
from tests.ray_apps.conftest import NINE, Served
from viscoper.errors import UsageError

DESCRIBED = "black top, blue trousers, backpack, glasses"


@pytest.fixture
def search(api: Client, indexed: None) -> Search:
    """In words alone, with nothing left to index."""
    search = api.create_search(description=DESCRIBED)
    assert search.state == "done"
    return search


def found(api: Client, search: Search) -> list[Match]:
    return api.matches(search.search_id, limit=500).items


def ids(matches: list[Match]) -> list[str]:
    return [match.sighting.sighting_id for match in matches]


def share(sighting: Sighting, region: str, colour: str) -> float:
    return sighting.attributes.get(region, {}).get(colour, 0.0)


def test_footage_is_indexed_for_words_as_for_pictures(served: Served, api: Client, names: dict[str, str]) -> None:
    evening = NINE.replace(hour=20)
    served.run("footage", "add", served.home / "north.mp4", "--camera", "north gate", "--start", evening.isoformat())
    window = {"start": evening, "end": evening + timedelta(minutes=1)}
    started = api.create_search(cameras=[names["north gate"]], description="빨간 승용차", **window)
    assert started.state == "running" and started.kind == "vehicle" and started.picture_urls == []
    last = list(api.follow(started.search_id))[-1]
    assert last.search.state == "done" and last.search.description == "빨간 승용차"
    assert share(last.matches[0].sighting, "body", "red") > 0.5
    assert ids(last.matches) == ids(found(api, started))


def test_matches_are_told_by_the_description(api: Client, search: Search) -> None:
    assert (search.description, search.untold, search.kind, search.query_ids) == (
        DESCRIBED, ["glasses"], "person", [],
    )  # fmt: skip
    matches = found(api, search)
    assert len(matches) > 4 and {match.sighting.kind for match in matches} == {"person"}
    fits = [match.description or 0 for match in matches]
    assert fits == [match.similarity for match in matches] == sorted(fits, reverse=True)
    best, last = matches[0].sighting, matches[-1].sighting
    asked = (("upper", "black"), ("lower", "blue"), ("bag", "backpack"))
    assert sum(share(best, *each) for each in asked) > sum(share(last, *each) for each in asked)
    middle = fits[len(fits) // 2]
    alike = api.matches(search.search_id, min_similarity=middle, limit=500).items
    assert ids(alike) == [match.sighting.sighting_id for match in matches if match.similarity >= middle]


def test_what_a_person_says_of_words(api: Client, search: Search) -> None:
    """What is not the one goes; the one that is shows from then on what it looks like, beside the words."""
    first, second, *_ = ids(found(api, search))
    api.judge(search.search_id, first, "not_this")
    assert ids(found(api, search))[0] == second and first not in ids(found(api, search))
    api.judge(search.search_id, second, "this_too")
    top, *others = found(api, search)
    assert (top.sighting.sighting_id, top.verdict, top.plausibility) == (second, "this_too", 1)
    assert top.similarity == pytest.approx(1, abs=1e-3) and top.description is not None
    assert any(match.similarity != match.description for match in others)
    assert first not in ids(others)
    api.judge(search.search_id, second, "clear")
    api.judge(search.search_id, first, "clear")
    assert ids(found(api, search))[:2] == [first, second]


def test_words_beside_a_picture(api: Client, picture: bytes, indexed: None) -> None:
    query = api.upload_query("query.jpg", picture).query_id
    plain = {match.sighting.sighting_id: match for match in found(api, api.create_search([query], kind="person"))}
    described = found(api, api.create_search([query], description=DESCRIBED))
    assert set(ids(described)) == set(plain)
    for match in described:
        assert match.similarity == pytest.approx(plain[match.sighting.sighting_id].similarity, abs=1e-3)
        assert match.description is not None and plain[match.sighting.sighting_id].description is None
    assert ids(described) != list(plain), "what fits the words comes up"


@pytest.mark.parametrize("limit", [1, 2])
def test_pages_neither_repeat_nor_leave_out(api: Client, indexed: None, limit: int) -> None:
    """Many fit equally well: all vehicles of the type asked for."""
    search = api.create_search(description="car")
    seen, cursor = [], None
    while True:
        page = api.matches(search.search_id, limit=limit, cursor=cursor)
        seen += ids(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ids(found(api, search)) and len(set(seen)) == len(seen) > limit


def test_a_route_by_words_says_how_well_each_fits(api: Client, search: Search) -> None:
    match = found(api, search)[0]
    route = api.create_route([match.sighting.sighting_id], search.search_id)
    assert route.stops[0].similarity == pytest.approx(match.description, abs=1e-3)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({}, r"give pictures \(query_ids\), a description, or both", id="nothing to search for"),
        pytest.param({"description": "blorp top"}, "^'blorp' is not known in a description; known are", id="a word"),
        pytest.param({"description": ""}, "names no colour of clothes", id="empty"),
        pytest.param({"description": "red"}, "^'red': say what has this colour, as in 'red top'$", id="a colour alone"),
        pytest.param({"description": "red top, red car"}, "describes a person and a vehicle", id="two kinds"),
        pytest.param({"description": "안경"}, "sightings are not told by 안경$", id="what sightings are not told by"),
        pytest.param({"description": "red " * 51}, "description: .* at most 200 characters", id="too long"),
        pytest.param(
            {"description": "red car", "kind": "person"}, "describes a vehicle, and only a person is", id="another kind"
        ),
    ],
)
def test_what_cannot_be_searched_by_is_refused(api: Client, fields: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        api.create_search(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind", "colours", "labels", "untold"),
    [
        ("white top, navy trousers", "person", {"upper": {"white": 1}, "lower": {"blue": 1, "black": 0.7}}, [], []),
        ("빨간 상의, 안경", "person", {"upper": {"red": 1}}, [], ["안경"]),
        ("은색 승합차", "vehicle", {"body": {"grey": 1, "white": 0.7}}, ["bus", "car", "truck"], []),
        ("truck", "vehicle", {}, ["truck"], []),
    ],
)
def test_what_a_description_says(
    api: Client, text: str, kind: str, colours: object, labels: list[str], untold: list[str]
) -> None:
    said = api.describe(text)
    assert (said.text, said.kind, said.labels, said.untold) == (text, kind, labels, untold)
    assert {region: {name: round(fit, 3) for name, fit in fits.items()} for region, fits in said.colours.items()} == (
        colours
    )


def test_what_is_worn(api: Client, indexed: None) -> None:
    bare = api.describe("short sleeves, no bag")
    assert bare.worn == {"sleeves": {"short": 1}, "bag": {"none": 1}}
    assert bare.understood == "person; short sleeves; no bag"
    facets = api.facets(start=NINE, end=NINE + timedelta(hours=1))
    people = sum(facets.upper.values())
    assert people == sum(facets.sleeves.values()) == sum(facets.legs.values()) == sum(facets.bag.values())


def test_a_refused_description_is_one_sentence(http: httpx.Client) -> None:
    answer = http.get("/v1/descriptions", params={"text": "blorp top"})
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("'blorp' is not known in a description")


def test_colours_are_counted(api: Client, names: dict[str, str], indexed: None) -> None:
    window = {"start": NINE, "end": NINE + timedelta(hours=1)}
    people = api.sightings(**window, kind="person").items
    mains = Counter(next(iter(each.attributes["upper"])) for each in people if "upper" in each.attributes)
    facets = api.facets(**window)
    assert facets.upper == mains and facets.lower and facets.body.get("red")
    assert list(facets.upper.values()) == sorted(facets.upper.values(), reverse=True)
    assert api.facets(**window, kind="vehicle").upper == {} and api.facets(**window, kind="person").body == {}
    here = api.facets([names["north gate"]], **window)
    assert here == api.facets(near=(127.03, 37.5), radius_m=50, **window)
    assert 0 < sum(here.upper.values()) < sum(facets.upper.values())
    with pytest.raises(UsageError, match="there is no camera none"):
        api.facets(["none"])
