"""Descriptions in words: what they ask for, what they refuse, and how sightings fit them."""

import numpy as np
import pytest

from viscoper.attributes import COLOURS
from viscoper.errors import UsageError
from viscoper.search.describe import parse_description


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
        ("green dress", "person", {"upper": "green", "lower": "green"}),
        ("silver SUVs", "vehicle", {"body": "grey"}),
        ("흰색 승합차", "vehicle", {"body": "white"}),
        ("truck", "vehicle", {}),
    ],
)
def test_what_is_asked_for(text: str, kind: str, best: dict[str, str]) -> None:
    asked = parse_description(text)
    assert asked.kind == kind
    assert {region: COLOURS[int(fit.argmax())] for region, fit in asked.wanted.items()} == best


def test_words_that_sightings_are_not_told_by() -> None:
    assert parse_description("red top, backpack").untold == ("backpack",)
    assert parse_description("빨간 상의, 배낭").untold == ("배낭",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("red blorp", "'blorp' is not known in a description; known are colours"),
        ("빨간 뷁", "'뷁' is not known"),
        ("차, 검은색", "say what has this colour"),
        ("red", "say what has this colour, as in 'red top'"),
        ("red top, white car", "search for one of them at a time"),
        ("a man with a backpack", "sightings are not told by man, backpack"),
        ("", "names no colour"),
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


def test_a_vehicle_of_another_type_scores_less() -> None:
    asked = parse_description("white truck")
    white = {"body": shares(white=1.0)}
    assert asked.score(white, "truck") == pytest.approx(1)
    assert asked.score(white, "car") < 0.5


def test_sightings_without_attributes_come_last() -> None:
    asked = parse_description("red top")
    assert asked.score({}, "person") == asked.score({"upper": shares(blue=1.0)}, "person")
