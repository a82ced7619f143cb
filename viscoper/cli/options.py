"""Options that several commands share: which cameras, which time, which kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import typer

from viscoper.clock import format_time, parse_time
from viscoper.errors import UsageError

Kind = Literal["person", "vehicle"]

CameraNames = Annotated[list[str] | None, typer.Option("--camera", help="camera name; may be repeated")]
Near = Annotated[str | None, typer.Option("--near", metavar="LON,LAT", help="only cameras around this point")]
Radius = Annotated[float | None, typer.Option("--radius", metavar="M", help="metres around --near")]
From = Annotated[str | None, typer.Option("--from", metavar="T", help="start of the time window, with its zone")]
To = Annotated[str | None, typer.Option("--to", metavar="T", help="end of the time window, with its zone")]
KindOption = Annotated[str | None, typer.Option("--kind", metavar="person|vehicle")]


@dataclass(frozen=True)
class Window:
    """A time window in UTC; an open side is None."""

    start: datetime | None
    end: datetime | None

    def to_json(self) -> dict[str, str | None]:
        return {
            "from": format_time(self.start) if self.start else None,
            "to": format_time(self.end) if self.end else None,
        }


def parse_window(start: str | None, end: str | None) -> Window:
    """Raises UsageError for a time that is none, and for an end that is not after the start."""
    window = Window(parse_time(start) if start else None, parse_time(end) if end else None)
    if window.start and window.end and window.end <= window.start:
        raise UsageError(f"--to {end} is not after --from {start}")
    return window


def parse_near(near: str | None, radius: float | None) -> tuple[float, float, float] | None:
    """(longitude, latitude, metres). Raises UsageError when the pair is not whole or out of range."""
    if near is None and radius is None:
        return None
    if near is None or radius is None:
        raise UsageError("--near LON,LAT and --radius M go together; give both")
    try:
        longitude, latitude = (float(part) for part in near.split(","))
    except ValueError:
        raise UsageError(f"--near '{near}' is not LON,LAT, as in 127.0276,37.4979") from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise UsageError(f"--near {near}: longitude must be within ±180 and latitude within ±90")
    if not 0 < radius <= 20_000_000:
        raise UsageError(f"--radius {radius:g} must be more than 0 metres and at most 20,000 km")
    return longitude, latitude, radius


def parse_kind(kind: str | None) -> Kind | None:
    if kind is None or kind == "person" or kind == "vehicle":
        return kind  # type: ignore[return-value]
    raise UsageError(f"--kind '{kind}' is neither person nor vehicle")
