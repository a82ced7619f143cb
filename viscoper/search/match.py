"""What a search gives: possible matches, and what they were searched in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from viscoper import attributes
from viscoper.catalog.cameras import Camera
from viscoper.clock import format_time
from viscoper.gallery.schema import StoredSighting
from viscoper.search.coverage import Coverage


@dataclass(frozen=True)
class Match:
    """A possible match: a sighting and the camera that made it.

    `similarity`: cosine to the pictures searched for, liked sightings among them (1 at most). `relevance`: what orders
    the list, within which alone it is comparable; it also counts what was disliked, plausibility, and what goes better
    with others. `plausibility`: 0 to 1, whether who was seen before can have been there then, and went that way; None
    when nothing is known of where and when that was. `description`: 0 to 1, how well it fits what was said of it; None
    when nothing was. Where there was no picture, similarity is that of the description. `confidence`: 0 to 1, see
    confidence.confidences; None when too little was compared, or no picture.
    """

    sighting: StoredSighting
    camera: Camera
    similarity: float
    relevance: float
    plausibility: float | None = None
    description: float | None = None
    confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Box in pixels of the source frame, time in UTC."""
        return {
            **sighting_json(self.sighting, self.camera),
            "similarity": round(self.similarity, 4),
            "relevance": round(self.relevance, 4),
            "confidence": rounded(self.confidence),
            "plausibility": rounded(self.plausibility),
            "description": rounded(self.description),
        }


@dataclass(frozen=True)
class SearchResult:
    """Possible matches, most relevant first, and what they were searched in."""

    matches: Sequence[Match]
    coverage: Coverage


def rounded(value: float | None) -> float | None:
    """To as many digits as mean something."""
    return None if value is None else round(value, 4)


def sighting_json(sighting: StoredSighting, camera: Camera) -> dict[str, Any]:
    """What is shown of a sighting: box in pixels of the source frame, time in UTC."""
    return {
        "sighting_id": sighting.sighting_id,
        "camera": camera.name,
        "time": format_time(sighting.time),
        "kind": sighting.kind,
        "label": sighting.label,
        "box": list(sighting.box),
        "segment_id": sighting.segment_id,
        "track_id": sighting.track_id,
        "attributes": attributes.to_json(sighting.attributes),
    }
