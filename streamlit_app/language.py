"""Korean and English: gettext catalogs in locale/, the browser's language first, switchable by ?lang= of the URL."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = {"ko": "한국어", "en": "English"}
PARAMETER = "lang"


def language() -> str:
    """The language of this page: the URL's, else the browser's when we have it, else English."""
    asked = st.query_params.get(PARAMETER) or (st.context.locale or "en").split("-")[0].lower()
    return asked if asked in LANGUAGES else "en"


def _(text: str, **values: object) -> str:
    """`text` in the page's language, with `values`, if any, put into its {places}."""
    translated = catalog(language()).gettext(text)
    return translated.format(**values) if values else translated


def _n(one: str, many: str, n: int, **values: object) -> str:
    """`one` or `many` by the number `n` (also a value of the text), in the page's language."""
    return catalog(language()).ngettext(one, many, n).format(n=n, **values)


@cache
def catalog(code: str) -> NullTranslations:
    """The translations of a language, compiled from its PO file; English texts are the keys themselves."""
    if code == "en":
        return NullTranslations()
    compiled = BytesIO()
    with (LOCALES / code / "app.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
