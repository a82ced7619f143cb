"""Space and time: whether whoever was seen at one place can have been at another then, and would have been.

A factor of its own beside the similarity, which it never changes: how little haste the way takes (haste.py), times how
well it goes on straight from what was seen (onward.py), where it is known which way the cameras look.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.catalog.geography import Point, distance_m
from viscoper.clock import parse_time
from viscoper.errors import UsageError
from viscoper.gallery.schema import StoredSighting
from viscoper.search.ground import Floats, ways
from viscoper.search.haste import unhurried
from viscoper.search.onward import straight_on
from viscoper.search.route import SpeedLimits, two_objects
from viscoper.search.select import parse_point

# Of those who were seen somewhere else, so many went there straight on; what does not fit that keeps the rest.
STRAIGHT_ON = 0.8
# What counts of it where a way is not known, among others that are.
UNTOLD = 0.5
# What a factor e weighs, in standard deviations of similarity: of plausibility (docs/figures.md, Ranking), and of how
# well a description fits, which somebody asked for in so many words.
PLAUSIBLE_SPREADS, DESCRIBED_SPREADS = 0.75, 1.5
FEWEST = 10  # of a shorter list all count for its spread
LEAST = 0.01  # what the order makes of less, so that a camera with a wrong clock hides nobody for good


@dataclass(frozen=True)
class Presence:
    """Where (WGS 84) and when (UTC) the one searched for surely was; `sighting` and `camera` when a camera saw it."""

    point: Point
    time: datetime
    sighting: StoredSighting | None = None
    camera: Camera | None = None


def presences(sightings: Iterable[StoredSighting], cameras: Mapping[str, Camera]) -> list[Presence]:
    """Of sightings that a person confirmed; those whose camera (by id) is not known any more are left out."""
    known = [(sighting, cameras[sighting.camera_id]) for sighting in sightings if sighting.camera_id in cameras]
    return [Presence(camera.point, sighting.time, sighting, camera) for sighting, camera in known]


def parse_presence(text: str) -> Presence:
    """LON,LAT@TIME, as in 127.0276,37.4979@2026-05-01T09:00:00+09:00. Raises UsageError."""
    place, at, time = text.partition("@")
    if not at:
        raise UsageError(f"'{text}' is no place and time; write LON,LAT@TIME, as in 127.03,37.5@2026-05-01T09:00+09:00")
    return Presence(parse_point(place), parse_time(time))


def plausibilities(
    sightings: Sequence[StoredSighting], cameras: Sequence[Camera], seen: Sequence[Presence], limits: SpeedLimits
) -> Floats:
    """0 to 1 [n] of sightings and the cameras that made them; `seen` is at least one.

    By the least plausible way from one of `seen`: 1 within the usual pace along the straight line, or cameras so near
    that both may see one spot; 0 faster than the kind's limit even between the nearest ends of both views, or another
    object in the same picture. Where it is known which way they went that `seen` are, all but what goes on straight
    from one of them (or to it) is lowered to as little as 1 - STRAIGHT_ON of that.
    """
    likely, fits, elsewhere = _ways(sightings, cameras, seen, limits)
    return np.asarray(likely.min(axis=0) * _onward(np.fmax.reduce(fits, axis=0), np.asarray(elsewhere.all(axis=0))))


def mutual_plausibilities(
    sightings: Sequence[StoredSighting], cameras: Sequence[Camera], limits: SpeedLimits
) -> Floats:
    """[n, n]: in each row, the `plausibilities` if that sighting was the one seen."""
    pairs = zip(sightings, cameras, strict=True)
    seen = [Presence(camera.point, sighting.time, sighting, camera) for sighting, camera in pairs]
    likely, fits, elsewhere = _ways(sightings, cameras, seen, limits)
    return likely * _onward(fits, elsewhere)


def _ways(
    sightings: Sequence[StoredSighting], cameras: Sequence[Camera], seen: Sequence[Presence], limits: SpeedLimits
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """All [seen, n]: how likely each way is, going straight on left aside; how well it goes straight on, nan where that
    is not known; whether it leads to another camera."""
    fits = _fits(sightings, cameras, seen)
    moments, times = (np.array([each.time.timestamp() for each in all]) for all in (seen, sightings))
    metres = _metres([each.point for each in seen], [camera.point for camera in cameras])
    vehicle = np.array([sighting.kind == "vehicle" for sighting in sightings], np.bool_)
    possible = unhurried(metres, np.abs(moments[:, None] - times), np.broadcast_to(vehicle, metres.shape), limits)
    two = [[each.sighting is not None and two_objects(each.sighting, other) for other in sightings] for each in seen]
    # Whoever goes on straight comes from where the one view ends to where the other begins, which is nearer.
    likely = np.where(two, 0.0, np.fmax(possible, fits))
    homes = [each.camera.camera_id if each.camera else None for each in seen]
    elsewhere = np.array([[camera.camera_id != home for camera in cameras] for home in homes], np.bool_)
    return likely, fits, elsewhere


def _metres(places: Sequence[Point], others: Sequence[Point]) -> Floats:
    """[places, others]; many share a camera's place, so that few are far to be measured."""
    one, two = list(dict.fromkeys(places)), list(dict.fromkeys(others))
    apart = np.array([[distance_m(a, b) for b in two] for a in one])
    return np.asarray(apart[np.ix_([one.index(each) for each in places], [two.index(each) for each in others])])


def relevances(similarities: Floats, factors: Floats, of_a_factor_e: float) -> Floats:
    """What orders a list: similarity plus the logarithm of plausibility, or of another factor from 0 to 1, in units of
    the list's own spread, so that a factor weighs the same on every embedder's scale.

    of_a_factor_e: what a factor e weighs; plausible_weight or described_weight of the list.
    """
    return np.asarray(similarities + of_a_factor_e * np.log(np.maximum(factors, LEAST)))


def plausible_weight(similarities: Floats) -> float:
    """By the spread of the half that looks most alike: what stands far below it does not make haste weigh more."""
    most_alike = np.sort(similarities)[-max(len(similarities) // 2, FEWEST) :]
    return PLAUSIBLE_SPREADS * float(most_alike.std()) if len(most_alike) else 0.0


def described_weight(similarities: Floats) -> float:
    return DESCRIBED_SPREADS * float(similarities.std())


def _fits(sightings: Sequence[StoredSighting], cameras: Sequence[Camera], seen: Sequence[Presence]) -> Floats:
    """How well each goes on from each of `seen`, [seen, n]; nan where it is not known."""
    fits = np.full((len(seen), len(sightings)), np.nan)
    shown = {row: (each.sighting, each.camera) for row, each in enumerate(seen) if each.sighting and each.camera}
    if shown:
        origin = seen[0].point
        from_these = ways(
            [sighting for sighting, _ in shown.values()], [camera for _, camera in shown.values()], origin
        )
        fits[list(shown)] = straight_on(from_these, ways(sightings, cameras, origin))
    return fits


def _onward(fits: Floats, elsewhere: NDArray[np.bool_]) -> Floats:
    """1 - STRAIGHT_ON to 1 [..., n]; 1 for all of a row where nothing is known of any `elsewhere`: then there is nobody
    of whom it is known that he does not fit."""
    unknown = np.isnan(fits)
    told = (elsewhere & ~unknown).any(axis=-1, keepdims=True)
    onward = np.where(unknown, UNTOLD, 1 - STRAIGHT_ON + STRAIGHT_ON * np.nan_to_num(fits))
    return np.where(told, onward, 1.0)
