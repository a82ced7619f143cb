"""The one Settings object. Every field can be set by an environment variable VISCOPER_<FIELD>."""

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from viscoper.errors import UsageError

PREFIX = "VISCOPER_"
DETECTOR_STRIDE = 32  # pixels of a cell in the coarsest grid of every detector in the manifest


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def _parse_size(value: Any) -> Any:
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d{1,5})\s*[xX×]\s*(\d{1,5})\s*", value)
        if not match or "0" in match.groups():
            raise ValueError(f"'{value}' is not a size; write width x height in pixels, as in 64x128")
        return Size(int(match[1]), int(match[2]))
    return value


def _fit_the_stride(size: Size) -> Size:
    if size.width % DETECTOR_STRIDE or size.height % DETECTOR_STRIDE:
        raise ValueError(f"width and height of '{size}' must be multiples of {DETECTOR_STRIDE}, as in 640x480")
    return size


PixelSize = Annotated[Size, NoDecode, BeforeValidator(_parse_size)]
DetectorSize = Annotated[PixelSize, AfterValidator(_fit_the_stride)]
Score = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseSettings):
    """Where things live and how footage is read. Frozen: a job sees one set of settings."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(Path("~/.viscoper"), description="folder that holds all local state")
    tenant: str = Field("local", pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="the municipality whose data it is")
    mongo_uri: str | None = Field(None, description="MongoDB to use; without it an embedded server is started")
    mongo_database: str = Field("viscoper", pattern=r"^[A-Za-z0-9_-]{1,60}$")
    storage: str | None = Field(None, description="folder or s3://bucket/prefix; default HOME/storage")

    min_person: PixelSize = Field(Size(64, 128), description="a person's box must reach this to be kept")
    min_vehicle: PixelSize = Field(Size(128, 64), description="a vehicle's box must reach this to be kept")
    unique_image: Literal["best", "first"] = Field("best", description="which box of those that reach the size is kept")

    detector: str = Field("nanodet-g", description="name in the model manifest")
    detector_size: DetectorSize = Field(Size(640, 480), description="detector input; multiples of 32")
    person_score: Score = Field(0.45, description="people below this score start no track")
    vehicle_score: Score = Field(0.35, description="vehicles below this score start no track")
    sample_fps: float = Field(2.5, gt=0, le=60, description="frames per second looked at")
    embedder: str = Field("appearance", description="name in the model manifest")

    # 100 m world record 9.58 s (37.6 km/h on average, World Athletics 2009): nobody is faster from camera to camera.
    max_person_kmh: float = Field(38, gt=0, description="a person's leg faster than this is implausible")
    # Korea's fastest roads allow 120 km/h; 200 leaves room for flight, and no city street allows more.
    max_vehicle_kmh: float = Field(200, gt=0, description="a vehicle's leg faster than this is implausible")
    camera_reach_m: float = Field(10, ge=0, description="how far from its camera an object may stand, in metres")
    display_zone: ZoneInfo = Field(ZoneInfo("Asia/Seoul"), description="time zone that maps and tables for people show")

    api_url: str = Field(
        "http://127.0.0.1:8000", pattern=r"^https?://[^/\s]+(/\S*)?$", description="where the app asks"
    )
    access_token: SecretStr | None = Field(None, min_length=16, description="what every call of the API must carry")
    vworld_key: str | None = Field(None, pattern=r"^[A-Za-z0-9-]+$", description="operator's key: VWorld's base map")
    map_tiles: str | None = Field(None, pattern=r"^https?://\S*\{z\}\S*$", description="base map: URL with {z} {x} {y}")
    map_credit: str = Field("© OpenStreetMap contributors", description="whom the map names for its tiles")
    map_streets: Path | None = Field(None, description="GeoJSON of streets to draw where there are no tiles")

    workers: int = Field(0, ge=0, description="indexing workers; 0: one per processor, never more than segments")

    @property
    def storage_uri(self) -> str:
        """Folder or s3:// URI of the object store, without a trailing slash."""
        return (self.storage or str(self.home / "storage")).rstrip("/") or "/"


def load_settings() -> Settings:
    """Settings from the environment, with absolute folders. Raises UsageError naming the variable that is wrong."""
    _refuse_unknown(os.environ)
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = variable("_".join(str(part) for part in first["loc"]))
        raise UsageError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
    places = {"home": _folder("home", settings.home), "storage": _storage(settings.storage)}
    return settings.model_copy(update=places)


def variable(field: str) -> str:
    """The environment variable that sets a field."""
    return PREFIX + field.upper()


def _refuse_unknown(names: Iterable[str]) -> None:
    known = {field.upper() for field in Settings.model_fields}
    for name in sorted(names):
        field = name.upper().removeprefix(PREFIX)
        if name.upper().startswith(PREFIX) and field not in known:
            closest = difflib.get_close_matches(field, sorted(known), n=2, cutoff=0)
            raise UsageError(f"{name} is no setting; the closest are {' and '.join(map(variable, closest))}")


def _storage(text: str | None) -> str | None:
    """An s3:// URI as it is; a folder absolute, so that the footage store and the gallery mean the same place."""
    if not text or re.match("s3://[^/]", text):
        return text
    if "://" in text or text.startswith("s3:"):
        raise UsageError(f"{variable('storage')}: '{text}' is neither a folder nor s3://bucket/prefix")
    return str(_folder("storage", Path(text)))


def _folder(field: str, path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise UsageError(f"{variable(field)}: there is no home folder for the '~' of '{path}'") from None
