"""The route: chosen sightings in time order, with the distance, time and speed between them.

Distances are great circles between the cameras, the shortest way there is: the real way is at least as long and the
real speed at least as high. A leg is implausible only when even that least speed is more than anyone can do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from viscoper.catalog.cameras import Camera
from viscoper.catalog.geography import distance_m
from viscoper.clock import format_time
from viscoper.errors import CatalogError, UsageError
from viscoper.gallery.schema import StoredSighting
from viscoper.settings import Settings


@dataclass(frozen=True)
class SpeedLimits:
    """What nobody exceeds, km/h; and how far from its camera an object may stand, in metres."""

    person_kmh: float
    vehicle_kmh: float
    camera_reach_m: float

    @classmethod
    def of(cls, settings: Settings) -> "SpeedLimits":
        return cls(settings.max_person_kmh, settings.max_vehicle_kmh, settings.camera_reach_m)


@dataclass(frozen=True)
class Stop:
    """A sighting on the route, counted from 1. `crop` is a JPEG; `similarity` is None when chosen without a search."""

    number: int
    sighting: StoredSighting
    camera: Camera
    crop: bytes | None = None
    similarity: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "sighting_id": self.sighting.sighting_id,
            "camera": self.camera.name,
            "address": self.camera.address,
            "longitude": self.camera.longitude,
            "latitude": self.camera.latitude,
            "time": format_time(self.sighting.time),
            "kind": self.sighting.kind,
            "similarity": None if self.similarity is None else round(self.similarity, 4),
        }


@dataclass(frozen=True)
class Leg:
    """The way from one stop to the next. `kmh` is None when no time lies between two places; `reason` says why not
    plausible."""

    start: Stop
    end: Stop
    distance_m: float
    seconds: float
    kmh: float | None
    reason: str = ""

    @property
    def plausible(self) -> bool:
        return not self.reason

    def to_json(self) -> dict[str, Any]:
        return {
            "from": self.start.number,
            "to": self.end.number,
            "distance_m": round(self.distance_m, 1),
            "seconds": round(self.seconds, 3),
            "kmh": None if self.kmh is None else round(self.kmh, 1),
            "plausible": self.plausible,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Route:
    """Stops in time order and the legs between them (one fewer)."""

    stops: Sequence[Stop]
    legs: Sequence[Leg]

    @property
    def plausible(self) -> bool:
        return all(leg.plausible for leg in self.legs)

    @property
    def drawn_legs(self) -> list[Leg]:
        """Legs that have an extent, in drawing order: implausible ones last, so that no other leg hides them."""
        extended = [leg for leg in self.legs if leg.start.camera.point != leg.end.camera.point]
        return sorted(extended, key=lambda leg: not leg.plausible)

    @property
    def start(self) -> datetime:
        return self.stops[0].sighting.time

    @property
    def end(self) -> datetime:
        return self.stops[-1].sighting.time

    def to_json(self) -> dict[str, Any]:
        return {
            "stops": [stop.to_json() for stop in self.stops],
            "legs": [leg.to_json() for leg in self.legs],
            "plausible": self.plausible,
        }


def build_route(
    sightings: Sequence[StoredSighting],
    cameras: Mapping[str, Camera],
    limits: SpeedLimits,
    crops: Mapping[str, bytes] | None = None,
    similarities: Mapping[str, float] | None = None,
) -> Route:
    """The route over `sightings` (in any order; a repeated one counts once).

    `cameras` is by camera id, `crops` (JPEG) and `similarities` by sighting id. Raises UsageError without a sighting,
    CatalogError for a camera that is not in the catalog any more.
    """
    different = {sighting.sighting_id: sighting for sighting in sightings}.values()
    if not different:
        raise UsageError(
            "a route needs at least one sighting; `viscoper search` and `viscoper sightings` give their ids"
        )
    ordered = sorted(different, key=lambda sighting: (sighting.time, sighting.first_time, sighting.sighting_id))
    stops = [
        Stop(
            number,
            sighting,
            _camera(cameras, sighting),
            (crops or {}).get(sighting.sighting_id),
            (similarities or {}).get(sighting.sighting_id),
        )
        for number, sighting in enumerate(ordered, start=1)
    ]
    legs = [_leg(start, end, limits) for start, end in pairwise(stops)]
    return Route(stops, legs)


def _camera(cameras: Mapping[str, Camera], sighting: StoredSighting) -> Camera:
    try:
        return cameras[sighting.camera_id]
    except KeyError:
        raise CatalogError(
            f"the camera {sighting.camera_id} of sighting {sighting.sighting_id} is not in the catalog any more"
        ) from None


def _leg(start: Stop, end: Stop, limits: SpeedLimits) -> Leg:
    distance = distance_m(start.camera.point, end.camera.point)
    seconds = (end.sighting.time - start.sighting.time) / timedelta(seconds=1)
    kmh = distance / seconds * 3.6 if seconds else None if distance else 0.0
    return Leg(start, end, distance, seconds, kmh, _why_not(start, end, distance, seconds, limits))


def _why_not(start: Stop, end: Stop, distance: float, seconds: float, limits: SpeedLimits) -> str:
    if two_objects(start.sighting, end.sighting):
        return "both are in one camera's picture at the same time: two objects"
    # Each object may stand nearer to the other camera than its own camera does, as where two share a pole.
    at_least = max(0.0, distance - 2 * limits.camera_reach_m)
    if not at_least:
        return ""
    if not seconds:
        return f"at the same moment at two places {distance:.0f} m apart"
    kinds = {start.sighting.kind, end.sighting.kind}
    limit = limits.vehicle_kmh if "vehicle" in kinds else limits.person_kmh
    if at_least / seconds * 3.6 <= limit:
        return ""
    who = "any vehicle drives" if "vehicle" in kinds else "anyone runs"
    return f"faster than {who} ({limit:g} km/h)"


def two_objects(a: StoredSighting, b: StoredSighting) -> bool:
    """Whether one camera's picture held both at once."""
    same_picture = a.segment_id == b.segment_id and a.track_id != b.track_id
    return same_picture and a.first_time <= b.last_time and b.first_time <= a.last_time
