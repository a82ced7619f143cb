"""No text of the app lacks its Korean, and none of it is left over."""

import ast
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import streamlit_app
from streamlit_app.language import LANGUAGES, LOCALES, catalog

SOURCES = Path(streamlit_app.__file__).parent
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
Text = str | tuple[str, ...]


def texts() -> set[Text]:
    """Every text that the app's sources ask a translation for."""
    found = extract_from_dir(str(SOURCES), [("**.py", "python")], keywords={"_": None, "_n": (1, 2)})
    return {message for _file, _line, message, _comments, _context in found}


def translations(code: str) -> Catalog:
    with (LOCALES / code / "app.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def places(text: str) -> set[str]:
    return {name for _before, name, _format, _conversion in string.Formatter().parse(text) if name}


def test_no_text_hides_in_an_f_string() -> None:
    """Where the extraction, and so the tests here, would not see it."""
    for source in SOURCES.rglob("*.py"):
        whole = (each for each in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(each, ast.JoinedStr))
        called = (each.func for text in whole for each in ast.walk(text) if isinstance(each, ast.Call))
        assert not {each.id for each in called if isinstance(each, ast.Name)} & {"_", "_n"}, source


def test_texts_are_found() -> None:
    assert len(texts()) > 50


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(code: str) -> None:
    known = {message.id for message in translations(code) if message.id and message.string and not message.fuzzy}
    assert known == texts()


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_the_places_of_their_values(code: str) -> None:
    for message in translations(code):
        if message.id:
            originals = (message.id,) if isinstance(message.id, str) else message.id
            shown = (message.string,) if isinstance(message.string, str) else message.string
            for text in shown:
                assert places(text) == places(originals[-1]), message.id


def test_the_app_translates() -> None:
    assert catalog("ko").gettext("Search") == "검색"
    assert catalog("en").gettext("Search") == "Search"
