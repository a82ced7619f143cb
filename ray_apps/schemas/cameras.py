"""Cameras: the registered CCTVs."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from ray_apps.schemas.common import Id, Latitude, Longitude, Path, Resource, Time

CameraState: TypeAlias = Literal["live", "stored", "failed"]
Text = Annotated[str, StringConstraints(max_length=500)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500), Field(examples=["North gate"])]


class NewCamera(Resource):
    """A camera to register. Without an RTSP URL it has archived footage only."""

    name: Name
    longitude: Longitude
    latitude: Latitude
    rtsp_url: Text = Field("", examples=["rtsp://user:password@10.0.0.5:554/stream"])
    address: Text = Field("", examples=["1 Gangnam-daero"])
    notes: Text = ""


class CameraChange(Resource):
    """Where a camera has moved to."""

    longitude: Longitude
    latitude: Latitude


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
    state: CameraState
    recorded_from: Time | None = Field(description="start of its oldest footage")
    recorded_until: Time | None = Field(description="end of its newest footage")
    frame_url: Path = Field(description="a picture of it; takes the moment as ?at=")
