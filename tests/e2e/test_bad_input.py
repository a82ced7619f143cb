"""Bad input: one clear line, the right exit status, and the rest goes on."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program

CAMERA = ("--lon", "127.03", "--lat", "37.5")
START = ("--start", "2026-05-01T09:00:00+09:00")
NO_ZONE = ("--start", "2026-05-01T09:00:00")
TOO_EARLY = ("--start", "0001-01-01T00:00:00+14:00")
USAGE, FAILED = 2, 1


def bomb(path: Path) -> Path:
    """A PNG of 40,000 x 40,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)))
    return path


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One camera; what is refused changes nothing, so that one home is enough."""
    viscoper = Program(tmp_path_factory.mktemp("gate"), {})
    viscoper.ask("cameras", "add", "gate", *CAMERA)
    return viscoper


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        pytest.param(["cameras", "show", "nowhere"], USAGE, "no camera 'nowhere'", id="unknown camera"),
        pytest.param(["cameras", "move", "gate", "--lon", "200", "--lat", "0"], USAGE, "longitude", id="off the earth"),
        pytest.param(["cameras", "turn", "gate", "upwards"], USAGE, "no way to look", id="no way to look"),
        pytest.param(["cameras", "turn", "gate", "400"], USAGE, "not between 0 and 360", id="no angle"),
        pytest.param(["cameras", "add", "gate", *CAMERA], USAGE, "already", id="camera twice"),
        pytest.param(["footage", "add", "CLIP", "--camera", "gate", *NO_ZONE], USAGE, "zone", id="no zone"),
        pytest.param(["footage", "add", "CLIP", "--camera", "nowhere", *START], USAGE, "nowhere", id="unknown owner"),
        pytest.param(["footage", "add", "CLIP", "--camera", "gate", *TOO_EARLY], USAGE, "0001", id="time out of range"),
        pytest.param(["footage", "add", "EMPTY", "--camera", "gate", *START], FAILED, "0 bytes", id="zero-byte file"),
        pytest.param(["footage", "add", "TEXT", "--camera", "gate", *START], FAILED, "not a video", id="text file"),
        pytest.param(["footage", "add", "CUT", "--camera", "gate", *START], FAILED, "cut off", id="truncated MP4"),
        pytest.param(["footage", "add", "ABSENT", "--camera", "gate", *START], FAILED, "No such file", id="no file"),
        pytest.param(["search", "TEXT"], USAGE, "not a picture", id="no picture"),
        pytest.param(["search", "BOMB"], USAGE, "pixels", id="decompression bomb"),
        pytest.param(["search", "PICTURE", "--box", "1,2,3"], USAGE, "not a box", id="bad box"),
        pytest.param(["search", "PICTURE", "--kind", "dog"], USAGE, "neither person nor vehicle", id="bad kind"),
        pytest.param(["search", "PICTURE", "--near", "127,37"], USAGE, "radius", id="point without radius"),
        pytest.param(["search", "PICTURE", "--from", ""], USAGE, "not a time", id="empty time"),
        pytest.param(["search", "PICTURE", "--box", ""], USAGE, "not a box", id="empty box"),
        pytest.param(["search", "PICTURE", "--top", "0"], USAGE, "--top", id="no matches wanted"),
        pytest.param(["route", "0123"], USAGE, "no sighting 0123", id="unknown sighting"),
        pytest.param(["evaluate", "reid", "ABSENT"], USAGE, "query", id="no folder to evaluate"),
        pytest.param(["models", "fetch", "yolo99"], USAGE, "yolo99", id="unknown model"),
    ],
)
def test_refused(gate: Program, clips: list[Path], tmp_path: Path, words: list[str], status: int, says: str) -> None:
    whole = clips[0].read_bytes()
    files = {"CLIP": clips[0], "BOMB": bomb(tmp_path / "bomb.png"), "ABSENT": tmp_path / "absent.mp4"}
    for name, content in {"EMPTY": b"", "TEXT": b"not footage\n" * 99, "CUT": whole[: len(whole) // 2]}.items():
        files[name] = tmp_path / f"{name.lower()}.mp4"
        files[name].write_bytes(content)
    files["PICTURE"] = Path(__file__).parents[2] / "demo" / "footage" / "query-person.jpg"
    refused = gate.refuse(*[files.get(word, word) for word in words])
    assert refused[0] == status
    assert says in refused[1]


def test_a_bad_row_imports_nothing(viscoper: Any, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    header = "CCTV RTSP URL,CCTV 명,주소,경도,위도,비고"
    table.write_text(f"{header}\nrtsp://192.0.2.1/1,정문,서울,127.0,37.5,\n,후문,서울,227.0,37.5,\n")
    done = viscoper.run("cameras", "import", table)
    assert done.returncode == USAGE
    assert "line 3: the longitude 227" in done.stderr
    assert viscoper.ask("cameras", "list") == {"cameras": []}


def test_a_broken_segment_fails_alone(viscoper: Any, clips: list[Path], tmp_path: Path) -> None:
    """Footage that is damaged in the store after it was registered."""
    viscoper.ask("cameras", "add", "gate", *CAMERA)
    assert viscoper.ask("cameras", "turn", "gate", "NE")["azimuth"] == 45
    good = viscoper.ask("footage", "add", clips[0], "--camera", "gate", *START)
    bad = viscoper.ask("footage", "add", clips[1], "--camera", "gate", "--start", "2026-05-01T10:00:00+09:00")
    stored = next((viscoper.home / "storage").rglob(f"{bad['segment_id']}.*"))
    stored.write_bytes(stored.read_bytes()[: stored.stat().st_size // 2])

    done = viscoper.run("index")
    assert done.returncode == FAILED
    states = {row["segment_id"]: row for row in viscoper.ask("index")["segments"]}
    assert states[good["segment_id"]]["state"] == "indexed"
    assert states[bad["segment_id"]]["state"] == "failed"
    assert "cut off" in states[bad["segment_id"]]["reason"]


def test_an_index_that_runs_already(viscoper: Any) -> None:
    from jobs.lock import index_lock

    viscoper.ask("cameras", "add", "gate", *CAMERA)
    with index_lock(viscoper.home):
        status, line = viscoper.refuse("index")
    assert status == FAILED and "already running" in line
