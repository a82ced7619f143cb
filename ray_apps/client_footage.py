"""The client's part about what there is: cameras, their footage, the sightings in it."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from ray_apps.schemas import Camera, CoverageReport, Facets, Page, Segment, Sighting
from ray_apps.schemas.searches import MAX_CAMERAS
from ray_apps.transport import Transport
from viscoper.clock import format_time

PAGE = 500  # items that lists of everything ask for at a time


class FootageClient(Transport):
    """Raises as ray_apps.client says."""

    def all_cameras(
        self,
        text: str | None = None,
        near: tuple[float, float] | None = None,
        radius_m: float | None = None,
    ) -> list[Camera]:
        """Cameras by name, or nearest first around `near` (longitude, latitude); `text` is part of name or address."""
        found: list[Camera] = []
        cursor: str | None = None
        while True:
            page = self.list(
                Camera, "/v1/cameras", text=text, **_around(near, radius_m), limit=MAX_CAMERAS, cursor=cursor
            )
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                return found

    def camera(self, camera_id: str) -> Camera:
        return self.get(Camera, f"/v1/cameras/{quote(camera_id)}")

    def add_camera(
        self, name: str, longitude: float, latitude: float, rtsp_url: str = "", address: str = "", notes: str = "",
        azimuth: float | None = None,
    ) -> Camera:  # fmt: skip
        body = {
            "name": name, "longitude": longitude, "latitude": latitude, "rtsp_url": rtsp_url, "address": address,
            "notes": notes, "azimuth": azimuth,
        }  # fmt: skip
        return self.send(Camera, "POST", "/v1/cameras", json=body)

    def move_camera(self, camera_id: str, longitude: float, latitude: float) -> Camera:
        return self._change_camera(camera_id, {"longitude": longitude, "latitude": latitude})

    def turn_camera(self, camera_id: str, azimuth: float | None) -> Camera:
        """`azimuth`: degrees clockwise from north; None where it is not known."""
        return self._change_camera(camera_id, {"azimuth": azimuth})

    def _change_camera(self, camera_id: str, change: dict[str, float | None]) -> Camera:
        return self.send(Camera, "PATCH", f"/v1/cameras/{quote(camera_id)}", json=change)

    def frame_url(self, camera_id: str, at: datetime) -> str:
        """Path of the camera's picture at a moment (JPEG), for `media_url`."""
        return f"/v1/cameras/{quote(camera_id)}/frame?{urlencode({'at': format_time(at)})}"

    def segments(
        self,
        camera: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
    ) -> Page[Segment]:
        """Segments that share time with [start, end), by start; `camera` is an id."""
        return self.list(Segment, "/v1/segments", camera=camera, start=start, end=end, limit=limit, cursor=cursor)

    def segment(self, segment_id: str) -> Segment:
        return self.get(Segment, f"/v1/segments/{quote(segment_id)}")

    def sightings(
        self,
        camera: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        kind: str | None = None,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
    ) -> Page[Sighting]:
        """Sightings by time."""
        return self.list(
            Sighting, "/v1/sightings", camera=camera, start=start, end=end, kind=kind, limit=limit, cursor=cursor
        )

    def sighting(self, sighting_id: str) -> Sighting:
        return self.get(Sighting, f"/v1/sightings/{quote(sighting_id)}")

    def facets(
        self,
        cameras: Sequence[str] = (),
        near: tuple[float, float] | None = None,
        radius_m: float | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        kind: str | None = None,
    ) -> Facets:
        """How many sightings of these cameras (ids; all when none are given) have which main colour."""
        asked = {"camera": list(cameras), "start": start, "end": end, "kind": kind, **_around(near, radius_m)}
        return self.get(Facets, "/v1/facets", asked)

    def coverage(
        self,
        cameras: Sequence[str] = (),
        near: tuple[float, float] | None = None,
        radius_m: float | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> CoverageReport:
        """How much of these cameras (ids; all when none are given) and this window is indexed."""
        asked = {"camera": list(cameras), "start": start, "end": end, **_around(near, radius_m)}
        return self.get(CoverageReport, "/v1/coverage", asked)


def _around(near: tuple[float, float] | None, radius_m: float | None) -> dict[str, object]:
    return {"near": tuple(near) if near else None, "radius_m": radius_m}
