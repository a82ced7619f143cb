"""Why a leg is implausible, in the page's language: the API says it in English."""

import re

from streamlit_app.language import _


def reason(text: str) -> str:
    """The API's reason, translated where it is one that is known."""
    for pattern, known in _known().items():
        found = re.fullmatch(pattern, text)
        if found:
            return known.format(*found.groups())
    return text


def _known() -> dict[str, str]:
    return {
        r"both are in one camera's picture .*": _("both are in one camera's picture at the same time: two objects"),
        r"at the same moment at two places (\S+) m apart": _("at the same moment at two places {} m apart"),
        r"faster than any vehicle drives \((\S+) km/h\)": _("faster than any vehicle drives ({} km/h)"),
        r"faster than anyone runs \((\S+) km/h\)": _("faster than anyone runs ({} km/h)"),
    }
