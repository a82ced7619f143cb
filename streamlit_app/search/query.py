"""Step 1: whom or what to search for. Uploaded, picked in a frame of a camera, or described in words."""

from datetime import datetime

import streamlit as st

from ray_apps.client import Query
from streamlit_app.components.picker import Box, pick_box
from streamlit_app.html import heading, muted, uploader_words
from streamlit_app.inputs import moment_input
from streamlit_app.language import _
from streamlit_app.reasons import said
from streamlit_app.search import description
from streamlit_app.search.draft import Draft
from streamlit_app.service import all_cameras, api, camera_names, media, told
from streamlit_app.words import kind_word
from viscoper.errors import ViscoperError

KINDS = ("person", "vehicle")


def step(draft: Draft) -> None:
    heading(1, _("Whom or what to search for"))
    sources = {"upload": _("Upload a picture"), "frame": _("From a camera"), "words": _("In words")}
    source = st.segmented_control(
        _("Source"), list(sources), default="upload", required=True, format_func=sources.__getitem__, key="source",
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    if source == "upload":
        _upload(draft)
    elif source == "frame":
        _frame(draft)
    else:
        description.write(draft)
    if draft.description:
        description.chosen(draft)
    for query_id in draft.queries:
        _chosen(draft, api().query(query_id))
    if draft.queries:
        _kind(draft)


def _upload(draft: Draft) -> None:
    uses = st.session_state.setdefault("uploads", 0)
    uploader_words(_("Choose a file"), _("or drop it here (JPEG, PNG)"))
    file = st.file_uploader(_("Picture"), key=f"upload{uses}", label_visibility="collapsed")
    if file is None:
        return
    if st.session_state.get("refused") == file.file_id:
        st.error(said(st.session_state["refusal"]), icon=":material/error:")
        return
    try:
        query = api().upload_query(file.name, file.getvalue())
    except ViscoperError as error:
        # The file stays in the uploader: it is not sent again, and its refusal is shown as long as it is there.
        st.session_state.update(refused=file.file_id, refusal=str(error))
        st.rerun()
    st.session_state["uploads"] += 1  # an empty uploader from the next run on: this picture is the API's now
    draft.change(queries=(*draft.queries, query.query_id))


def _frame(draft: Draft) -> None:
    names = camera_names()
    camera = st.selectbox(_("Camera"), list(names), format_func=names.__getitem__, key="frame_camera")
    at = moment_input(_("Time"), _first_moment(draft, camera), "frame_at")
    ready = camera is not None and at is not None
    if st.button(_("Show this moment"), disabled=not ready, width="stretch") and camera and at:
        with told():
            query = api().frame_query(camera, at)
            draft.change(queries=(*draft.queries, query.query_id))


def _first_moment(draft: Draft, camera_id: str | None) -> datetime | None:
    """Where the window starts, else the camera's footage."""
    recorded = {each.camera_id: each.recorded_from for each in all_cameras()}
    return draft.start or recorded.get(camera_id or "")


def _chosen(draft: Draft, query: Query) -> None:
    """One query picture with its objects; the chosen one is what is searched for."""
    with st.container(border=True, key=f"query_{query.query_id}"):
        boxes = [
            Box(
                id=thing.object_id,
                box=thing.box,
                label=kind_word(thing.kind),
                chosen=thing.object_id == query.object_id,
            )
            for thing in query.objects
        ]
        picked = pick_box(media(query.picture_url), query.size, boxes, _("Query picture"), key=f"pick_{query.query_id}")
        if picked:
            _pick(draft, query, picked)
        with st.container(horizontal=True, vertical_alignment="center"):
            muted(_hint(query))
            st.space("stretch")
            if st.button(_("Take out"), key=f"drop_{query.query_id}", type="tertiary"):
                draft.change(queries=tuple(each for each in draft.queries if each != query.query_id))


def _pick(draft: Draft, query: Query, object_id: str) -> None:
    """Searches for this object, and for its kind alone; a second click on it takes that back."""
    taken_back = object_id == query.object_id
    api().choose_object(query.query_id, None if taken_back else object_id)
    kinds = {each.object_id: each.kind for each in query.objects}
    draft.change(kind=None if taken_back else kinds[object_id])


def _kind(draft: Draft) -> None:
    asked = st.segmented_control(
        _("Only"), KINDS, default=draft.kind, format_func=kind_word, key=f"kind_{draft.kind}", width="stretch"
    )
    if asked != draft.kind:
        draft.change(kind=asked)


def _hint(query: Query) -> str:
    if not query.objects:
        return _("The whole picture is searched for.")
    return (
        _("Click the person or vehicle to search for.")
        if query.object_id is None
        else _("The blue box is searched for.")
    )
