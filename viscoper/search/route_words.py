"""How a route is worded for people, the same on the page and in the picture."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from viscoper.clock import local_time
from viscoper.search.route import Leg, Route, SpeedLimits

NOT_AN_IDENTIFICATION = (
    "Possible matches, not an identification: "
    "these pictures look alike to the software; a person has to confirm each one."
)
LOWER_BOUND = (
    "Distances are straight lines between the cameras: "
    "the way taken was at least as long, and the speed at least as high."
)


def zone_name(moment: datetime, zone: ZoneInfo) -> str:
    """As in Asia/Seoul (UTC+09:00)."""
    offset = moment.astimezone(zone).strftime("%z")
    return f"{zone.key} (UTC{offset[:3]}:{offset[3:5]})"


def title(route: Route) -> str:
    """As in Route of a vehicle: 4 stops at 3 cameras."""
    kinds = {stop.sighting.kind for stop in route.stops}
    what = kinds.pop() if len(kinds) == 1 else "person and a vehicle"
    cameras = len({stop.camera.camera_id for stop in route.stops})
    return f"Route of a {what}: {count(len(route.stops), 'stop')} at {count(cameras, 'camera')}"


def period(route: Route, zone: ZoneInfo) -> str:
    """From the first stop to the last, with the zone."""
    first, last = local_time(route.start, zone), local_time(route.end, zone)
    shown = first if first == last else f"{first} to {last}"
    return f"{shown}, {zone_name(route.start, zone)}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def distance(leg: Leg) -> str:
    return f"{leg.distance_m:.0f} m" if leg.distance_m < 1000 else f"{leg.distance_m / 1000:.2f} km"


def duration(leg: Leg) -> str:
    """As in 45 s, 3 min 05 s, 1 h 02 min."""
    seconds = round(leg.seconds)
    if leg.seconds < 10:
        return f"{leg.seconds:.1f} s"
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02} s"
    return f"{timedelta(seconds=seconds) // timedelta(hours=1)} h {seconds % 3600 // 60:02} min"


def speed(leg: Leg) -> str:
    """A leg with no time for its distance has no speed."""
    return "no time at all" if leg.kmh is None else f"{leg.kmh:.1f} km/h"


def similarity(value: float | None) -> str:
    return "not compared" if value is None else f"{value:.2f}"


def limits_note(limits: SpeedLimits) -> str:
    """What makes a leg red."""
    return (
        f"Red legs are implausible: faster than {limits.person_kmh:g} km/h for people or {limits.vehicle_kmh:g} km/h "
        f"for vehicles even if each end was {limits.camera_reach_m:g} m nearer than its camera, or two objects at once."
    )
