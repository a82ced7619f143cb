"""Where on the ground a sighting came into its camera's view and where it went out of it.

How far off somebody stands is told by how tall the box is: a pinhole camera shows what is H metres tall and Z metres
away f * H / Z pixels high (Hartley and Zisserman, "Multiple View Geometry", 2004, chapter 6). Nobody measured the
cameras, so f is that of a usual view and H of usual people and vehicles: near enough to tell which way somebody went.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.catalog.geography import Point, offset_m
from viscoper.gallery.schema import StoredEnd, StoredSighting

Floats = NDArray[np.float64]

VIEW_DEG = 60.0
"""How much a usual CCTV sees from left to right."""
TALL_M: Mapping[str, float] = {"person": 1.7, "car": 1.5, "truck": 2.4, "bus": 3.0, "motorcycle": 1.6, "bicycle": 1.7}
"""By COCO label; riders included."""
OFF_PIXELS = 2.0
"""How far the height of a box is off."""


@dataclass(frozen=True)
class Ways:
    """Of n sightings: `entry`, `exit` float64 [n, 2], metres east and north of one origin; `entry_s`, `exit_s` float64
    [n], seconds since 1970; `blur_m` float64 [n], how far the pixels let a place be off; `vehicle` bool [n]. All nan
    where it is not known which way the camera looks, or where the sighting is older than its ends are kept."""

    entry: Floats
    exit: Floats
    entry_s: Floats
    exit_s: Floats
    blur_m: Floats
    vehicle: NDArray[np.bool_]


def ways(sightings: Sequence[StoredSighting], cameras: Sequence[Camera], origin: Point) -> Ways:
    """Of each sighting, `cameras` being those that made them."""
    told = np.array([_way(*each, origin) for each in zip(sightings, cameras, strict=True)], np.float64).reshape(-1, 7)
    vehicle = np.array([sighting.kind == "vehicle" for sighting in sightings], np.bool_)
    return Ways(told[:, 0:2], told[:, 2:4], told[:, 4], told[:, 5], told[:, 6], vehicle)


def _way(sighting: StoredSighting, camera: Camera, origin: Point) -> tuple[float, ...]:
    if camera.azimuth is None or sighting.entry is None or sighting.exit is None:
        return (math.nan,) * 7
    ends = sighting.entry, sighting.exit
    east, north = offset_m(origin, camera.point)
    places = [_place(end, sighting, camera.azimuth) for end in ends]
    blur = max(OFF_PIXELS * _ahead(end, sighting) / max(end.box[3], 1) for end in ends)
    return *(at for x, y in places for at in (east + x, north + y)), *(end.time.timestamp() for end in ends), blur


def _place(end: StoredEnd, sighting: StoredSighting, azimuth: float) -> tuple[float, float]:
    """Metres east and north of the camera."""
    x, _, width, _ = end.box
    ahead = _ahead(end, sighting)
    aside = (x + width / 2 - sighting.frame_width / 2) * ahead / _focal(sighting)
    looks = math.radians(azimuth)
    return ahead * math.sin(looks) + aside * math.cos(looks), ahead * math.cos(looks) - aside * math.sin(looks)


def _ahead(end: StoredEnd, sighting: StoredSighting) -> float:
    """Metres before the camera."""
    return _focal(sighting) * TALL_M.get(sighting.label, TALL_M["car"]) / max(end.box[3], 1)


def _focal(sighting: StoredSighting) -> float:
    """Pixels."""
    return sighting.frame_width / (2 * math.tan(math.radians(VIEW_DEG) / 2))
