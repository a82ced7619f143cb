"""The map of a route as deck.gl layers, drawn from the data in them alone: no tiles, no style, no request."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pydeck as pdk

from viscoper.catalog.geography import Point
from viscoper.search.map_frame import Frame, Place, frame_of, grid, grid_spacing_m, places_of
from viscoper.search.route import Route
from viscoper.search.streets import Line

VIEWPORT = 1000, 520  # pixels the frame must fit in
GRID_BEYOND = 3.0  # how far the grid goes on outside the frame, in frames
INK, BLUE, RED = [20, 28, 46], [22, 93, 190], [200, 30, 30]
GRID_GREY, STREET_GREY = [225, 228, 233], [176, 184, 196]
_ARROW = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><path d="M8 6L60 32L8 58L20 32Z"/></svg>'
_ARROW_ICON = {"url": f"data:image/svg+xml,{quote(_ARROW)}", "width": 64, "height": 64, "anchorY": 32, "mask": True}
_ARROW_AT = 0.6  # of the leg: a way there and a way back show two arrows


@dataclass(frozen=True)
class Arrow:
    """A leg on the map."""

    start: Point
    end: Point
    plausible: bool


def route_deck(route: Route, streets: Sequence[Line] = ()) -> pdk.Deck:
    """Streets over a grid, legs with arrows (implausible ones red), cameras with the numbers of their stops."""
    frame = frame_of([stop.camera.point for stop in route.stops])
    layers = [
        _lines("grid", grid(frame, grid_spacing_m(frame), GRID_BEYOND), GRID_GREY, 1),
        _lines("streets", streets, STREET_GREY, 3),
        *arrow_layers([Arrow(leg.start.camera.point, leg.end.camera.point, leg.plausible) for leg in route.drawn_legs]),
        *place_layers(places_of(route)),
    ]
    view = pdk.ViewState(
        longitude=frame.centre.longitude, latitude=frame.centre.latitude, zoom=_zoom(frame), max_zoom=21
    )
    return pdk.Deck(layers=layers, initial_view_state=view, map_provider=None, map_style=None, tooltip=False)


def _zoom(frame: Frame) -> float:
    """The web Mercator zoom (512 pixels for 360 degrees at 0) at which the frame fills VIEWPORT."""
    wide = VIEWPORT[0] * 360 / 512 / (frame.east - frame.west)
    high = VIEWPORT[1] * 360 / 512 / (frame.north - frame.south) * frame.shrink
    return round(math.log2(min(wide, high)), 2)


def _lines(name: str, lines: Sequence[Line], colour: list[int], width: int) -> pdk.Layer:
    return pdk.Layer(
        "PathLayer",
        id=name,
        data=[{"path": [list(point) for point in line]} for line in lines],
        get_path="path",
        get_color=colour,
        get_width=width,
        width_units=pdk.types.String("pixels"),
        joint_rounded=True,
    )


def arrow_layers(arrows: Sequence[Arrow]) -> list[pdk.Layer]:
    """Lines with an arrow on each, red where implausible; later ones lie over earlier ones."""
    rows = [
        {
            "from": list(arrow.start),
            "to": list(arrow.end),
            "colour": BLUE if arrow.plausible else RED,
            "middle": _on_the_way(arrow.start, arrow.end),
            "angle": _angle(arrow.start, arrow.end),
            "icon": _ARROW_ICON,
        }
        for arrow in arrows
    ]
    lines = pdk.Layer(
        "LineLayer",
        id="legs",
        data=rows,
        get_source_position="from",
        get_target_position="to",
        get_color="colour",
        get_width=4,
    )
    heads = pdk.Layer(
        "IconLayer", id="arrows", data=rows, get_position="middle", get_icon="icon", get_angle="angle",
        get_color="colour", get_size=22,
    )  # fmt: skip
    return [lines, heads]


def _on_the_way(start: Point, end: Point) -> list[float]:
    return [a + (b - a) * _ARROW_AT for a, b in zip(start, end, strict=True)]


def _angle(start: Point, end: Point) -> float:
    """Degrees from east, against the clock, on the (conformal) map."""
    shrink = math.cos(math.radians((start.latitude + end.latitude) / 2))
    return math.degrees(math.atan2(end.latitude - start.latitude, (end.longitude - start.longitude) * shrink))


def place_layers(places: Sequence[Place]) -> list[pdk.Layer]:
    """The numbers of the stops at each camera, with its name."""
    rows = [{"position": list(place.point), "label": place.label, "name": place.name} for place in places]
    text = pdk.types.String
    numbers = pdk.Layer(
        "TextLayer", id="numbers", data=rows, get_position="position", get_text="label", get_size=16,
        get_color=[255, 255, 255], font_weight=700, font_family=text("sans-serif"), background=True,
        get_background_color=INK, background_padding=[8, 5, 8, 5], background_border_radius=12,
        get_border_color=[255, 255, 255], get_border_width=2,
    )  # fmt: skip
    names = pdk.Layer(
        "TextLayer", id="names", data=rows, get_position="position", get_text="name", get_size=13, get_color=INK,
        get_pixel_offset=[0, 26], font_family=text("sans-serif"), character_set=text("auto"), background=True,
        get_background_color=[255, 255, 255, 210], background_padding=[4, 1, 4, 1],
    )  # fmt: skip
    return [names, numbers]
