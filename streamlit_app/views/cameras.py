"""All cameras: on the map and by name or address; details, adding one, moving one."""

from collections.abc import Sequence

import streamlit as st

from ray_apps.client import Camera
from streamlit_app.components.map import show_map
from streamlit_app.html import facts, legend, muted, title
from streamlit_app.language import _, _n
from streamlit_app.maps import BLUE, GREEN, RED, Marker, city_map, css, marker_layers
from streamlit_app.navigation import go
from streamlit_app.paging import ask_for_more, rows_shown
from streamlit_app.search.draft import set_parameter
from streamlit_app.search.where import place
from streamlit_app.service import all_cameras, api, base_map, forget_cameras, told
from streamlit_app.words import compass_words, direction
from viscoper.catalog.geography import Point

MAP_HEIGHT = 560
COLOURS = {"live": GREEN, "stored": BLUE, "failed": RED}
LISTED = 12


def page() -> None:
    left, right = st.columns([0.68, 0.32], gap="medium")
    shown = st.query_params.get("id")
    with right:
        found = _found()
        task = _task(found, shown)
    with left:
        _map(found, shown, task)


def state_words() -> dict[str, str]:
    return {"live": _("live"), "stored": _("stored only"), "failed": _("failed")}


def _found() -> Sequence[Camera]:
    text = st.text_input(_("Find by name or address"), st.query_params.get("find", ""), key="find")
    set_parameter("find", [text] if text else [])
    return api().all_cameras(text=text) if text else all_cameras()


def _map(found: Sequence[Camera], shown: str | None, task: str) -> None:
    words = state_words()

    def tip(camera: Camera) -> str:
        return "\n".join((camera.name, camera.address, words[camera.state]))

    markers = [
        Marker(each.camera_id, place(each), each.name, COLOURS[each.state], tip(each), each.camera_id == shown)
        for each in found
    ]
    base = base_map()
    deck = city_map(base, marker_layers(markers), [place(each) for each in found or all_cameras()])
    click = show_map(deck, "cameras", MAP_HEIGHT, credit=base.credit, aim=bool(task))
    legend({words[state]: css(colour) for state, colour in COLOURS.items()})
    if click.place and task:
        st.session_state["place"] = Point(*click.place)
        st.rerun()
    if click.object_id and not task:
        st.query_params["id"] = click.object_id
        st.rerun()


def _task(found: Sequence[Camera], shown: str | None) -> str:
    """What a click on the map is for: nothing, `add` or `move`."""
    camera = next((each for each in found if each.camera_id == shown), None)
    if st.session_state.get("task") == "add":
        _add()
    elif camera is not None and st.session_state.get("task") == "move":
        _move(camera)
    else:
        st.session_state["task"] = ""
        if camera is not None:
            _details(camera)
        _list(found, shown)
        if st.button(_("Add a camera"), icon=":material/add:", width="stretch"):
            _begin("add")
    return str(st.session_state.get("task", ""))


def _target() -> Point | None:
    """The place just clicked, for the camera that is added or moved."""
    target: Point | None = st.session_state.get("place")
    return target


def _begin(task: str) -> None:
    st.session_state["task"] = task
    st.session_state.pop("place", None)
    st.rerun()


def _list(found: Sequence[Camera], shown: str | None) -> None:
    muted(_n("{n} camera", "{n} cameras", len(found)))
    number = rows_shown("cameras", LISTED)
    for each in found[:number]:
        if each.camera_id != shown and st.button(_line(each), key=f"list_{each.camera_id}", type="tertiary"):
            st.query_params["id"] = each.camera_id
            st.rerun()
    if len(found) > number:
        ask_for_more("cameras", LISTED)


def _line(camera: Camera) -> str:
    return f"{camera.name} · {camera.address}" if camera.address else camera.name


def _details(camera: Camera) -> None:
    with st.container(border=True, key="details"):
        title(camera.name)
        facts(
            {
                _("State"): state_words()[camera.state],
                _("Address"): camera.address,
                _("Place"): str(place(camera)),
                _("Looks"): direction(camera.azimuth),
                _("Stream"): camera.rtsp_url,
                _("Notes"): camera.notes,
            }
        )
        with st.container(horizontal=True):
            if st.button(_("Recordings"), icon=":material/play_circle:"):
                go("camera", id=camera.camera_id)
            if st.button(_("Move or turn"), icon=":material/open_with:"):
                _begin("move")


def _move(camera: Camera) -> None:
    with st.container(border=True, key="moving"):
        title(_("Move or turn {name}", name=camera.name))
        target = _target()
        muted(_("New place: {place}", place=target) if target else _("Click the new place on the map."))
        looks = _direction_chosen("moved_looks", camera.azimuth)
        turned = looks != camera.azimuth
        with st.container(horizontal=True):
            if st.button(_("Save"), type="primary", disabled=target is None and not turned):
                with told():
                    if target:
                        api().move_camera(camera.camera_id, target.longitude, target.latitude)
                    if turned:
                        api().turn_camera(camera.camera_id, looks)
                    forget_cameras()
                    _begin("")
            if st.button(_("Leave it")):
                _begin("")


def _direction_chosen(key: str, now: float | None) -> float | None:
    """Which way the camera looks, in degrees: `now`, or another of the eight points; None where nobody knows."""
    words: dict[float | None, str] = {now: direction(now) or _("not known")}
    words |= {degrees: word for degrees, word in compass_words().items() if degrees != now}
    words.setdefault(None, _("not known"))
    chosen: float | None = st.selectbox(_("Looks"), list(words), format_func=lambda degrees: words[degrees], key=key)
    return chosen


def _add() -> None:
    with st.container(border=True, key="adding"):
        title(_("Add a camera"))
        target = _target()
        muted(_("Place: {place}", place=target) if target else _("Click its place on the map."))
        name = st.text_input(_("Name"), key="new_name")
        address = st.text_input(_("Address"), key="new_address")
        stream = st.text_input(_("RTSP URL"), key="new_stream", placeholder="rtsp://")
        notes = st.text_input(_("Notes"), key="new_notes")
        looks = _direction_chosen("new_looks", None)
        with st.container(horizontal=True):
            if st.button(_("Add"), type="primary", disabled=not (target and name.strip())) and target:
                with told():
                    added = api().add_camera(name, target.longitude, target.latitude, stream, address, notes, looks)
                    forget_cameras()
                    st.query_params["id"] = added.camera_id
                    _begin("")
            if st.button(_("Cancel")):
                _begin("")
