import json
from pathlib import Path

import pytest

from viscoper.errors import UsageError
from viscoper.search.route_files import write_report
from viscoper.search.route_report import RouteReport


def test_the_files_asked_for_are_written_and_no_others(report: RouteReport, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    write_report(report, html=out / "r.html", png=out / "r.png", geojson=out / "r.geojson")
    assert sorted(path.name for path in out.iterdir()) == ["r.geojson", "r.html", "r.png"]
    assert (out / "r.html").read_text().startswith("<!DOCTYPE html>")
    assert (out / "r.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((out / "r.geojson").read_text())["type"] == "FeatureCollection"


def test_a_path_that_cannot_be_written_is_named(report: RouteReport, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file/r.geojson: cannot be written"):
        write_report(report, geojson=tmp_path / "file" / "r.geojson")
