"""The footage component: one camera's recordings on its own clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

import streamlit as st

from streamlit_app.components import define, unheard


class Recording(TypedDict):
    """`video` is a URL; `start` and `end` are milliseconds since 1970 (UTC)."""

    video: str
    start: int
    end: int


class Mark(TypedDict):
    """A sighting on the time line, `at` in milliseconds since 1970 (UTC)."""

    id: str
    at: int
    kind: str
    label: str


@st.cache_resource
def _component() -> Any:
    return define("footage")


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def play_footage(
    recordings: Sequence[Recording],
    marks: Sequence[Mark],
    at: datetime,
    window: tuple[datetime, datetime],
    zone: str,
    words: Mapping[str, str],
    key: str,
) -> int | None:
    """Plays from `at`; `window` is what the time line shows, in the clock of `zone`.
    Gives the moment the investigator has just jumped to, in milliseconds since 1970. `words` has: nothing."""
    data = {
        "recordings": list(recordings), "marks": list(marks), "at": milliseconds(at), "from": milliseconds(window[0]),
        "to": milliseconds(window[1]), "zone": zone, "words": dict(words),
    }  # fmt: skip
    asked: int | None = _component()(key=key, data=data, on_at_change=unheard).at
    return asked
