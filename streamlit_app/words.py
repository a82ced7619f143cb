"""Moments, lengths and speeds as the page's reader writes them."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from streamlit_app.language import _
from viscoper.clock import local_time


def moment(time: datetime, zone: ZoneInfo) -> str:
    """As in 05-01 09:00:12: the year is told where the window is."""
    return local_time(time, zone)[5:]


def period(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """As in 2026-05-01 09:00:00 to 09:01:15."""
    first, last = local_time(start, zone), local_time(end, zone)
    return _("{start} to {end}", start=first, end=last[11:] if first[:10] == last[:10] else last)


def duration(seconds: float) -> str:
    """As in 45 s, 3 min 05 s, 1 h 02 min."""
    whole = round(seconds)
    if whole < 60:
        return _("{s} s", s=whole)
    if whole < 3600:
        return _("{m} min {s} s", m=whole // 60, s=f"{whole % 60:02}")
    return _("{h} h {m} min", h=whole // 3600, m=f"{whole % 3600 // 60:02}")


def distance(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.2f} km"


def speed(kmh: float | None) -> str:
    """A leg with no time for its distance has no speed."""
    return _("no time at all") if kmh is None else f"{kmh:.1f} km/h"


def compass_words() -> dict[float, str]:
    """The eight points by degrees clockwise from north."""
    points = (
        _("north"), _("north-east"), _("east"), _("south-east"),
        _("south"), _("south-west"), _("west"), _("north-west"),
    )  # fmt: skip
    return {45.0 * number: point for number, point in enumerate(points)}


def direction(azimuth: float | None) -> str:
    """As in north-east (40°); nothing where it is not known."""
    if azimuth is None:
        return ""
    return f"{compass_words()[math.floor(azimuth / 45 + 0.5) % 8 * 45.0]} ({azimuth:g}°)"


def kind_word(name: str) -> str:
    return {"person": _("person"), "vehicle": _("vehicle")}.get(name, name)


def minutes(camera_minutes: float) -> str:
    """Camera-minutes, as in 7.5 min, or 2700 h."""
    if camera_minutes >= 600:
        return _("{h} h", h=f"{camera_minutes / 60:.0f}")
    return _("{m} min", m=f"{camera_minutes:.1f}" if camera_minutes < 100 else f"{camera_minutes:.0f}")
