"""One camera's recordings at a chosen past time, its sightings to jump to, and its neighbours at the same instant."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from ray_apps.client import Camera, Segment, Sighting
from streamlit_app.components.footage import Mark, Recording, milliseconds, play_footage
from streamlit_app.html import facts, muted, title
from streamlit_app.inputs import moment_input
from streamlit_app.language import _
from streamlit_app.navigation import go
from streamlit_app.reasons import said
from streamlit_app.search.where import place
from streamlit_app.service import all_cameras, api, camera_names, media, settings
from streamlit_app.words import distance, kind_word, moment
from viscoper.catalog.geography import distance_m
from viscoper.clock import format_time, parse_time

HALF_WINDOW = timedelta(minutes=5)  # of the time line, each way, at least
NEIGHBOURS = 4


def page() -> None:
    names = camera_names()
    if not names:
        muted(_("There is no camera yet: add one on the page Cameras."))
        return
    wanted = st.query_params.get("id")
    if wanted and wanted not in names:
        st.warning(said(f"there is no camera {wanted}"))
    left, right = st.columns([0.64, 0.36], gap="medium")
    with left:
        camera, at = _asked(names)
        if at is None:
            muted(_("This camera has no recordings yet."))
            return
        _player(camera, at)
    with right:
        _neighbours(camera, at)


def _asked(names: dict[str, str]) -> tuple[Camera, datetime | None]:
    """Camera and moment of the URL, or as just chosen."""
    ids = list(names)
    wanted = st.query_params.get("id")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        camera_id = st.selectbox(
            _("Camera"),
            ids,
            ids.index(wanted) if wanted in ids else 0,
            format_func=names.__getitem__,
            key=f"at_{wanted}",
        )
        if camera_id != wanted:
            st.query_params["id"] = camera_id
        camera = next(each for each in all_cameras() if each.camera_id == camera_id)
        at = _moment(st.query_params.get("at")) or camera.recorded_from
        if at is None:
            return camera, None
        asked = moment_input(_("Time"), at, "at")
    if asked and asked != at:
        _go(camera_id, asked)
    return camera, at


def _moment(text: str | None) -> datetime | None:
    return parse_time(text) if text else None


def _go(camera_id: str, at: datetime) -> None:
    st.query_params.update({"id": camera_id, "at": format_time(at)})
    st.rerun()


def _player(camera: Camera, at: datetime) -> None:
    window = (at - HALF_WINDOW, at + HALF_WINDOW)
    segments = api().segments(camera=camera.camera_id, start=window[0], end=window[1]).items
    sightings = api().sightings(camera=camera.camera_id, start=window[0], end=window[1]).items
    zone = settings().display_zone
    asked = play_footage(
        [_recording(each) for each in segments], [_mark(each) for each in sightings], at, _extent(segments, window),
        zone.key, {"nothing": _("Nothing was recorded at this time.")}, key=f"footage_{camera.camera_id}",
    )  # fmt: skip
    if asked is not None:
        _go(camera.camera_id, datetime.fromtimestamp(asked / 1000, UTC))
    with st.container(horizontal=True, vertical_alignment="center"):
        muted(_("Marks are people (blue) and vehicles (brown): click one to jump to it."))
        st.space("stretch")
        if st.button(_("Search for someone in this picture"), icon=":material/person_search:"):
            query = api().frame_query(camera.camera_id, at)
            go("search", query=query.query_id)
    facts({_("Address"): camera.address, _("Notes"): camera.notes, _("Stream"): camera.rtsp_url})


def _extent(segments: list[Segment], window: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """What is recorded in the window, when that is less than the window."""
    if not segments:
        return window
    return max(window[0], min(each.start for each in segments)), min(window[1], max(each.end for each in segments))


def _recording(segment: Segment) -> Recording:
    return Recording(video=media(segment.video_url), start=milliseconds(segment.start), end=milliseconds(segment.end))


def _mark(sighting: Sighting) -> Mark:
    when = moment(sighting.time, settings().display_zone)
    return Mark(
        id=sighting.sighting_id,
        at=milliseconds(sighting.time),
        kind=sighting.kind,
        label=f"{kind_word(sighting.kind)} {when}",
    )


def _picture(camera: Camera, at: datetime) -> None:
    if camera.recorded_from and camera.recorded_until and camera.recorded_from <= at < camera.recorded_until:
        st.html(f'<img class="frame" src="{media(api().frame_url(camera.camera_id, at))}" alt="" loading="lazy">')
    else:
        muted(_("Nothing was recorded at this time."))


def _neighbours(camera: Camera, at: datetime) -> None:
    title(_("Nearby at the same instant"))
    others = [each for each in all_cameras() if each.camera_id != camera.camera_id]
    nearest = sorted(others, key=lambda each: distance_m(place(camera), place(each)))[:NEIGHBOURS]
    for row in (nearest[:2], nearest[2:]):
        for column, other in zip(st.columns(2), row, strict=False):
            with column:
                _picture(other, at)
                away = distance(distance_m(place(camera), place(other)))
                if st.button(f"{other.name} · {away}", key=f"near_{other.camera_id}", type="tertiary"):
                    _go(other.camera_id, at)
