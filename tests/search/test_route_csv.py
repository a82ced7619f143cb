"""A route as a table."""

import csv
import io
from dataclasses import replace

from viscoper.catalog.cameras import Camera
from viscoper.search.route import SpeedLimits, build_route
from viscoper.search.route_csv import route_csv
from viscoper.search.route_report import RouteReport


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_for_each_stop_with_the_leg_that_led_there(report: RouteReport) -> None:
    content = route_csv(report.route, report.zone)
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 only with this mark"
    rows = rows_of(content)
    assert [row["stop"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0]["time"] == "2026-05-01 09:00:00" and rows[0]["zone"] == "Asia/Seoul"
    assert [row["plausible"] for row in rows] == ["", "yes", "yes", "no", "yes"]
    assert rows[3]["reason"].startswith("faster than anyone runs") and rows[4]["similarity"] == ""


def test_names_are_text_to_a_spreadsheet_never_formulas(street: dict[str, Camera], report: RouteReport) -> None:
    hostile = {**street, "m0": replace(street["m0"], name='=HYPERLINK("http://x/")', address="@SUM(1)")}
    sightings = [stop.sighting for stop in report.route.stops]
    rows = rows_of(route_csv(build_route(sightings, hostile, SpeedLimits(38, 200, 10)), report.zone))
    assert rows[0]["camera"] == '\'=HYPERLINK("http://x/")' and rows[0]["address"] == "'@SUM(1)"
