"""Inputs that Streamlit does not have."""

from datetime import datetime
from typing import Any

import streamlit as st

from streamlit_app.language import _
from streamlit_app.service import from_local, settings
from viscoper.clock import local_time, parse_time
from viscoper.errors import UsageError


def following_text(label: str, stated: str, key: str, **options: Any) -> str:
    """What is written in a field that says `stated` whenever that changes, as by a reload or another page.

    It is one field for good: one made anew for each value would take the writer's focus away.
    """
    field = f"{key}_field"
    if field not in st.session_state or st.session_state.get(f"{key}_stated") != stated:
        st.session_state[field] = stated
        follow(key, stated)
    return str(st.text_input(label, key=field, **options))


def follow(key: str, stated: str) -> None:
    """From now on this is stated, and the field keeps what is written in it."""
    st.session_state[f"{key}_stated"] = stated


def moment_input(label: str, value: datetime | None, key: str, width: int = 190) -> datetime | None:
    """A moment to the second on the reader's clock; None while what is written is no time, which is said."""
    shown = local_time(value, settings().display_zone) if value else ""
    text = following_text(label, shown, key, placeholder="2026-05-01 09:00:00", width=width)
    if value is not None and text == shown:
        return value
    try:
        return read_moment(text)
    except UsageError:
        if text:
            st.warning(_("Write the time like 2026-05-01 09:00:00."))
        return None


def read_moment(text: str) -> datetime:
    """As in 2026-05-01 09:00, with seconds or without, on the reader's clock. UsageError when it is no time."""
    written = text.strip().replace(" ", "T")
    parse_time(f"{written}Z")  # refuses what is no time, and years that cannot be meant
    return from_local(datetime.fromisoformat(written))
