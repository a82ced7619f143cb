"""What the maps show, as pydeck layers: the base map, cameras, the circle of a radius."""

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pydeck as pdk

from viscoper.catalog.geography import EARTH_RADIUS_M, Point
from viscoper.errors import UsageError
from viscoper.search.map_frame import frame_of
from viscoper.search.streets import Line, load_streets
from viscoper.settings import Settings

INK, BLUE, GREY, GREEN, RED = [22, 32, 46], [26, 95, 180], [138, 147, 160], [31, 138, 91], [196, 43, 43]
STREET = WHITE = [255, 255, 255]
MOST_NAMES = 60  # more cameras than this show their names only when pointed at
DOT_M = 60  # a camera's dot on the ground, as long as that is no fewer and no more pixels than it may have
VIEW = 760, 380  # pixels that a map's frame must fit in
CIRCLE_CORNERS = 72
VWORLD = "https://api.vworld.kr/req/wmts/1.0.0/{key}/Base/{{z}}/{{y}}/{{x}}.png"


@dataclass(frozen=True)
class BaseMap:
    """Either tiles (a URL with {z}, {x} and {y}) with their credit, or streets to draw."""

    tiles: str | None = None
    credit: str = ""
    streets: Sequence[Line] = ()

    @classmethod
    def of(cls, settings: Settings) -> "BaseMap":
        """VWorld with its key, else the tiles of the settings, else the streets of a file, else a plain ground."""
        if settings.vworld_key:
            return cls(VWORLD.format(key=settings.vworld_key), "© VWorld")
        if settings.map_tiles:
            return cls(settings.map_tiles, settings.map_credit)
        return cls(streets=load_streets(settings.map_streets) if settings.map_streets else ())


@dataclass(frozen=True)
class Marker:
    """A camera on the map; `tip` is plain text."""

    marker_id: str
    point: Point
    name: str
    colour: list[int]
    tip: str
    large: bool = False


def city_map(base: BaseMap, layers: Iterable[pdk.Layer], points: Iterable[Point]) -> pdk.Deck:
    """A map whose first view holds `points`."""
    ground = [_lines("streets", base.streets)] if base.streets else []
    deck = pdk.Deck(
        layers=[*ground, *layers],
        initial_view_state=view_of(list(points) or [p for line in base.streets for p in line]),
        map_provider=None,
        map_style=None,
        tooltip=False,
    )
    if base.tiles:
        deck.map_provider, deck.map_style = "carto", _raster_style(base.tiles)
    return deck


def view_of(points: Sequence[Point]) -> pdk.ViewState:
    """The web Mercator view (512 pixels for 360 degrees at zoom 0) in which all points fit."""
    frame = frame_of(points or [Point(127.0, 37.5)])
    wide = VIEW[0] * 360 / 512 / (frame.east - frame.west)
    high = VIEW[1] * 360 / 512 / (frame.north - frame.south) * frame.shrink
    zoom = min(18.0, round(math.log2(min(wide, high)), 2))
    return pdk.ViewState(longitude=frame.centre.longitude, latitude=frame.centre.latitude, zoom=zoom, max_zoom=21)


def _raster_style(tiles: str) -> dict[str, Any]:
    """A MapLibre style of these tiles alone."""
    source = {"type": "raster", "tiles": [tiles], "tileSize": 256, "maxzoom": 19}
    return {"version": 8, "sources": {"base": source}, "layers": [{"id": "base", "type": "raster", "source": "base"}]}


def _lines(name: str, lines: Sequence[Line]) -> pdk.Layer:
    rows = [{"path": [list(point) for point in line]} for line in lines]
    return pdk.Layer(
        "PathLayer", id=name, data=rows, get_path="path", get_color=STREET, get_width=9,
        width_min_pixels=2, cap_rounded=True, joint_rounded=True,
    )  # fmt: skip


def marker_layers(markers: Sequence[Marker]) -> list[pdk.Layer]:
    """Dots that can be clicked, those that are large above the others, and names while they are few."""
    rows = [_row(marker) for marker in markers]
    plain, large = ([row for row, marker in zip(rows, markers, strict=True) if marker.large == big] for big in (0, 1))
    dots = [_dots("cameras", plain, 3, 7.5), *([_dots("large", large, 10, 10)] if large else [])]
    return [names(rows), *dots] if len(rows) <= MOST_NAMES else dots


def _row(marker: Marker) -> dict[str, Any]:
    return {
        "id": marker.marker_id,
        "position": list(marker.point),
        "colour": marker.colour,
        "name": marker.name,
        "tip": html.escape(marker.tip).replace("\n", "<br>"),
    }


def _dots(name: str, rows: Sequence[dict[str, Any]], least: float, most: float) -> pdk.Layer:
    """Dots whose radius, in pixels, follows the zoom between these two: a whole city of them leaves gaps."""
    return pdk.Layer(
        "ScatterplotLayer", id=name, data=rows, get_position="position", get_fill_color="colour", pickable=True,
        get_radius=DOT_M, radius_min_pixels=least, radius_max_pixels=most, stroked=True, get_line_color=WHITE,
        get_line_width=DOT_M / 4, line_width_min_pixels=0.5, line_width_max_pixels=2,
    )  # fmt: skip


def names(rows: Sequence[dict[str, Any]]) -> pdk.Layer:
    text = pdk.types.String
    return pdk.Layer(
        "TextLayer", id="names", data=rows, get_position="position", get_text="name", get_size=12, get_color=INK,
        get_pixel_offset=[0, 18], font_family=text("sans-serif"), character_set=text("auto"), background=True,
        get_background_color=[255, 255, 255, 200], background_padding=[3, 1, 3, 1],
    )  # fmt: skip


def circle_layer(centre: Point, radius_m: float) -> pdk.Layer:
    """The circle of a radius, with its centre."""
    return pdk.Layer(
        "PolygonLayer", id="circle", data=[{"ring": [list(p) for p in circle(centre, radius_m)]}], get_polygon="ring",
        get_fill_color=[*BLUE, 28], get_line_color=[*BLUE, 200], line_width_min_pixels=2, get_line_width=1,
    )  # fmt: skip


def circle(centre: Point, radius_m: float) -> list[Point]:
    """Points `radius_m` metres from the centre, all around; good to a millimetre in a city."""
    if not radius_m > 0:
        raise UsageError(f"the radius {radius_m:g} m is not above zero")
    high = math.degrees(radius_m / EARTH_RADIUS_M)
    wide = high / max(0.01, math.cos(math.radians(centre.latitude)))
    turns = (2 * math.pi * corner / CIRCLE_CORNERS for corner in range(CIRCLE_CORNERS + 1))
    return [Point(centre.longitude + wide * math.cos(t), centre.latitude + high * math.sin(t)) for t in turns]


def css(colour: Sequence[int]) -> str:
    return f"rgb({', '.join(map(str, colour[:3]))})"
