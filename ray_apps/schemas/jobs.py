"""Jobs: what is indexed, queued, failed."""

from pydantic import Field

from ray_apps.schemas.common import Id, Resource
from ray_apps.schemas.footage import Segment


class Job(Resource):
    """The indexing of one segment. `queued` says that a search waits for it."""

    segment: Segment
    queued: bool


class JobSummary(Resource):
    """How many segments are in each state; `queued` of the registered ones are waited for. `running` are in hand."""

    registered: int
    queued: int
    indexing: int
    indexed: int
    failed: int
    running: list[Job]


class Retry(Resource):
    """Failed segments to index again; all of them when none are named."""

    segment_ids: list[Id] = Field([], max_length=10_000)
