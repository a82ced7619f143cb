"""What the API and the index say in English, in the page's language: refusals, failures, why a leg is implausible."""

import re
from functools import cache

from babel.messages.pofile import read_po

from streamlit_app.language import LOCALES, language

CATALOG = "said.po"


def said(sentence: str) -> str:
    """The sentence in the page's language, as it came where it is not one that is known."""
    for pattern, translation in known(language()).items():
        found = pattern.fullmatch(sentence)
        if found:
            # What a sentence quotes may be a sentence itself.
            return translation.format(*map(said, found.groups()))
    return sentence


@cache
def known(code: str) -> dict[re.Pattern[str], str]:
    """Translations by what they translate, the most particular first."""
    path = LOCALES / code / CATALOG
    if not path.exists():
        return {}
    with path.open("rb") as file:
        texts = {str(each.id): str(each.string) for each in read_po(file, locale=code, abort_invalid=True) if each.id}
    particular = sorted(texts, key=lambda text: -len(re.sub(r"\{\d\}", "", text)))
    return {_pattern(text): texts[text] for text in particular}


def _pattern(text: str) -> re.Pattern[str]:
    """Matches the text with anything in its {0}, {1}, ... which stand in this order."""
    return re.compile("(.*?)".join(re.escape(part) for part in re.split(r"\{\d\}", text)), re.DOTALL)
