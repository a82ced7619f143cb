"""Query pictures for the demo: a person and a vehicle that pass several cameras in full view, cut out of one of them.

Of those the most colourful is taken: an investigator, too, is asked for the red car and not for one of the white ones.
"""

from pathlib import Path
from typing import Any, NamedTuple

import av
import cv2
import numpy as np

from demo.city.raster import Bytes
from demo.city.truth import CameraTruth, Row

LEAST = {"person": (64, 128), "vehicle": (128, 64)}  # width and height in pixels of a passage that counts
FULL_VIEW = 0.97  # share that can be seen
MARGIN = 0.04  # of the box, on each side
JPEG_QUALITY = 95
ENOUGH_CAMERAS = 3


class View(NamedTuple):
    """The largest full view of somebody in one camera."""

    area: int
    camera: str
    row: Row


def write_queries(out: Path, truth: dict[str, Any]) -> None:
    """Writes query-person.jpg and query-vehicle.jpg beside the clips; none where nobody is ever in full view."""
    for kind, least in LEAST.items():
        named = [name for name, facts in truth["identities"].items() if facts["kind"] == kind]
        views = [best_views(name, least, truth["cameras"]) for name in named]
        enough = min(ENOUGH_CAMERAS, max(map(len, views), default=0))
        best = [max(each) for each in views if len(each) >= enough > 0]
        pictures = [cut_out(out / truth["cameras"][view.camera]["file"], view.row) for view in best]
        if pictures:
            quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
            cv2.imwrite(str(out / f"query-{kind}.jpg"), max(pictures, key=colourfulness), quality)


def colourfulness(picture: Bytes) -> float:
    """How far from grey the middle of a picture is, on average: largest less smallest channel."""
    height, width = picture.shape[:2]
    middle = picture[height // 4 : -height // 4, width // 4 : -width // 4]
    return float(np.ptp(middle.astype(np.int16), axis=2).mean())


def best_views(identity: str, least: tuple[int, int], cameras: dict[str, CameraTruth]) -> list[View]:
    """One view for each camera that has a large and full one."""
    views = []
    for camera, recorded in cameras.items():
        large = [
            View(row[4] * row[5], camera, row)
            for row in recorded["boxes"]
            if row[1] == identity and row[4] >= least[0] and row[5] >= least[1] and row[6] >= FULL_VIEW
        ]
        views += [max(large)] if large else []
    return views


def cut_out(clip: Path, row: Row) -> Bytes:
    """(h, w, 3) BGR around a row's box, from the clip as it was compressed."""
    number, _, x, y, w, h, _ = row
    with av.open(str(clip)) as container:
        frame = next(frame for index, frame in enumerate(container.decode(video=0)) if index == number)
    picture = frame.to_ndarray(format="bgr24")
    dx, dy = round(w * MARGIN), round(h * MARGIN)
    return np.ascontiguousarray(picture[max(0, y - dy) : y + h + dy, max(0, x - dx) : x + w + dx], np.uint8)
