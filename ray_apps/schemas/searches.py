"""Searches, their matches, and coverage."""

from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field, computed_field, model_validator

from ray_apps.schemas.common import Id, Kind, Path, Place, Resource, Time
from ray_apps.schemas.descriptions import Told
from ray_apps.schemas.footage import Sighting

Verdict: TypeAlias = Literal["this_too", "not_this"]
MAX_CAMERAS = 5000
MAX_PICTURES = 20


class NewSearch(Resource):
    """What to search for (pictures, a description, or both), where and when. Cameras one by one, or within a radius of
    a point; all when neither. A description says the kind, too."""

    query_ids: list[Id] = Field([], max_length=MAX_PICTURES, description="pictures of the same object")
    description: Told | None = None
    cameras: list[Id] = Field([], max_length=MAX_CAMERAS, description="camera ids")
    near: Place | None = None
    radius_m: float | None = Field(None, gt=0, le=20_000_000, description="metres around `near`", examples=[500])
    start: Time | None = None
    end: Time | None = None
    kind: Kind | None = None

    @model_validator(mode="after")
    def _whole(self) -> "NewSearch":
        if (self.near is None) != (self.radius_m is None):
            raise ValueError("near and radius_m go together: give both")
        if not self.query_ids and self.description is None:
            raise ValueError("give pictures (query_ids), a description, or both")
        return self


class Minutes(Resource):
    """Camera-minutes. The first four fill the window; `missing` is null where there is no window to miss anything of.
    `other_settings` lies within `searched`: it was indexed with other settings."""

    searched: float
    to_index: float
    failed: float
    missing: float | None
    other_settings: float


class CameraMinutes(Minutes):
    camera_id: Id
    camera: str = Field(description="the camera's name")


class FailedPart(Resource):
    """A segment that could not be indexed, and why."""

    segment_id: Id
    camera: str
    start: Time
    end: Time
    reason: str


class CoverageReport(Resource):
    """How much of a selection is searched."""

    start: Time | None
    end: Time | None
    total: Minutes
    per_camera: list[CameraMinutes]
    failed: list[FailedPart]


class Search(Resource):
    """A search. While it runs, its footage that was not indexed yet is; its matches and coverage grow."""

    # `running` comes with it, and is computed here again.
    model_config = ConfigDict(frozen=True, extra="ignore")

    search_id: Id
    query_ids: list[Id]
    description: str | None = Field(description="what it looks like, in words")
    untold: list[str] = Field(description="words of the description that sightings are not told by")
    picture_urls: list[Path] = Field(description="what is searched for, cut out of its pictures")
    cameras: list[Id]
    near: Place | None
    radius_m: float | None
    start: Time | None
    end: Time | None
    kind: Kind | None
    state: Literal["running", "done", "cancelled", "failed"]
    problem: str | None = Field(description="why it failed, in one sentence")
    progress: float = Field(ge=0, le=1, description="share of its footage that needs no more work")
    eta_s: float | None = Field(description="seconds left, as far as can be told")
    coverage: Minutes
    liked: list[Id] = Field(description="sightings of 'this one too'")
    disliked: list[Id] = Field(description="sightings of 'not this one'")
    revision: int = Field(description="grows with every change; the id of its events")
    created: Time

    @computed_field  # type: ignore[prop-decorator]
    @property
    def running(self) -> bool:
        return self.state == "running"


class Match(Resource):
    """A possible match, never an identification. `similarity` is the cosine to the pictures and to what was liked, or,
    where there is nothing to look like, that of the description; `relevance` orders the list and also counts what was
    disliked; `confidence` (0 to 1) is how seldom anybody else in what was searched would look as much alike: of
    searches for somebody who is not there, the share in which nothing does; `plausibility` (0 to 1) says whether who
    was seen can have been there, and went that way; `description` (0 to 1) how well it fits what was said of it."""

    sighting: Sighting
    similarity: float = Field(ge=-1, le=1)
    relevance: float = Field(description="has no bounds: plausibility and rivals lower it by the spread of the list")
    confidence: float | None = Field(ge=0, le=1, description="null where too little was compared to tell")
    plausibility: float | None = Field(ge=0, le=1)
    description: float | None = Field(ge=0, le=1)
    verdict: Verdict | None


class Judgement(Resource):
    """What a person says of a match; `clear` takes it back."""

    sighting_id: Id
    verdict: Literal["this_too", "not_this", "clear"]
