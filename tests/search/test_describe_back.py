"""What was understood of a description is said back."""

from itertools import combinations

import pytest

from streamlit_app.language import LOCALES
from streamlit_app.reasons import CATALOG, known
from viscoper.attributes import COLOURS, TERMS
from viscoper.coco import KINDS
from viscoper.search.describe import parse_description
from viscoper.search.describe_back import COLOURED, WORN, said_back


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("red top, blue trousers, backpack", "person; upper clothes: red; lower clothes: blue; a backpack"),
        ("빨간 상의, 모자 가방 없음", "person; upper clothes: red; no bag; no hat"),
        ("모자, 가방 없음", "person; no bag; a hat"),
        ("navy jacket", "person; upper clothes: blue"),
        ("white or grey top, short sleeves", "person; upper clothes: white or grey; short sleeves"),
        ("a child in shorts without a backpack", "child; bare legs; no backpack"),
        ("handbag", "person; a bag that is no backpack"),
        ("white van", "vehicle; paint: white; a van"),
        ("black car or truck", "vehicle; car or truck; paint: black"),
        ("a hat, no hat", "person"),
    ],
)
def test_in_one_line(text: str, understood: str) -> None:
    assert parse_description(text).understood() == understood


def test_all_that_can_be_asked_of_what_is_worn_has_words() -> None:
    for aspect in sorted(set(TERMS) - set(COLOURED)):
        some = [set(few) for n in range(1, len(TERMS[aspect])) for few in combinations(TERMS[aspect], n)]
        silent = [few for few in some if (aspect, frozenset(few)) not in WORN]
        assert silent == ([{"other"}] if aspect == "type" else []), "nobody can ask for no van"


def test_in_the_readers_language() -> None:
    asked = parse_description("white top, bag, no hat")
    assert LOCALES.joinpath("ko", CATALOG).exists()
    korean = {pattern.pattern: translation for pattern, translation in known("ko").items()}

    def say(words: str) -> str:
        return korean[words.replace(" ", "\\ ")]

    said = said_back(asked.kind, asked.fits, asked.labels, asked.stature, say)
    assert said == "사람; 상의: 흰색; 가방; 모자 없음"
    words = {*COLOURS, *COLOURED.values(), *WORN.values(), *KINDS, *KINDS.values(), "child", "adult", "or"}
    assert all(say(each) for each in words)
