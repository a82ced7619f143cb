"""One segment of footage, as the catalog keeps it."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from viscoper.catalog.tenant import Document
from viscoper.clock import format_time, to_milliseconds
from viscoper.errors import UsageError


class State(StrEnum):
    """What has become of a segment."""

    REGISTERED = "registered"
    INDEXING = "indexing"
    INDEXED = "indexed"
    FAILED = "failed"


@dataclass(frozen=True)
class Segment:
    """One contiguous piece of recorded footage: [start, end) in UTC, whole milliseconds.

    `name` is what its file was called, `key` the object's key in the store, `progress` the share indexed (0 to 1),
    `recipe` says with which models and settings it was indexed, `reason` why it failed. `owner` and `lease_expires`
    are of the worker that indexes it now.
    """

    segment_id: str
    camera_id: str
    start: datetime
    end: datetime
    name: str
    key: str
    sha256: str
    width: int
    height: int
    fps: float
    duration_s: float
    state: State = State.REGISTERED
    reason: str = ""
    recipe: str = ""
    sightings: int = 0
    progress: float = 0.0
    owner: str = ""
    lease_expires: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            moment: datetime = getattr(self, name)
            if moment.tzinfo is None:
                raise UsageError(f"the {name} of the segment has no zone; times are kept in UTC")
            object.__setattr__(self, name, to_milliseconds(moment.astimezone(UTC)))
        if self.end <= self.start:
            raise UsageError(f"the segment ends at {format_time(self.end)}, which is not after its start")

    def to_json(self) -> dict[str, Any]:
        """All of it; times as ISO 8601 UTC."""
        shown = asdict(self)
        for name in ("start", "end", "lease_expires"):
            shown[name] = format_time(shown[name]) if shown[name] else None
        return shown


def segment_id(tenant: str, camera_id: str, start: datetime, sha256: str) -> str:
    """The id that the same footage of the same camera and start always gets (32 hexadecimal digits)."""
    identity = "\n".join((tenant, camera_id, format_time(start), sha256))
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def from_document(document: Document) -> Segment:
    """The segment of a catalog document."""
    fields = {name: document[name] for name in Segment.__dataclass_fields__}
    return Segment(**{**fields, "state": State(fields["state"])})
