"""Cameras: the registered CCTVs."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from ray_apps.schemas.common import Id, Latitude, Longitude, Path, Resource, Time

CameraState: TypeAlias = Literal["live", "stored", "failed"]
Text = Annotated[str, StringConstraints(max_length=500)]
Azimuth = Annotated[float, Field(ge=0, le=360, description="which way it looks, degrees clockwise from north")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500), Field(examples=["North gate"])]


class NewCamera(Resource):
    """A camera to register. Without an RTSP URL it has archived footage only."""

    name: Name
    longitude: Longitude
    latitude: Latitude
    rtsp_url: Text = Field("", examples=["rtsp://user:password@10.0.0.5:554/stream"])
    address: Text = Field("", examples=["1 Gangnam-daero"])
    notes: Text = ""
    azimuth: Azimuth | None = Field(None, description="without it, what the notes say of it, as in 'looks east'")


class CameraChange(Resource):
    """Where a camera has moved to, and which way it looks now; null where nobody knows. What is left out stays."""

    longitude: Longitude | None = None
    latitude: Latitude | None = None
    azimuth: Azimuth | None = None

    @model_validator(mode="after")
    def _a_place_has_both(self) -> Self:
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("a place has longitude and latitude")
        return self


class Camera(Resource):
    """A registered CCTV. `state`: live, it is being recorded now; stored, it has archived footage only (or none yet);
    failed, its newest footage could not be read. `rtsp_url` is shown without its password."""

    camera_id: Id
    name: str
    address: str
    longitude: Longitude
    latitude: Latitude
    rtsp_url: str
    notes: str
    azimuth: Azimuth | None
    state: CameraState
    recorded_from: Time | None = Field(description="start of its oldest footage")
    recorded_until: Time | None = Field(description="end of its newest footage")
    frame_url: Path = Field(description="a picture of it; takes the moment as ?at=")
