"""What is searched: cameras picked one by one or around a point, a window of time, a kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from viscoper.catalog.cameras import Camera, Cameras
from viscoper.catalog.geography import Point, checked_point, distance_m
from viscoper.clock import format_time
from viscoper.coco import Kind
from viscoper.errors import UsageError

__all__ = ["Kind", "Scope", "Selection", "parse_point", "select_cameras"]


@dataclass(frozen=True)
class Selection:
    """Cameras, and a window [start, end) in UTC whose sides may be open. UsageError when the window is empty."""

    cameras: Sequence[Camera]
    start: datetime | None = None
    end: datetime | None = None
    kind: Kind | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise UsageError(
                f"the window ends at {format_time(self.end)}, not after its start {format_time(self.start)}"
            )

    @property
    def camera_ids(self) -> list[str]:
        return [camera.camera_id for camera in self.cameras]

    @property
    def scope(self) -> "Scope":
        return Scope(self.camera_ids, self.start, self.end, self.kind)


@dataclass(frozen=True)
class Scope:
    """A selection as the gallery is asked for it: its cameras by their ids alone."""

    camera_ids: Sequence[str]
    start: datetime | None = None
    end: datetime | None = None
    kind: Kind | None = None


def select_cameras(
    cameras: Cameras, names: Sequence[str] = (), near: Point | None = None, radius_m: float | None = None
) -> list[Camera]:
    """The named cameras and those at most `radius_m` metres from `near`, each once; all when neither is given.

    Raises UsageError for an unknown name, for a point without a radius or the reverse, and when no camera is left.
    """
    if (near is None) != (radius_m is None):
        raise UsageError("a point and a radius go together: give both, as in --near 127.0276,37.4979 --radius 500")
    if near is None or radius_m is None:
        chosen = [cameras.get(name) for name in names] if names else cameras.all()
    else:
        around = cameras.near(near.longitude, near.latitude, radius_m)
        chosen = [*(cameras.get(name) for name in names), *around]
        if not chosen:
            raise UsageError(_nobody_near(cameras, near, radius_m))
    if not chosen:
        raise UsageError("no camera is registered yet; import a table with `viscoper cameras import FILE.csv`")
    return list({camera.camera_id: camera for camera in chosen}.values())


def parse_point(text: str) -> Point:
    """LON,LAT in degrees, as in 127.0276,37.4979. Raises UsageError."""
    parts = text.split(",")
    try:
        longitude, latitude = (float(part) for part in parts)
    except ValueError:
        raise UsageError(f"'{text}' is not a point; write LONGITUDE,LATITUDE, as in 127.0276,37.4979") from None
    return checked_point(longitude, latitude)


def _nobody_near(cameras: Cameras, near: Point, radius_m: float) -> str:
    message = f"no camera is within {radius_m:g} m of {near}"
    nearest = min(cameras.all(), key=lambda camera: distance_m(near, camera.point), default=None)
    if nearest is None:
        return f"{message}: none is registered yet"
    return f"{message}; the nearest, '{nearest.name}', is {distance_m(near, nearest.point):.0f} m away"
