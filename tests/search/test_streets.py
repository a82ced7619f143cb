import json
from pathlib import Path
from typing import Any

import pytest

from viscoper.errors import UsageError
from viscoper.search.streets import load_streets

LINE = [[127.0, 37.5], [127.1, 37.6]]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ({"type": "LineString", "coordinates": LINE}, 1),
        ({"type": "LineString", "coordinates": [[127.0, 37.5, 12.0], [127.1, 37.6, 13.0]]}, 1),
        ({"type": "MultiLineString", "coordinates": [LINE, LINE]}, 2),
        ({"type": "Polygon", "coordinates": [LINE]}, 1),
        ({"type": "MultiPolygon", "coordinates": [[LINE], [LINE, LINE]]}, 3),
        ({"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": LINE}]}, 1),
        ({"type": "Feature", "geometry": {"type": "LineString", "coordinates": LINE}, "properties": None}, 1),
    ],
    ids=["line", "heights", "lines", "polygon", "polygons", "collection", "feature"],
)
def test_every_kind_of_line_is_drawn(tmp_path: Path, content: dict[str, Any], lines: int) -> None:
    path = tmp_path / "streets.geojson"
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {}}
    nowhere = {"type": "Feature", "geometry": None, "properties": {}}
    feature = content if content["type"] == "Feature" else {"type": "Feature", "geometry": content, "properties": {}}
    for whole in (content, {"type": "FeatureCollection", "features": [point, nowhere, feature]}):
        path.write_text(json.dumps(whole))
        streets = load_streets(path)
        assert len(streets) == lines
        assert streets[0] == [(127.0, 37.5), (127.1, 37.6)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not GeoJSON"),
        ("[]", "is not GeoJSON"),
        ("null", "is not GeoJSON"),
        ('{"type": "Topology"}', "is not GeoJSON"),
        ('{"type": "LineString", "coordinates": [["a", "b"]]}', "is not GeoJSON"),
        ('{"type": "LineString", "coordinates": null}', "is not GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "has no lines"),
        ('{"type": "FeatureCollection", "features": []}', "has no lines"),
        ('{"type": "LineString", "coordinates": [[200000, 550000], [200001, 550000]]}', "longitude 200000 is not"),
    ],
    ids=["empty", "list", "null", "other kind", "no numbers", "no coordinates", "point", "nothing", "metres"],
)
def test_a_file_without_streets_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "streets.geojson"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        load_streets(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        load_streets(tmp_path / "none")
