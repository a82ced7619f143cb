"""The manifest is read whole, and what is wrong in one is named."""

from pathlib import Path

import pytest

from models.manifest import find_model, read_manifest
from viscoper.errors import ModelError, UsageError
from viscoper.settings import Settings
from viscoper.vision.embedder import ColourTexture


def test_the_settings_defaults_are_in_the_manifest() -> None:
    settings = Settings()
    assert find_model(settings.detector).task == "detect"
    assert find_model(settings.embedder).task == "embed"


def test_what_is_code_alone_is_called_as_in_the_manifest() -> None:
    assert find_model("colour-texture").versioned == ColourTexture.name


def test_every_file_is_pinned_or_says_why_not() -> None:
    for entry in read_manifest():
        assert entry.file is None or entry.sha256 or "no hash is published" in entry.source, entry.name


def test_an_unknown_name_is_answered_with_the_closest() -> None:
    with pytest.raises(UsageError, match=r"no model is called 'yolo11q'.*yolo11n"):
        find_model("yolo11q")


GOOD = 'task = "detect"\nfile = "a.onnx"\nsource = "s"\nlicence = "l"\ninput = "i"\nmetrics = "m"\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("[a]\n" + GOOD + 'colour = "red"\n', "colour", id="a field that nothing reads"),
        pytest.param("[a]\n" + GOOD.replace("detect", "guess"), "task", id="an unknown task"),
        pytest.param("[a]\n" + GOOD + 'sha256 = "12"\n', "sha256", id="a hash that is none"),
        pytest.param("[a]\n" + GOOD.replace("a.onnx", "../a.onnx"), "file", id="a file outside the folder"),
        pytest.param("[a\n", "not valid", id="no TOML"),
    ],
)
def test_a_wrong_manifest_is_refused(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    with pytest.raises(ModelError, match=named):
        read_manifest(path)
