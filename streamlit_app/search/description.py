"""Step 1, in words: what somebody or something looks like."""

import streamlit as st

from ray_apps.client import Description
from ray_apps.schemas.descriptions import MAX_LETTERS
from streamlit_app.html import muted
from streamlit_app.inputs import follow, following_text
from streamlit_app.language import _
from streamlit_app.reasons import said
from streamlit_app.search.draft import Draft
from streamlit_app.search.progress import left_out
from streamlit_app.service import api, told
from viscoper.search.describe_back import said_back
from viscoper.search.stature import LEAST_SEEN

KEY = "words"


def write(draft: Draft) -> None:
    """The field. What is refused is said under it, stays in it, and is not searched for."""
    before = draft.description or ""
    text = _field(before)
    muted(_("Colours of clothes, bag, hat, or the colour and type of a vehicle: “white top, no hat”, “silver van”."))
    if text == before:
        return
    with told():
        _take(draft, text, api().describe(text).kind if text else draft.kind)
    if before:
        _take(draft, "", draft.kind)


def chosen(draft: Draft) -> None:
    """The description that is searched for, and what of it cannot be."""
    with st.container(border=True, key="described"):
        st.text(draft.description or "")
        with told():
            asked = api().describe(draft.description or "")
            muted(_("Understood as: {words}", words=_understood(asked)))
            left_out(asked.untold)
            if asked.stature:
                muted(
                    _(
                        "Child or adult: told by height where a camera saw {n} people; elsewhere ignored.",
                        n=LEAST_SEEN,
                    )
                )
        with st.container(horizontal=True, vertical_alignment="center"):
            muted(_("What fits these words is searched for."))
            st.space("stretch")
            if st.button(_("Take out"), key="drop_words", type="tertiary"):
                draft.change(description=None)


def _understood(asked: Description) -> str:
    """What is searched for, since words may be read otherwise than they were meant."""
    return said_back(asked.kind, asked.colours | asked.worn, asked.labels, asked.stature, said)


def _field(stated: str) -> str:
    placeholder = _("white top, blue trousers")
    return following_text(_("What it looks like"), stated, KEY, max_chars=MAX_LETTERS, placeholder=placeholder).strip()


def _take(draft: Draft, text: str, kind: str | None) -> None:
    follow(KEY, text)
    draft.change(description=text or None, kind=kind)
