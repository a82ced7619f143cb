"""The search on one page: query, where and when, results. A started one is the URL's `search`; else it is a draft."""

import streamlit as st

from streamlit_app.language import PARAMETER, _, language
from streamlit_app.search import query, results, where
from streamlit_app.search.draft import Draft
from streamlit_app.service import all_cameras, api, told


def page() -> None:
    search_id = st.query_params.get("search")
    if search_id:
        results.show(api().search(search_id))
    else:
        _draft(Draft.read())


def _draft(draft: Draft) -> None:
    left, right = st.columns([0.3, 0.7], gap="medium")
    with left:
        query.step(draft)
    with right:
        where.step(draft)
        _start(draft)


def _start(draft: Draft) -> None:
    wanting = _wanting(draft)
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(_("Search"), type="primary", disabled=bool(wanting), key="start", width=160)
        st.html(f'<span class="muted">{wanting or where.summary(draft)}</span>', width="content")
    if asked:
        with told():
            started = api().create_search(
                query_ids=draft.queries, cameras=where.asked(draft), near=draft.near, radius_m=draft.radius_m,
                start=draft.start, end=draft.end, kind=draft.kind, description=draft.description,
            )  # fmt: skip
            st.query_params.from_dict({"search": started.search_id, PARAMETER: language()})
            st.rerun()


def _wanting(draft: Draft) -> str:
    if not draft.queries and not draft.description:
        return _("First give a picture of whom or what to search for, or describe it.")
    if not (draft.near and draft.radius_m) and not where.chosen(draft, all_cameras()):
        return _("Choose cameras on the map, or a point and a radius.")
    if draft.start and draft.end and draft.end <= draft.start:
        return _("The end of the time window lies before its start.")
    return ""
