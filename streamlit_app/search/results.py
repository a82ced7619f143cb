"""Step 3: possible matches while they arrive; what is searched, how far it is; judging and choosing."""

from collections.abc import Sequence
from itertools import chain

import streamlit as st

from ray_apps.client import Search
from streamlit_app.html import heading, muted, notice
from streamlit_app.language import _, _n
from streamlit_app.navigation import go
from streamlit_app.paging import ask_for_more, rows_shown
from streamlit_app.search import cards, progress
from streamlit_app.search.draft import FIELDS
from streamlit_app.search.filters import Filters
from streamlit_app.service import api, told

REFRESH_S = 1.0
PAGE = 48
STANDS_OUT = 0.5


def show(search: Search) -> None:
    left, right = st.columns([0.24, 0.76], gap="medium")
    with left:
        filters = _side(search)
    with right:
        st.fragment(_matches, run_every=REFRESH_S if search.running else None)(search.search_id, filters)


def _side(search: Search) -> Filters:
    progress.pictures(search)
    st.fragment(progress.show, run_every=REFRESH_S if search.running else None)(search.search_id, search.running)
    filters = Filters.ask(search)
    with st.container(horizontal=True):
        if st.button(_("Change"), help=_("Go back to the pictures, cameras and times of this search"), key="change"):
            _reopen(search)
        if st.button(_("New search"), key="new"):
            _leave()
            st.rerun()
    return filters


def _matches(search_id: str, filters: Filters) -> None:
    matches, more = filters.first(search_id, rows_shown(search_id, PAGE))
    chosen = st.query_params.get_all("chosen")
    with st.container(horizontal=True, vertical_alignment="center"):
        heading(3, _n("{n} possible match", "{n} possible matches", len(matches)))
        st.space("stretch")
        _next_step(search_id, chosen)
    notice(_("Possible matches, not an identification: a person has to confirm each one."))
    if not matches:
        muted(_("Nothing alike has been found so far."))
    elif all(each.confidence is not None and each.confidence < STANDS_OUT for each in matches):
        muted(_("None of them stands out: others in this footage may look as much alike by chance."))
    cards.show([cards.match(each, chosen) for each in matches], search_id, chosen, "matches")
    if more:
        ask_for_more(search_id, PAGE)
    _left_out(api().search(search_id), chosen)


def _left_out(search: Search, chosen: Sequence[str]) -> None:
    """What somebody said is not the one, to be looked at again or taken back."""
    if search.disliked:
        with st.expander(_n("{n} left out as not the one", "{n} left out as not the one", len(search.disliked))):
            cards.show([cards.left_out(each) for each in search.disliked], search.search_id, chosen, "left_out")


def _next_step(search_id: str, chosen: Sequence[str]) -> None:
    muted(_n("{n} chosen", "{n} chosen", len(chosen)) if chosen else _("Click the pictures that show the same one."))
    if st.button(_("Build the route"), type="primary", disabled=not chosen, key="build"):
        with told():
            route = api().create_route(chosen, search_id)
            go("route", id=route.route_id)


def _reopen(search: Search) -> None:
    """The draft that this search was started from."""
    _leave()
    progress.draft_of(search).write()
    st.rerun()


def _leave() -> None:
    for name in chain(("search", "chosen"), FIELDS):
        st.query_params.pop(name, None)
