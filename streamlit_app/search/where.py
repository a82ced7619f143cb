"""Step 2: which cameras, clicked one by one or within a radius, and which time."""

from collections.abc import Sequence

import streamlit as st

from ray_apps.client import Camera
from streamlit_app.components.map import show_map
from streamlit_app.html import heading, legend, muted
from streamlit_app.language import _, _n
from streamlit_app.maps import BLUE, GREY, Marker, circle_layer, city_map, css, marker_layers
from streamlit_app.search.draft import Draft
from streamlit_app.service import all_cameras, base_map, from_local, settings, to_local
from streamlit_app.words import period
from viscoper.catalog.geography import Point, distance_m

MAP_HEIGHT = 350
DEFAULT_RADIUS_M = 100.0


def step(draft: Draft) -> None:
    heading(2, _("Where and when"))
    cameras = all_cameras()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        around = _mode(draft)
        _window(draft)
    if draft.near and not around:  # what the circle held is from now on chosen one by one
        draft.choosing(chosen(draft, cameras), [each.camera_id for each in cameras]).change()
    _map(draft, cameras, around)
    if around:
        _radius(draft)
    else:
        _list(draft, cameras)


def chosen(draft: Draft, cameras: Sequence[Camera]) -> set[str]:
    """Ids of the cameras that the draft means."""
    if draft.near and draft.radius_m:
        inside = [each for each in cameras if distance_m(draft.near, place(each)) <= draft.radius_m]
        return {each.camera_id for each in inside}
    if draft.everywhere:
        return {each.camera_id for each in cameras}.difference(draft.cameras)
    return set(draft.cameras)


def asked(draft: Draft) -> Sequence[str]:
    """The cameras one by one, as a search is asked; none for all of them, and where there is a radius."""
    if draft.everywhere and draft.cameras:
        return sorted(chosen(draft, all_cameras()))
    return () if draft.everywhere else draft.cameras


def place(camera: Camera) -> Point:
    return Point(camera.longitude, camera.latitude)


def summary(draft: Draft) -> str:
    """As in 6 cameras, 2026-05-01 09:00:00 to 09:02:00."""
    number = len(chosen(draft, all_cameras()))
    cameras = _n("{n} camera", "{n} cameras", number)
    when = period(draft.start, draft.end, settings().display_zone) if draft.start and draft.end else _("all recordings")
    return f"{cameras} · {when}"


def _mode(draft: Draft) -> bool:
    modes = {"each": _("One by one"), "around": _("Around a point")}
    now = "around" if draft.near else "each"
    mode = st.segmented_control(
        _("Cameras"), list(modes), default=now, required=True, format_func=modes.__getitem__, key="mode"
    )
    return mode == "around"


def _window(draft: Draft) -> None:
    start = st.datetime_input(_("From"), to_local(draft.start), step=60, key="from", width=190)
    end = st.datetime_input(_("To"), to_local(draft.end), step=60, key="to", width=190)
    asked = (from_local(start) if start else None, from_local(end) if end else None)
    if asked != (draft.start, draft.end):
        draft.change(start=asked[0], end=asked[1])


def _map(draft: Draft, cameras: Sequence[Camera], around: bool) -> None:
    ids = chosen(draft, cameras)
    markers = [
        Marker(
            each.camera_id,
            place(each),
            each.name,
            GREY if each.camera_id in ids else BLUE,
            f"{each.name}\n{each.address}",
        )
        for each in cameras
    ]
    layers = marker_layers(markers)
    if around and draft.near and draft.radius_m:
        layers.insert(0, circle_layer(draft.near, draft.radius_m))
    base = base_map()
    deck = city_map(base, layers, [marker.point for marker in markers])
    click = show_map(deck, "where", MAP_HEIGHT, credit=base.credit, aim=around)
    legend({_("not chosen"): css(BLUE), _("chosen"): css(GREY)})
    if around:
        point = _centre(click.object_id, cameras) or click.place
        if point:
            draft.change(near=Point(*point), radius_m=draft.radius_m or DEFAULT_RADIUS_M, everywhere=False, cameras=())
    elif click.object_id:
        draft.change(cameras=draft.toggled(click.object_id), near=None, radius_m=None)


def _centre(camera_id: str | None, cameras: Sequence[Camera]) -> Point | None:
    """A click on a camera means the place where it stands."""
    return next((place(each) for each in cameras if each.camera_id == camera_id), None)


def _radius(draft: Draft) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        radius = st.number_input(
            _("Radius in metres"),
            10.0,
            50_000.0,
            draft.radius_m or DEFAULT_RADIUS_M,
            50.0,
            "%.0f",
            key="radius",
            width=160,
        )
        muted(_("Click the map to set the centre."))
    if draft.near and radius != draft.radius_m:
        draft.change(radius_m=radius)


def _list(draft: Draft, cameras: Sequence[Camera]) -> None:
    """The cameras that are named: those chosen, or those left out of all."""
    names = {each.camera_id: each.name for each in cameras}
    label, hint = (
        (_("All cameras but these"), _("Click cameras on the map, or type a name, to leave them out"))
        if draft.everywhere
        else (_("Chosen cameras"), _("Click cameras on the map, or type a name"))
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        listed = st.multiselect(
            label, list(names), [each for each in draft.cameras if each in names], format_func=names.__getitem__,
            placeholder=hint, key=f"chosen{draft.everywhere}{hash(draft.cameras)}",
        )  # fmt: skip
        if st.button(_("None") if draft.everywhere else _("All"), key="all"):
            draft.change(everywhere=not draft.everywhere, cameras=(), near=None, radius_m=None)
    if set(listed) != set(draft.cameras):
        draft.change(cameras=tuple(listed), near=None, radius_m=None)
