"""Long lists: the first rows, and more of them when asked for."""

from typing import Protocol, TypeVar

import streamlit as st

from ray_apps.client import PAGE, Page
from ray_apps.schemas import Resource
from streamlit_app.language import _

Thing = TypeVar("Thing", bound=Resource)


class Read(Protocol[Thing]):
    """Reads a page of a list, from the client."""

    def __call__(self, *, limit: int, cursor: str | None) -> Page[Thing]: ...


def rows_shown(key: str, step: int) -> int:
    """How many rows of the list `key` are shown: `step`, and as many again for each time more was asked for."""
    return int(st.session_state.setdefault(f"shown_{key}", step))


def first(read: Read[Thing], number: int) -> tuple[list[Thing], bool]:
    """The first `number` things of a list, and whether there are more."""
    page = read(limit=min(number, PAGE), cursor=None)
    things = list(page.items)
    while page.next_cursor and len(things) < number:
        page = read(limit=min(number - len(things), PAGE), cursor=page.next_cursor)
        things += page.items
    return things, page.next_cursor is not None


def ask_for_more(key: str, step: int) -> None:
    """The button under a list of which there is more."""
    if st.button(_("Show more"), width="stretch", key=f"more_{key}"):
        st.session_state[f"shown_{key}"] += step
        st.rerun()
