"""The main job through the program: register, index, search, route; on a folder and on S3."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program

TABLE = """RTSP URL,name,address,longitude,latitude,notes
rtsp://admin:secret@192.0.2.1/1,north gate,1 Street,127.0300,37.5000,
rtsp://192.0.2.2/1,south gate,2 Street,127.0310,37.4980,by the bridge
"""


def prepare(viscoper: Any, clips: list[Path], folder: Path) -> None:
    """Two cameras; the first clip at one and the second at the other, two minutes apart."""
    table = folder / "cameras.csv"
    table.write_text(TABLE)
    assert viscoper.ask("cameras", "import", table) == {"added": 2, "updated": 0, "unchanged": 0}
    viscoper.ask("footage", "add", clips[0], "--camera", "north gate", "--start", "2026-05-01T09:00:00+09:00")
    viscoper.ask("footage", "add", clips[1], "--camera", "south gate", "--start", "2026-05-01T09:02:00+09:00")


@pytest.fixture(scope="module")
def indexed(clips: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program over a folder, with everything indexed, in somebody's home directory of its own."""
    folder = tmp_path_factory.mktemp("indexed")
    (folder / "elsewhere").mkdir()
    viscoper = Program(folder / "home", {"HOME": str(folder / "elsewhere")})
    index_both(viscoper, clips, folder)
    return viscoper


def index_both(viscoper: Program, clips: list[Path], folder: Path) -> None:
    prepare(viscoper, clips, folder)
    report = viscoper.ask("index")
    assert (report["indexed"], report["failed"], report["indexed_now"]) == (2, 0, 2)


def test_from_footage_to_a_route(indexed: Program, tmp_path: Path) -> None:
    a_route_is_found(indexed, tmp_path)
    assert list(Path(indexed.variables["HOME"]).rglob("*")) == [], "all that is written lies in VISCOPER_HOME"


@pytest.mark.slow
def test_from_footage_on_s3_to_a_route(make_program: Any, s3_root: str, clips: list[Path], tmp_path: Path) -> None:
    """S3 is a real HTTP server."""
    viscoper = make_program(VISCOPER_STORAGE=s3_root, VISCOPER_WORKERS="2")
    index_both(viscoper, clips, tmp_path)
    a_route_is_found(viscoper, tmp_path)


def a_route_is_found(stored: Program, tmp_path: Path) -> None:
    rows = stored.ask("sightings", "--export", tmp_path / "crops")["sightings"]
    assert {row["camera"] for row in rows} == {"north gate", "south gate"}
    assert all(Path(row["crop"]).stat().st_size > 500 for row in rows)

    wanted = next(row for row in rows if row["camera"] == "north gate")
    found = stored.ask("search", wanted["crop"], "--top", 5)
    assert set(found) == {"query", "coverage", "matches"}
    assert found["matches"][0]["sighting_id"] == wanted["sighting_id"]
    assert found["matches"][0]["similarity"] > 0.95
    similarities = [match["similarity"] for match in found["matches"]]
    assert similarities == sorted(similarities, reverse=True)
    assert found["coverage"]["minutes"]["to_index"] == 0

    other = next(row for row in rows if row["camera"] == "south gate" and row["kind"] == wanted["kind"])
    files = {kind: tmp_path / f"route.{kind}" for kind in ("html", "png", "geojson")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", path)]
    chosen = (other["sighting_id"], wanted["sighting_id"])
    route = stored.ask("route", *chosen, "--query", wanted["crop"], *options)
    assert route["stops"][0]["similarity"] > 0.95
    assert [stop["camera"] for stop in route["stops"]] == ["north gate", "south gate"]
    assert route["legs"][0]["distance_m"] == pytest.approx(239, abs=2)
    assert route["legs"][0]["plausible"]
    assert json.loads(files["geojson"].read_text())["type"] == "FeatureCollection"
    assert files["png"].read_bytes().startswith(b"\x89PNG") and "<html" in files["html"].read_text()


def test_a_selection_limits_what_is_indexed_and_searched(viscoper: Any, clips: list[Path], tmp_path: Path) -> None:
    prepare(viscoper, clips, tmp_path)
    near = ("--near", "127.0300,37.5000", "--radius", 100)
    assert viscoper.ask("index", *near)["indexed_now"] == 1
    crop = viscoper.ask("sightings", "--export", tmp_path / "crops")["sightings"][0]["crop"]

    everywhere = viscoper.ask("search", crop)["coverage"]["minutes"]
    assert everywhere["searched"] == pytest.approx(5 / 60, abs=0.01) and everywhere["to_index"] > 0
    window = ("--from", "2026-05-01T09:00:00+09:00", "--to", "2026-05-01T09:10:00+09:00")
    here = viscoper.ask("search", crop, *near, *window)
    assert here["coverage"]["minutes"]["missing"] == pytest.approx(10 - 5 / 60, abs=0.01)
    assert {match["camera"] for match in here["matches"]} == {"north gate"}
    assert viscoper.ask("search", crop, "--camera", "south gate")["matches"] == []
    table = viscoper.run("search", crop, *near, *window).stdout
    assert "plausibility" not in table, "nothing is known of it"
    assert all(match["sighting_id"] in table for match in here["matches"]), "ids are copied from the table"


def test_what_is_there_is_reused(indexed: Program, clips: list[Path]) -> None:
    before = indexed.ask("sightings")
    prepare_again = indexed.ask("cameras", "import", indexed.home.parent / "cameras.csv")
    assert prepare_again == {"added": 0, "updated": 0, "unchanged": 2}
    indexed.ask("footage", "add", clips[0], "--camera", "north gate", "--start", "2026-05-01T00:00:00Z")
    assert indexed.ask("index")["indexed_now"] == 0
    assert indexed.ask("sightings") == before


def test_another_threshold_indexes_anew(indexed: Program, tmp_path: Path) -> None:
    large = len(indexed.ask("sightings")["sightings"])
    anew = Program(tmp_path / "home", {"VISCOPER_MIN_PERSON": "16x32"})
    shutil.copytree(indexed.home, anew.home)
    assert anew.ask("index")["indexed_now"] == 2
    assert len(anew.ask("sightings")["sightings"]) > large


def test_passwords_are_never_shown(viscoper: Any, clips: list[Path], tmp_path: Path) -> None:
    prepare(viscoper, clips, tmp_path)
    assert "secret" not in viscoper.run("cameras", "list", "--json").stdout
    assert "secret" not in viscoper.run("cameras", "show", "north gate").stdout
