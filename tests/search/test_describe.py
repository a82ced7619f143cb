"""Descriptions in words: what they ask for, what they refuse, and how sightings fit them."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viscoper.attributes import COLOURS, TERMS
from viscoper.errors import UsageError
from viscoper.search.describe import parse_description
from viscoper.search.describe_words import load_words


def shares(**colours: float) -> np.ndarray:
    return np.array([colours.get(colour, 0.0) for colour in COLOURS], np.float32)


@pytest.mark.parametrize(
    ("text", "kind", "best"),
    [
        ("red top, blue trousers, backpack", "person", {"upper": "red", "lower": "blue"}),
        ("빨간 상의, 파란 바지, 배낭", "person", {"upper": "red", "lower": "blue"}),
        ("빨간색 상의에 파란바지를 입은 사람", "person", {"upper": "red", "lower": "blue"}),
        ("상의는 흰색, 하의는 검정", "person", {"upper": "white", "lower": "black"}),
        ("a WHITE t-shirt and jeans", "person", {"upper": "white", "lower": "blue"}),
        ("남색 코트", "person", {"upper": "blue"}),
        ("검은색상의 흰색하의", "person", {"upper": "black", "lower": "white"}),
        ("green dress", "person", {"upper": "green", "lower": "green"}),
        ("silver SUVs", "vehicle", {"body": "grey"}),
        ("흰색 승합차", "vehicle", {"body": "white"}),
        ("truck", "vehicle", {}),
        ("상의 검정 하의 청바지", "person", {"upper": "black", "lower": "blue"}),
        ("상의 검정 모자 흰색 하의 빨강", "person", {"upper": "black", "lower": "red"}),
        ("반바지 빨간 상의", "person", {"upper": "red"}),
        ("상의: 빨강. 하의: 파랑!", "person", {"upper": "red", "lower": "blue"}),
        ("white dress shirt", "person", {"upper": "white"}),
        ("black leather jacket", "person", {"upper": "black"}),
        ("빨간 야구 모자를 쓴 170cm 남자, 흰색T셔츠", "person", {"upper": "white"}),
        ("검정SUV를", "vehicle", {"body": "black"}),
        ("white buses", "vehicle", {"body": "white"}),
        ("light-blue lorries", "vehicle", {"body": "blue"}),
        ("은색 소나타", "vehicle", {"body": "grey"}),
        ('"Red t\u2011shirt\u200b"', "person", {"upper": "red"}),
        (unicodedata.normalize("NFD", "빨간 상의"), "person", {"upper": "red"}),
        ("person in black", "person", {"upper": "black", "lower": "black"}),
        ("dressed in red, blue trousers", "person", {"upper": "red", "lower": "blue"}),
        ("man in black with a hat", "person", {"upper": "black", "lower": "black"}),
        ("all white", "person", {"upper": "white", "lower": "white"}),
        ("a woman wearing a red coat in white", "person", {"upper": "red", "lower": "white"}),
        ("검은색 입은 남자", "person", {"upper": "black", "lower": "black"}),
        ("흰색 차림, 배낭", "person", {"upper": "white", "lower": "white"}),
        ("상의 검정 입은 남자", "person", {"upper": "black"}),
        ("상의 검정 남자", "person", {"upper": "black"}),
        ("all white car", "vehicle", {"body": "white"}),
        ("회색 모자티", "person", {"upper": "grey"}),
        ("자전거 탄 사람", "vehicle", {}),
        ("man riding a red motorcycle", "vehicle", {"body": "red"}),
        ("자전거 타고 빨간 상의 입은 사람", "person", {"upper": "red"}),
        ("a person on a red bike, blue top", "person", {"upper": "blue"}),
        ("a rider in red on a motorcycle", "person", {"upper": "red", "lower": "red"}),
        ("white car or van", "vehicle", {"body": "white"}),
        ("white van, white truck", "vehicle", {"body": "white"}),
        ("검은색 반팔 상의에 흰색 바지", "person", {"upper": "black", "lower": "white"}),
        ("검은 반바지 하의에 흰 티", "person", {"upper": "white", "lower": "black"}),
        ("파란색 체육복 상의에 검은 바지", "person", {"upper": "blue", "lower": "black"}),
        ("회색 교복 바지", "person", {"lower": "grey"}),
        ("grey suit trousers, white shirt", "person", {"upper": "white", "lower": "grey"}),
        ("upper clothes red, lower clothes black", "person", {"upper": "red", "lower": "black"}),
        ("dark jeans", "person", {"lower": "blue"}),
        ("연한 청바지, 올블랙", "person", {"upper": "black", "lower": "blue"}),
        ("bright jacket", "person", {"upper": "white"}),
        ("blue jean jacket, black pants", "person", {"upper": "blue", "lower": "black"}),
        ("white shirt, black dress shoes", "person", {"upper": "white"}),
        ("실종아동, 노란 티", "person", {"upper": "yellow"}),
        ("7-year-old girl in a pink dress", "person", {"upper": "pink", "lower": "pink"}),
        ("도난차량 흰색 K5", "vehicle", {"body": "white"}),
        ("stolen black BMW", "vehicle", {"body": "black"}),
    ],
)
def test_what_is_asked_for(text: str, kind: str, best: dict[str, str]) -> None:
    asked = parse_description(text)
    assert asked.kind == kind
    told = {region: fit for region, fit in asked.wanted.items() if TERMS[region] is COLOURS}
    assert {region: COLOURS[int(fit.argmax())] for region, fit in told.items()} == best


@pytest.mark.parametrize(
    ("text", "worn", "untold"),
    [
        ("red top, backpack", {"bag": {"backpack"}}, ()),
        ("빨간 상의, 배낭", {"bag": {"backpack"}}, ()),
        ("red backpack", {"bag": {"backpack"}}, ("red",)),
        ("a person without a backpack", {"bag": {"none", "other"}}, ()),
        ("가방 없는 사람, 흰 셔츠", {"bag": {"none"}}, ()),
        ("handbag", {"bag": {"other"}}, ()),
        ("모자 쓴 사람", {"hat": {"hat"}}, ()),
        ("no hat, white shirt", {"hat": {"none"}}, ()),
        (
            "cap, white short-sleeved shirt, 가방",
            {"hat": {"hat"}, "sleeves": {"short"}, "bag": {"backpack", "other"}},
            (),
        ),
        ("long sleeves", {"sleeves": {"long"}}, ()),
        ("짧은 소매", {"sleeves": {"short"}}, ()),
        ("빨간 반팔티에 반바지", {"sleeves": {"short"}, "legs": {"short"}}, ()),
        ("short blue trousers", {"legs": {"short"}}, ()),
        ("long red coat, glasses", {}, ("long", "glasses")),
        ("긴 머리, 빨간 상의", {}, ("긴", "머리")),
        ("모자는 검은색, 상의는 흰색", {"hat": {"hat"}}, ("검은",)),
        ("white top, red striped skirt", {}, ("striped",)),
        ("5살 아이, 빨간 옷", {}, ("5살",)),
        ("카니발", {"type": {"van"}}, ("카니발",)),
        ("white van", {"type": {"van"}}, ()),
        ("은색 승합차나 봉고차", {"type": {"van"}}, ()),
        ("white car or van", {}, ()),
        ("white vehicle, van", {"type": {"van"}}, ()),
        ("트럭", {}, ()),
        ("man riding a van", {"type": {"van"}}, ("man",)),
        ("승합차 탄 사람, 승용차 탄 사람", {}, ()),
        ("승합차 타고 빨간 상의 입은 사람", {}, ("승합차",)),
        ("white glasses, red top", {}, ("white", "glasses")),
        ("red top, on a blue bike", {}, ("blue", "bike")),
    ],
)
def test_what_is_worn_beside_colours(text: str, worn: dict[str, set[str]], untold: tuple[str, ...]) -> None:
    asked = parse_description(text)
    found = {aspect: fit for aspect, fit in asked.wanted.items() if TERMS[aspect] is not COLOURS}
    assert {a: {term for term, fit in zip(TERMS[a], fits, strict=True) if fit} for a, fits in found.items()} == worn
    assert asked.untold == untold


@pytest.mark.parametrize(
    ("text", "stature", "untold"),
    [
        ("child, red top", "child", ()),
        ("빨간 옷을 입은 여자아이", "child", ()),
        ("아이", "child", ()),
        ("kids on bicycles", "child", ("bicycle",)),
        ("성인 남자, 검은 바지", "adult", ("남자",)),
        ("an adult with a child, bag", None, ()),
        ("a woman, red top", None, ("woman",)),
    ],
)
def test_children_and_grown_ups(text: str, stature: str | None, untold: tuple[str, ...]) -> None:
    asked = parse_description(text)
    assert (asked.kind, asked.stature, asked.untold) == ("person", stature, untold)


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("a backpack without a hat", {"bag"}, {"hat"}),
        ("배낭 메고 모자 없는 사람", {"bag"}, {"hat"}),
        ("모자 없이 배낭", {"bag"}, {"hat"}),
        ("no hat but a bag", {"bag"}, {"hat"}),
        ("no hat or bag", set(), {"hat", "bag"}),
        ("모자와 가방 없는 사람", set(), {"hat", "bag"}),
        ("빨간 모자에 가방 없는 사람", {"hat"}, {"bag"}),
        ("가방도 모자도 없는 여자", set(), {"hat", "bag"}),
        ("모자도 마스크도 안 쓴 남자", set(), {"hat"}),
        ("모자 가방 없음", set(), {"hat", "bag"}),
        ("모자·가방 없음", set(), {"hat", "bag"}),
        ("모자 쓰고 가방 없음", {"hat"}, {"bag"}),
        ("모자 쓰고 가방도 멘 사람", {"hat", "bag"}, set()),
        ("he doesn't have a bag", set(), {"bag"}),
        ("not wearing a hat, bag", {"bag"}, {"hat"}),
        ("모자를 안 쓴 아이", set(), {"hat"}),
        ("모자를 쓰고 있지 않은 아이", set(), {"hat"}),
        ("no glasses, hat", {"hat"}, set()),
    ],
)
def test_what_is_missing_is_told_from_what_is_worn(text: str, has: set[str], lacks: set[str]) -> None:
    wanted = parse_description(text).wanted
    none = {aspect for aspect, fit in wanted.items() if fit[TERMS[aspect].index("none")] > 0}
    assert (set(wanted) - none, none) == (has, lacks)


def test_the_dictionary_names_terms_that_there_are() -> None:
    words = load_words()
    assert all(set(terms) <= set(TERMS[aspect]) and terms for aspect, terms in words.worn.values())
    assert all(term in TERMS[aspect] for aspect in words.measured.values() for term in words.lengths.values())
    assert words.headings <= set(words.clothes) >= set(words.dyed)
    assert words.makes <= set(words.vehicles)


def test_what_is_worn_counts_beside_colours() -> None:
    asked = parse_description("red top, backpack")
    carried, bare = np.array([0.2, 0.8, 0], np.float32), np.array([0.95, 0.05, 0], np.float32)
    red, blue = shares(red=1.0), shares(blue=1.0)
    seen = [{"upper": red, "bag": carried}, {"upper": red, "bag": bare}, {"upper": blue, "bag": bare}]
    scores = [asked.score(each, "person") for each in seen]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(np.sqrt(0.8), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("red blorp", "'blorp' is not known in a description; known are colours"),
        ("빨간 뷁", "'뷁' is not known"),
        ("차, 검은색", "say what has this colour"),
        ("red", "say what has this colour, as in 'red top'"),
        ("red top, white car", "search for one of them at a time"),
        ("a man with glasses", "sightings are not told by man, glasses"),
        ("", "names no colour"),
        ("white car, red truck", "describes two vehicles; search for one of them at a time"),
        ("black person", "say what has this colour"),
        ("자전거 탄 사람, 흰 차", "search for one of them at a time"),
        ("no red top, hat", "'no red top': only bags and hats can be said to be missing"),
        ("빨간 상의 없는 사람", "only bags and hats"),
        ("no car", "only bags and hats"),
        ("hats, 없는", "only bags and hats"),
        ("jacket is not black", "only bags and hats"),
        ("hat: no, top: red", "only bags and hats"),
        ("white suv-뷁", "'suv-뷁' is not known"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        parse_description(text)


def test_the_nearer_fit_scores_more() -> None:
    asked = parse_description("red top, blue trousers")
    seen = [
        {"upper": shares(red=0.9, black=0.1), "lower": shares(blue=0.8, black=0.2)},
        {"upper": shares(red=0.4, orange=0.6), "lower": shares(blue=0.8)},
        {"upper": shares(red=0.9), "lower": shares(white=1.0)},
        {"upper": shares(white=1.0), "lower": shares(white=1.0)},
    ]
    scores = [asked.score(each, "person") for each in seen]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(np.sqrt(0.9 * 0.8), abs=1e-4)


def test_a_shade_fits_its_neighbours_less() -> None:
    asked = parse_description("navy jacket")
    blue, black, red = (asked.score({"upper": shares(**{name: 1.0})}, "person") for name in ("blue", "black", "red"))
    assert blue > black > red


def test_dark_and_light_alone_leave_room_for_colours() -> None:
    def score(text: str, colour: str) -> float:
        return parse_description(text).score({"upper": shares(**{colour: 1.0})}, "person")

    assert score("dark jacket", "black") > score("dark jacket", "blue") > score("dark jacket", "white")
    assert score("dark red jacket", "red") > score("dark red jacket", "black") > score("dark red jacket", "blue")


def test_a_vehicle_of_another_type_scores_less() -> None:
    asked = parse_description("white truck")
    white = {"body": shares(white=1.0)}
    assert asked.score(white, "truck") == pytest.approx(1)
    assert asked.score(white, "car") < 0.5


def test_what_is_not_known_of_somebodys_height_neither_helps_nor_rules_out() -> None:
    asked = parse_description("child, red top")
    red = {"upper": shares(red=1.0)}
    child, unknown, grown = (asked.score(red, "person", likely) for likely in (0.95, np.nan, 0.0))
    assert child > unknown > grown > asked.score({"upper": shares(blue=1.0)}, "person", 0.95)


def test_sightings_without_attributes_come_last() -> None:
    asked = parse_description("red top")
    assert asked.score({}, "person") == asked.score({"upper": shares(blue=1.0)}, "person")


PHRASES = st.lists(st.sampled_from([*sorted(load_words().known), "3"]), min_size=1, max_size=7)


@settings(max_examples=1000)
@given(words=PHRASES, between=st.sampled_from([" ", ", ", ""]))
def test_whatever_is_put_together_is_understood_or_refused_in_one_sentence(words: list[str], between: str) -> None:
    try:
        asked = parse_description(between.join(words))
    except UsageError as refusal:
        assert "\n" not in str(refusal)
        return
    assert asked.wanted or asked.labels or asked.stature
    assert all(fit.max() == pytest.approx(1) and fit.min() >= 0 for fit in asked.wanted.values())
