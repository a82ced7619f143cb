"""The route as a picture (PNG): the map, and beside it the stops and legs in words."""

import io
from collections.abc import Sequence
from textwrap import fill
from zoneinfo import ZoneInfo

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from PIL import Image

from viscoper.clock import local_time
from viscoper.search import route_words as words
from viscoper.search.coverage import Coverage
from viscoper.search.fonts import drawable, font_families
from viscoper.search.map_frame import frame_of, grid, grid_spacing_m, places_of
from viscoper.search.route import Leg, Route, Stop
from viscoper.search.route_report import RouteReport
from viscoper.search.streets import Line

INK, SOFT, BLUE, RED, PAPER = "#141c2e", "#5b6577", "#165dbe", "#b3161b", "#ffffff"
GRID_GREY, STREET_GREY = "#e1e4e9", "#b0b8c4"
DPI = 120
LISTED = 9  # stops in the list beside the map; the page has all
TOP, TEXT = 0.88, 0.715  # where the list begins, and its texts, in parts of the figure


def route_png(report: RouteReport) -> bytes:
    """The map with its list, title and what to bear in mind; 1680 pixels wide."""
    route, zone = report.route, report.zone
    figure = Figure(figsize=(14, 8), dpi=DPI, facecolor=PAPER)
    figure.text(0.03, 0.945, words.title(route), fontsize=19, fontweight="bold", color=INK)
    figure.text(0.03, 0.908, words.period(route, zone), fontsize=12, color=SOFT)
    _draw_map(figure.add_axes((0.03, 0.14, 0.595, 0.74)), route, report.streets)
    _write_list(figure, route, zone)
    _write_remarks(figure, route, report.coverage)
    return _png(figure)


def route_picture(report: RouteReport) -> bytes:
    """The map alone, as PNG of 1200 x 648 pixels."""
    figure = Figure(figsize=(10, 5.4), dpi=DPI, facecolor=PAPER)
    _draw_map(figure.add_axes((0, 0, 1, 1)), report.route, report.streets)
    return _png(figure)


def _png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return content.getvalue()


def _draw_map(axes: Axes, route: Route, streets: Sequence[Line]) -> None:
    around = frame_of([stop.camera.point for stop in route.stops])
    frame = around.widened(_ratio(axes))
    axes.set(xlim=(frame.west, frame.east), ylim=(frame.south, frame.north), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_color(STREET_GREY)
    lines = grid(frame, grid_spacing_m(around))
    axes.add_collection(LineCollection(lines, colors=GRID_GREY, linewidths=0.8, zorder=1), autolim=False)
    axes.add_collection(LineCollection(list(streets), colors=STREET_GREY, linewidths=2.5, zorder=2), autolim=False)
    for leg in route.drawn_legs:
        _draw_leg(axes, leg)
    _draw_places(axes, route)


def _ratio(axes: Axes) -> float:
    """Width by height on the paper."""
    pixels = axes.get_window_extent()
    return float(pixels.width / pixels.height)


def _draw_leg(axes: Axes, leg: Leg) -> None:
    start, end = leg.start.camera.point, leg.end.camera.point
    colour = BLUE if leg.plausible else RED
    style = {
        "arrowstyle": "-|>,head_width=0.35,head_length=0.7",
        "color": colour,
        "linewidth": 2.6,
        "shrinkA": 0,
        "shrinkB": 15,
    }
    axes.annotate("", xy=end, xytext=start, arrowprops=style, zorder=3)


def _draw_places(axes: Axes, route: Route) -> None:
    families = font_families()
    for place in places_of(route):
        pill = {"boxstyle": "round,pad=0.35,rounding_size=0.9", "facecolor": INK, "edgecolor": PAPER, "linewidth": 1.6}
        axes.annotate(
            place.label,
            place.point,
            color=PAPER,
            fontsize=11,
            fontweight="bold",
            ha="center",
            va="center",
            bbox=pill,
            zorder=5,
        )
        back = {"boxstyle": "square,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.8}
        axes.annotate(
            drawable(place.name), place.point, xytext=(0, -20), textcoords="offset points", color=INK, fontsize=9.5,
            family=families, ha="center", va="center", bbox=back, zorder=4,
        )  # fmt: skip


def _write_list(figure: Figure, route: Route, zone: ZoneInfo) -> None:
    """Each stop with its picture, and the leg to the next one below it."""
    row = 0.76 / max(5, min(len(route.stops), LISTED))
    for index, stop in enumerate(route.stops[:LISTED]):
        _write_stop(figure, stop, zone, TOP - index * row, row)
        if index < len(route.legs):
            _write_leg(figure, route.legs[index], TOP - (index + 0.62) * row)
    if len(route.stops) > LISTED:
        figure.text(TEXT, 0.1, f"and {len(route.stops) - LISTED} more stops", fontsize=10, color=SOFT)


def _write_stop(figure: Figure, stop: Stop, zone: ZoneInfo, top: float, row: float) -> None:
    y = top - row * 0.28
    pill = {"boxstyle": "circle,pad=0.3", "facecolor": INK, "edgecolor": "none"}
    figure.text(
        0.65, y, str(stop.number), fontsize=10, fontweight="bold", color=PAPER, va="center", ha="center", bbox=pill
    )
    if stop.crop:
        picture = figure.add_axes((0.665, top - row * 0.92, 0.042, row * 0.84), anchor="C")
        picture.imshow(np.asarray(Image.open(io.BytesIO(stop.crop)).convert("RGB")))
        picture.axis("off")
    name, time = drawable(_short(stop.camera.name)), local_time(stop.sighting.time, zone)[11:]
    seen = "" if stop.similarity is None else f", similarity {words.similarity(stop.similarity)}"
    figure.text(TEXT, y, name, fontsize=11, color=INK, va="center", family=font_families())
    figure.text(0.985, y, time + seen, fontsize=9.5, color=SOFT, va="center", ha="right")


def _write_leg(figure: Figure, leg: Leg, y: float) -> None:
    text = f"then {words.distance(leg)} in {words.duration(leg)}, {words.speed(leg)}"
    if not leg.plausible:
        text += f": implausible, {leg.reason}"
    colour = SOFT if leg.plausible else RED
    figure.text(TEXT, y, fill(text, 54), fontsize=9, color=colour, va="center")


def _write_remarks(figure: Figure, route: Route, coverage: Coverage | None) -> None:
    spacing = grid_spacing_m(frame_of([stop.camera.point for stop in route.stops]))
    figure.text(
        0.03, 0.112, f"North is up; grid lines every {spacing} m. {words.LOWER_BOUND}", fontsize=9.5, color=SOFT
    )
    if coverage:
        sentence = fill(f"Coverage. {coverage.sentence()}", 185, break_on_hyphens=False)
        figure.text(0.03, 0.101, sentence, fontsize=9.5, color=SOFT, va="top")
    figure.text(0.03, 0.035, words.NOT_AN_IDENTIFICATION, fontsize=11, color=INK, fontweight="bold")


def _short(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25]}…"
