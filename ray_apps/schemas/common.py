"""What all resources share."""

from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from viscoper.clock import FIRST_YEAR, LAST_YEAR, to_milliseconds

Item = TypeVar("Item")


def _sensible(moment: datetime) -> datetime:
    """In UTC, whole milliseconds. The years leave room for every zone."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year {moment.year} is not one of {FIRST_YEAR} to {LAST_YEAR}")
    return to_milliseconds(moment.astimezone(UTC))


Kind = Literal["person", "vehicle"]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]
Time = Annotated[AwareDatetime, AfterValidator(_sensible), Field(examples=["2026-05-01T00:00:12.400Z"])]
Longitude = Annotated[float, Field(ge=-180, le=180, description="degrees east, WGS 84", examples=[127.0276])]
Latitude = Annotated[float, Field(ge=-90, le=90, description="degrees north, WGS 84", examples=[37.4979])]
Place = Annotated[
    tuple[Longitude, Latitude], Field(description="longitude and latitude in degrees", examples=[(127.0276, 37.4979)])
]
Box = Annotated[
    tuple[int, int, int, int], Field(description="x, y, width, height in pixels", examples=[(412, 180, 64, 150)])
]
Path = Annotated[str, Field(description="path on this API", examples=["/v1/sightings/5f0c/crop"])]


class Resource(BaseModel):
    """A resource as the API gives it: nothing in it is unknown to this description."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Resource, Generic[Item]):
    """A part of a list. `next_cursor` asks for the next part; there is none after the last."""

    items: list[Item]
    next_cursor: str | None = None


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it; `detail` is one sentence for people."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no search 5f0c"])
