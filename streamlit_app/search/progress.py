"""What a search asks, and how far it is: alive while footage is indexed for it."""

from collections.abc import Sequence

import streamlit as st

from ray_apps.client import Search
from streamlit_app.html import facts, legend, muted, shares
from streamlit_app.language import _, _n
from streamlit_app.reasons import said
from streamlit_app.search.draft import Draft
from streamlit_app.service import api, camera_names, media, settings
from streamlit_app.words import duration, kind_word, minutes, period
from viscoper.catalog.geography import Point

SEARCHED, TO_INDEX, FAILED, MISSING = "#1a5fb4", "#b9cde8", "#c42b2b", "#d9dfe7"


def pictures(search: Search) -> None:
    """What is searched for, in pictures and in words, with where and when."""
    if search.picture_urls:
        st.image([media(url) for url in search.picture_urls], width=92)
    when = period(search.start, search.end, settings().display_zone) if search.start and search.end else ""
    facts(
        {
            _("In words"): search.description or "",
            _("Kind"): kind_word(search.kind) if search.kind else "",
            _("Where"): _n("{n} camera", "{n} cameras", len(search.cameras)),
            _("When"): when or _("all recordings"),
        }
    )
    left_out(search.untold)


def left_out(untold: Sequence[str]) -> None:
    """Says which words of a description nothing is searched by."""
    if untold:
        muted(_("Sightings are not told by {words}: left out of the search.", words=", ".join(untold)))


def show(search_id: str, was_running: bool) -> None:
    """State, coverage and time left; shows the page anew once when the search has ended."""
    search = api().search(search_id)
    if was_running and not search.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        muted(_state(search))
        if search.running and st.button(_("Stop searching"), key="cancel"):
            api().cancel_search(search_id)
            st.rerun()
    minute = search.coverage
    parts = {
        _("searched"): (SEARCHED, minute.searched), _("still to index"): (TO_INDEX, minute.to_index),
        _("unreadable"): (FAILED, minute.failed), _("not recorded"): (MISSING, minute.missing or 0),
    }  # fmt: skip
    shares(list(parts.values()))
    legend({f"{name} {minutes(amount)}": colour for name, (colour, amount) in parts.items() if amount})


def _state(search: Search) -> str:
    if search.state == "failed":
        return _("The search failed: {why}", why=said(search.problem or ""))
    if search.state == "cancelled":
        return _("Stopped. What was indexed stays indexed.")
    if not search.running:
        return _("Complete.")
    if search.eta_s is None:
        return _("Searching…")
    return _("Searching… about {time} left", time=duration(search.eta_s))


def draft_of(search: Search) -> Draft:
    """What this search asks, to be changed."""
    asked = Draft(
        queries=tuple(search.query_ids),
        description=search.description,
        near=Point(*search.near) if search.near else None,
        radius_m=search.radius_m,
        start=search.start,
        end=search.end,
        kind=search.kind,
    )
    return asked if asked.near else asked.choosing(search.cameras, camera_names())
