"""Queries: the pictures that are searched for."""

from pydantic import Field, model_validator

from ray_apps.schemas.common import Box, Id, Kind, Path, Resource, Time


class FoundObject(Resource):
    """Somebody or something that may be searched for, found in a query's picture."""

    object_id: Id
    kind: Kind
    label: str = Field(description="COCO's name of the object", examples=["person"])
    box: Box
    score: float = Field(ge=0, le=1, description="how sure the detector is")


class FrameQuery(Resource):
    """The frame of a camera to choose an object in."""

    camera_id: Id
    at: Time


class ObjectChoice(Resource):
    """What of the picture is searched for: one of its objects, a box of one's own, or (neither) all of it."""

    object_id: Id | None = None
    box: Box | None = None

    @model_validator(mode="after")
    def _one(self) -> "ObjectChoice":
        if self.object_id is not None and self.box is not None:
            raise ValueError("give an object or a box, not both")
        return self


class Query(Resource):
    """A picture to search for. A frame of a camera tells `camera_id` and `at`; `box` is what is searched for in it."""

    query_id: Id
    picture_url: Path
    size: tuple[int, int] = Field(description="width and height in pixels, upright")
    objects: list[FoundObject] = Field(description="the largest first")
    object_id: Id | None
    box: Box | None = Field(description="what is searched for; the whole picture when null")
    camera_id: Id | None
    at: Time | None
    created: Time
