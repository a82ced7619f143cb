"""The picture of a route, with Korean names, and what happens where no font has the letters."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from viscoper.catalog.cameras import Camera
from viscoper.gallery.schema import StoredSighting
from viscoper.search import fonts
from viscoper.search.coverage import Amounts
from viscoper.search.route import build_route
from viscoper.search.route_png import BLUE, INK, RED, route_png
from viscoper.search.route_report import RouteReport


def pixels(png: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return np.asarray(picture.convert("RGB"))


def share(picture: np.ndarray, colour: str) -> float:
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return float((picture == wanted).all(axis=2).mean())


def test_the_picture_shows_stops_and_plausible_and_implausible_legs(report: RouteReport) -> None:
    picture = pixels(route_png(report))
    assert picture.shape == (960, 1680, 3)
    assert min(share(picture, colour) for colour in (INK, BLUE, RED)) > 1e-4


def test_a_plausible_route_has_no_red(
    report: RouteReport, street: dict[str, Camera], sighting: Callable[..., StoredSighting]
) -> None:
    route = build_route([sighting("m0", 0), sighting("m500", 400)], street, report.limits)
    assert share(pixels(route_png(replace(report, route=route))), RED) == 0


@pytest.mark.parametrize("stops", [1, 2, 9, 30])
def test_any_number_of_stops_fits(
    report: RouteReport, street: dict[str, Camera], sighting: Callable[..., StoredSighting], stops: int
) -> None:
    chosen = [sighting(("m0", "m500", "m1000")[index % 3], 600 * index) for index in range(stops)]
    route = build_route(chosen, street, report.limits)
    assert pixels(route_png(replace(report, route=route, coverage=None))).shape == (960, 1680, 3)


def test_the_longest_coverage_stays_in_the_picture(report: RouteReport) -> None:
    assert report.coverage is not None
    hours = timedelta(hours=20.575)
    amounts = [Amounts(hours, hours, hours, hours, hours) for _ in report.coverage.per_camera]
    picture = pixels(route_png(replace(report, coverage=replace(report.coverage, per_camera=amounts))))
    assert (picture[:, -20:] == 255).all()


def test_a_korean_font_is_there() -> None:
    assert fonts.drawable("역삼역 3번 출구") == "역삼역 3번 출구"


def test_letters_that_no_font_has_become_question_marks() -> None:
    assert fonts.drawable("gate 𓀀\n출구") == "gate ? 출구"


def test_without_a_korean_font_there_are_question_marks_and_no_warning(
    report: RouteReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "INSTALLED_KOREAN", ())
    monkeypatch.setattr(fonts, "_packaged_korean", list)
    for cached in (fonts.font_families, fonts.letters):
        cached.cache_clear()
    try:
        assert fonts.drawable("출구 3") == "?? 3"
        route_png(report)  # a missing letter would warn, and warnings are errors here
    finally:
        for cached in (fonts.font_families, fonts.letters):
            cached.cache_clear()


def test_the_packages_own_korean_font_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "INSTALLED_KOREAN", ())
    before = mpl.rcParams["font.family"]
    for cached in (fonts.font_families, fonts.letters):
        cached.cache_clear()
    assert fonts.font_families() == ["DejaVu Sans", "NanumGothic"]
    assert fonts.drawable("출구") == "출구"
    assert mpl.rcParams["font.family"] == before
    for cached in (fonts.font_families, fonts.letters):
        cached.cache_clear()
