"""The manifest is read whole, and what is wrong in one is named."""

from pathlib import Path

import pytest

from models.fetch import fetch
from models.manifest import find_model, read_manifest, read_models
from viscoper.errors import ModelError, UsageError
from viscoper.settings import Settings
from viscoper.vision.embedder import ColourTexture

NOWHERE = Path("a home without models")


def test_the_settings_defaults_are_in_the_manifest() -> None:
    settings = Settings()
    assert find_model(settings.detector, NOWHERE).task == "detect"
    assert find_model(settings.embedder, NOWHERE).task == "embed"


def test_what_is_code_alone_is_called_as_in_the_manifest() -> None:
    assert find_model("colour-texture", NOWHERE).versioned == ColourTexture.name


def test_every_file_is_pinned_or_says_why_not() -> None:
    for entry in read_manifest():
        assert entry.file is None or entry.sha256 or "no hash is published" in entry.source, entry.name


def test_an_unknown_name_is_answered_with_the_closest() -> None:
    with pytest.raises(UsageError, match=r"no model is called 'yolo11q'.*yolo11n"):
        find_model("yolo11q", NOWHERE)


GOOD = 'task = "detect"\nfile = "a.onnx"\nsource = "s"\nlicence = "l"\ninput = "i"\nmetrics = "m"\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("[a]\n" + GOOD + 'colour = "red"\n', "colour", id="a field that nothing reads"),
        pytest.param("[a]\n" + GOOD.replace("detect", "guess"), "task", id="an unknown task"),
        pytest.param("[a]\n" + GOOD + 'sha256 = "12"\n', "sha256", id="a hash that is none"),
        pytest.param("[a]\n" + GOOD.replace("a.onnx", "../a.onnx"), "file", id="a file outside the folder"),
        pytest.param("[a\n", "not valid", id="no TOML"),
        pytest.param("version = 3\n", "'version' is no model", id="a field outside of a model"),
        pytest.param(f'[a]\nname = "b"\n{GOOD}', "'a' is no model", id="another name inside"),
        pytest.param(f"[a]\n{GOOD}[a.pixels]\nmean = [nan, 0, 0]\n", "'a' is not valid: pixels.mean", id="no number"),
    ],
)
def test_a_wrong_manifest_is_refused(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    with pytest.raises(ModelError, match=named):
        read_manifest(path)


FIELDS = f'task = "embed"\nfile = "ours.onnx"\nsha256 = "{64 * "0"}"\nsource = "s"\nlicence = "l"\ninput = "i"\n'
OWN = f'[ours]\n{FIELDS}metrics = "m"\n[ours.pixels]\norder = "RGB"\nmean = [1, 2, 3]\n'


def written(home: Path, text: str) -> Path:
    (home / "models").mkdir()
    (home / "models" / "manifest.toml").write_text(text)
    return home


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(64 * "0", 64 * "1", id="another file"),
        pytest.param("mean = [1, 2, 3]", "mean = [1, 2, 4]", id="other pixels"),
        pytest.param('order = "RGB"', 'order = "BGR"', id="channels the other way round"),
        pytest.param('metrics = "m"', 'metrics = "m"\nversion = 2', id="another version"),
    ],
)
def test_what_embeds_otherwise_has_another_name(tmp_path: Path, old: str, new: str) -> None:
    assert OWN.count(old) == 1
    before = find_model("ours", written(tmp_path, OWN)).versioned
    assert before.startswith("ours@1-")
    (tmp_path / "models" / "manifest.toml").write_text(OWN.replace(old, new))
    assert find_model("ours", tmp_path).versioned != before
    (tmp_path / "models" / "manifest.toml").write_text(OWN.replace('source = "s"', 'source = "elsewhere"'))
    assert find_model("ours", tmp_path).versioned == before, "what is only said of it changes nothing"


def test_an_operator_adds_models(tmp_path: Path) -> None:
    home = written(tmp_path, OWN)
    assert [entry.name for entry in read_models(home)] == [*(entry.name for entry in read_manifest()), "ours"]
    entry = find_model("ours", home)
    assert (entry.pixels.order, entry.pixels.std) == ("RGB", (1, 1, 1))
    with pytest.raises(ModelError, match=r"ours is not here: put ours.onnx into"):
        fetch("ours", Settings(home=home))
    (home / "models" / "ours.onnx").write_bytes(b"another network")
    with pytest.raises(
        ModelError,
        match=r"put the right one there, or its sha256 into .*manifest.toml",
    ):
        fetch("ours", Settings(home=home))


def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not valid"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.toml").write_bytes(OWN.encode("utf-16"))
    with pytest.raises(ModelError, match="not valid"):
        read_manifest(tmp_path / "manifest.toml")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(OWN.replace("ours", "appearance"), "'appearance' is the name of a model", id="a name taken"),
        pytest.param(OWN.replace("ours.onnx", "appearance.onnx"), "is a file of VISCOPER", id="a file taken"),
        pytest.param(OWN.replace("sha256", "#"), "'ours' needs file", id="not pinned"),
        pytest.param(OWN.replace("ours.onnx", "ours.pt"), "'ours' needs file", id="no ONNX"),
        pytest.param(OWN.replace("mean = [1, 2, 3]", "std = [1, 0, 1]"), "std", id="a division by 0"),
    ],
)
def test_a_wrong_one_of_an_operator_is_refused(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ModelError, match=named):
        read_models(written(tmp_path, text))
