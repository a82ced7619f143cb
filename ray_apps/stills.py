"""Pictures out of footage: the frame of a camera at a moment, the frame around a sighting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
from numpy.typing import NDArray

from ray_apps.service import Service
from viscoper.catalog.cameras import Camera
from viscoper.catalog.segments import Segment
from viscoper.footage.excerpt import frame_at
from viscoper.gallery.schema import StoredSighting

QUALITY = 90
BOX_COLOUR = (180, 95, 26)  # BGR
A_MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Still:
    """A frame as JPEG, and when it was taken."""

    jpeg: bytes
    width: int
    height: int
    at: datetime


def camera_frame(here: Service, camera: Camera, at: datetime | None) -> Still | None:
    """What the camera recorded at that moment, or last; None when it recorded nothing then. Raises FootageError."""
    if at is None:
        newest = here.catalog.segments.page(1, camera_id=camera.camera_id, newest_first=True)
        return _still(here, newest[0], newest[0].end - A_MOMENT) if newest else None
    segment = here.catalog.segments.at(camera.camera_id, at)
    return _still(here, segment, at) if segment else None


def sighting_frame(here: Service, sighting: StoredSighting, *, box: bool) -> bytes:
    """The frame that the sighting's image was cut from, as JPEG; with its box drawn if asked for."""
    segment = here.catalog.segments.get(sighting.segment_id)
    image = _frame(here, segment, sighting.time)
    if box:
        x, y, width, height = sighting.box
        draw_box(image, (x, y, x + width, y + height))
    return jpeg_of(image)


def draw_box(image: NDArray[np.uint8], corners: tuple[float, float, float, float]) -> None:
    """Draws x1, y1, x2, y2 (pixels) into the image."""
    left, top, right, bottom = (round(each) for each in corners)
    cv2.rectangle(image, (left, top), (right, bottom), (255, 255, 255), 4)
    cv2.rectangle(image, (left, top), (right, bottom), BOX_COLOUR, 2)


def jpeg_of(image: NDArray[np.uint8], quality: int = QUALITY) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _still(here: Service, segment: Segment, at: datetime) -> Still:
    image = _frame(here, segment, at)
    return Still(jpeg_of(image), image.shape[1], image.shape[0], at)


def _frame(here: Service, segment: Segment, at: datetime) -> NDArray[np.uint8]:
    with here.store.open(segment.key) as file:
        return frame_at(file, segment.name, (at - segment.start).total_seconds()).image
