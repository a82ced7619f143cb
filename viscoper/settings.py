"""The one Settings object. Every field can be set by an environment variable VISCOPER_<FIELD>."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from viscoper.errors import UsageError


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


PixelSize = Annotated[Size, NoDecode, BeforeValidator(_parse_size)]
Score = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseSettings):
    """Where things live and how footage is read. Frozen: a job sees one set of settings."""

    model_config = SettingsConfigDict(env_prefix="VISCOPER_", frozen=True, extra="forbid")

    home: Path = Field(Path("~/.viscoper"), description="folder that holds all local state")
    tenant: str = Field("local", pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="the municipality whose data it is")
    mongo_uri: str | None = Field(None, description="MongoDB to use; without it an embedded server is started")
    mongo_database: str = Field("viscoper", pattern=r"^[A-Za-z0-9_-]{1,60}$")
    storage: str | None = Field(None, description="folder or s3://bucket/prefix; default HOME/storage")

    min_person: PixelSize = Field(Size(64, 128), description="a person's box must reach this to be kept")
    min_vehicle: PixelSize = Field(Size(128, 64), description="a vehicle's box must reach this to be kept")
    unique_image: Literal["best", "first"] = Field("best", description="which box of those that reach the size is kept")

    detector: str = Field("nanodet-g", description="name in the model manifest")
    detector_size: PixelSize = Field(Size(640, 480), description="detector input; multiples of 32")
    person_score: Score = Field(0.45, description="people below this score start no track")
    vehicle_score: Score = Field(0.35, description="vehicles below this score start no track")
    sample_fps: float = Field(2.5, gt=0, le=60, description="frames per second looked at")
    embedder: str = Field("colour-texture", description="name in the model manifest")

    # 100 m world record 9.58 s (37.6 km/h on average, World Athletics 2009): nobody is faster from camera to camera.
    max_person_kmh: float = Field(38, gt=0, description="a person's leg faster than this is implausible")
    # Korea's fastest roads allow 120 km/h; 200 leaves room for flight, and no city street allows more.
    max_vehicle_kmh: float = Field(200, gt=0, description="a vehicle's leg faster than this is implausible")
    camera_reach_m: float = Field(10, ge=0, description="how far from its camera an object may stand, in metres")
    display_zone: ZoneInfo = Field(ZoneInfo("Asia/Seoul"), description="time zone that maps and tables for people show")

    workers: int = Field(0, ge=0, description="indexing workers; 0: one per processor, never more than segments")

    @property
    def storage_uri(self) -> str:
        """Folder or s3:// URI of the object store, without a trailing slash."""
        return (self.storage or str(self.home / "storage")).rstrip("/")


def load_settings() -> Settings:
    """Settings from the environment. Raises UsageError naming the variable that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "VISCOPER_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})
