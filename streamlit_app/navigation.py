"""From page to page: each knows the others by their name here, and keeps the language."""

from typing import NoReturn

import streamlit as st

from streamlit_app.language import PARAMETER, language


def know(pages: dict[str, st.Page]) -> None:
    """Makes the pages known for the rest of this run."""
    st.session_state["pages"] = pages


def go(name: str, **parameters: str) -> NoReturn:
    """Shows another page."""
    st.switch_page(st.session_state["pages"][name], query_params=_with_language(parameters))


def link(name: str, label: str, **parameters: str) -> None:
    """A link to another page."""
    st.page_link(st.session_state["pages"][name], label=label, query_params=_with_language(parameters))


def _with_language(parameters: dict[str, str]) -> dict[str, str]:
    return {**parameters, PARAMETER: language()}
