"""Segments of footage, and the sightings in them."""

from typing import Literal

from pydantic import Field

from ray_apps.schemas.common import Box, Id, Kind, Latitude, Longitude, Path, Resource, Time


class Segment(Resource):
    """One contiguous piece of a camera's footage, from `start` to before `end`."""

    segment_id: Id
    camera_id: Id
    camera: str = Field(description="the camera's name")
    start: Time
    end: Time
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
    fps: float = Field(description="frames a second")
    state: Literal["registered", "indexing", "indexed", "failed"]
    reason: str = Field(description="why it failed")
    progress: float = Field(ge=0, le=1, description="share that is indexed")
    sightings: int = Field(description="how many were found in it")
    video_url: Path = Field(description="MP4 that browsers play, with byte ranges")


class Sighting(Resource):
    """The one unique image kept of a person or vehicle that passed a camera."""

    sighting_id: Id
    segment_id: Id
    camera_id: Id
    camera: str = Field(description="the camera's name")
    address: str
    longitude: Longitude
    latitude: Latitude
    time: Time = Field(description="when the image was taken")
    first_time: Time
    last_time: Time
    kind: Kind
    label: str = Field(description="COCO's name of the object", examples=["car"])
    box: Box
    frame_size: tuple[int, int] = Field(description="width and height of the frame that the box is in, in pixels")
    attributes: dict[str, dict[str, float]] = Field(
        description="by region (upper and lower clothes; a vehicle's body) its colours and their shares, main first, "
        "and what it wears: sleeves, legs, bag, hat; of a vehicle, whether it is a van",
        examples=[{"upper": {"white": 0.81, "grey": 0.12}, "lower": {"blue": 0.93}, "bag": {"backpack": 0.9}}],
    )
    crop_url: Path = Field(description="JPEG of the object")
    frame_url: Path = Field(description="JPEG of the frame around it; ?box=true draws the box")
    clip_url: Path = Field(description="MP4 of some seconds around it; ?box=true draws the box")
