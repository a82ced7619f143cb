"""A route: numbered stops on the map, legs with what nobody could have done, the clips in order, export."""

from functools import partial

import streamlit as st

from ray_apps.client import Leg, Route, Stop
from streamlit_app.components.map import show_map
from streamlit_app.components.player import PlayedStop, play_stops
from streamlit_app.html import muted, notice, table, title
from streamlit_app.language import _, _n
from streamlit_app.maps import city_map
from streamlit_app.navigation import link
from streamlit_app.paging import ask_for_more, first, rows_shown
from streamlit_app.reasons import said
from streamlit_app.service import api, base_map, media, page_url, settings
from streamlit_app.words import distance, duration, moment, period, speed
from viscoper.catalog.geography import Point
from viscoper.search.map_frame import Place
from viscoper.search.route_deck import Arrow, arrow_layers, place_layers

MAP_HEIGHT = 360
LISTED = 50
FORMATS = {"html": ("HTML", "text/html"), "geojson": ("GeoJSON", "application/geo+json"), "csv": ("CSV", "text/csv")}


def page() -> None:
    route_id = st.query_params.get("id")
    if route_id:
        _show(api().route(route_id))
    else:
        _all()


def _all() -> None:
    """Routes built so far, newest first."""
    title(_("Routes"))
    routes, more = first(api().routes, rows_shown("routes", LISTED))
    if not routes:
        muted(_("No route yet: choose possible matches of a search, then build the route."))
    for route in routes:
        with st.container(horizontal=True, border=True, vertical_alignment="center"):
            muted(_title(route))
            st.space("stretch")
            link("route", _("Open"), id=route.route_id)
    if more:
        ask_for_more("routes", LISTED)


def _title(route: Route) -> str:
    when = period(route.stops[0].sighting.time, route.stops[-1].sighting.time, settings().display_zone)
    stops = _n("{n} stop", "{n} stops", len(route.stops))
    return f"{stops} · {when}"


def _show(route: Route) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title(_title(route))
        st.space("stretch")
        _share(route)
        _exports(route)
    left, right = st.columns([0.56, 0.44], gap="medium")
    with left:
        _map(route)
        _legs(route)
    with right:
        play_stops([_played(stop) for stop in route.stops], key=f"play_{route.route_id}")
        _stops(route)
    notice(_("Possible matches, not an identification: a person has to confirm each one."))


def _share(route: Route) -> None:
    with st.popover(_("Share"), icon=":material/link:"):
        muted(_("Whoever may use this app sees the route at this address."))
        st.code(page_url("route", id=route.route_id), language=None)


def _exports(route: Route) -> None:
    for kind, (label, mime) in FORMATS.items():
        read = partial(api().route_file, route.route_id, kind)
        name = f"route-{route.route_id}.{kind}"
        st.download_button(label, read, name, mime, icon=":material/download:", on_click="ignore", key=f"export_{kind}")


def _place(stop: Stop) -> Point:
    return Point(stop.longitude, stop.latitude)


def _map(route: Route) -> None:
    stops = {stop.number: stop for stop in route.stops}
    arrows = [Arrow(_place(stops[leg.start]), _place(stops[leg.end]), leg.plausible) for leg in route.legs]
    # Implausible legs last, so that no other leg hides them.
    drawn = sorted((each for each in arrows if each.start != each.end), key=lambda each: not each.plausible)
    layers = [*arrow_layers(drawn), *place_layers(_places(route))]
    base = base_map()
    deck = city_map(base, layers, [_place(stop) for stop in route.stops])
    show_map(deck, f"route_{route.route_id}", MAP_HEIGHT, credit=base.credit)


def _places(route: Route) -> list[Place]:
    """One place for each camera, with the numbers of its stops."""
    numbers: dict[str, list[Stop]] = {}
    for stop in route.stops:
        numbers.setdefault(stop.sighting.camera_id, []).append(stop)
    return [Place(_place(own[0]), own[0].sighting.camera, [stop.number for stop in own]) for own in numbers.values()]


def _legs(route: Route) -> None:
    if not route.legs:
        return
    headings = (_("Leg"), _("Distance"), _("Time"), _("Speed"), _("Remark"))
    table(headings, [("" if leg.plausible else "implausible", _cells(leg)) for leg in route.legs], "legs")
    muted(
        _("Distances are straight lines between the cameras: the way was at least as long, the speed at least as high.")
    )


def _cells(leg: Leg) -> tuple[str, ...]:
    name = f"{leg.start} → {leg.end}"
    return name, distance(leg.distance_m), duration(leg.seconds), speed(leg.kmh), said(leg.reason)


def _played(stop: Stop) -> PlayedStop:
    when = moment(stop.sighting.time, settings().display_zone)
    return PlayedStop(
        number=stop.number, clip=media(stop.sighting.clip_url, box=True), camera=stop.sighting.camera, time=when
    )


def _stops(route: Route) -> None:
    zone = settings().display_zone
    rows = [
        ("", (str(stop.number), stop.sighting.camera, moment(stop.sighting.time, zone), _likeness(stop)))
        for stop in route.stops
    ]
    table((_("Stop"), _("Camera"), _("Time"), _("Similarity")), rows, "legs")


def _likeness(stop: Stop) -> str:
    return _("not compared") if stop.similarity is None else f"{stop.similarity:.2f}"
