"""Child or grown-up: how tall somebody is against others whose feet the same camera saw as far up its picture.

On flat ground a standing person is as high in a picture as the feet are below the horizon, times the person's height
over the camera's (Hoiem, Efros and Hebert, "Putting objects in perspective", CVPR 2006). That line is told from all
whom the camera saw, the middle of whom is taken for grown up; nobody has to measure the camera. Where too few were
seen, or their heights follow no line (stairs, a camera that turns, one straight above), nothing is told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import ndtr

from viscoper.gallery.gallery import Gallery
from viscoper.line import line_through

# Shorter than this share of the middle is more likely a child: 1.37 of 1.67 m, about ten years old.
CHILD = 0.82
# A camera whose people's heights lie further apart about its line tells nothing; nearer than the latter none are known.
LARGEST_SPREAD, LEAST_SPREAD = 0.15, 0.05
LEAST_SEEN, MOST_SEEN = 30, 100
# Nearer to the picture's edge, as a share of its height, feet or head may lie outside.
EDGE = 0.015
# A line is not carried on to where people would be smaller than this share of the picture.
LEAST_HEIGHT = 0.03
# All feet nearer to each other than this, as a share of the height, stand at one place.
LEAST_APART = 0.01
_BOX = ("y", "h", "frame_height")
STANDING = ("camera_id", *_BOX)
"""Columns of the gallery that it is told from."""

Floats = NDArray[np.float64]
Cameras: TypeAlias = pa.ChunkedArray | Sequence[str]


@dataclass(frozen=True)
class Line:
    """Heights of grown people: slope * feet + level, both as shares of the picture's height, y down; spread: how far
    off they are, as a share."""

    slope: float
    level: float
    spread: float


NO_LINE = Line(np.nan, np.nan, np.nan)


class Statures:
    """What the cameras of a search tell of how tall people are."""

    def __init__(self, lines: Mapping[str, Line]) -> None:
        self.lines = lines

    def children(self, cameras: Cameras, boxes: Floats) -> Floats:
        """0 to 1 [n]: how likely each is a child; nan where nothing is told.

        boxes: [n, 3] top, height and the picture's height, pixels; each seen by the camera (id) of the same place.
        """
        names, which = _numbered(cameras)
        lines = [self.lines.get(name, NO_LINE) for name in names]
        slope, level, spread = np.array([astuple(line) for line in lines]).reshape(-1, 3)[which].T
        feet, heights, whole = _places(boxes)
        grown = slope * feet + level
        share = heights / np.maximum(grown, LEAST_HEIGHT)
        likely = ndtr((CHILD - share) / np.maximum(spread, LEAST_SPREAD))
        return np.where(whole & (grown >= LEAST_HEIGHT), likely, np.nan)


def statures_of(gallery: Gallery, cameras: Collection[str]) -> Statures:
    """From all people whom these cameras (ids) ever saw. Raises GalleryError."""
    if not cameras:
        return Statures({})
    rows = gallery.columns(STANDING, camera_ids=sorted(set(cameras)), kind="person")
    names, which = _numbered(rows["camera_id"])
    by_camera = boxes_of(rows)[np.argsort(which, kind="stable")]
    parts = np.split(by_camera, np.cumsum(np.bincount(which, minlength=len(names)))[:-1])
    lines = {name: line_of(boxes) for name, boxes in zip(names, parts, strict=False)}
    return Statures({name: line for name, line in lines.items() if line})


def boxes_of(rows: pa.Table) -> Floats:
    """Of rows of the gallery, as Statures.children takes them."""
    return np.stack([rows[name].to_numpy().astype(np.float64) for name in _BOX], 1)


def line_of(boxes: Floats) -> Line | None:
    """boxes as in Statures.children; None where they tell no line.

    Up to three in ten may be hidden in part, sit, or be children.
    """
    feet, heights, whole = _places(boxes)
    feet, heights = feet[whole], heights[whole]
    if len(feet) < LEAST_SEEN:
        return None
    some = np.argsort(feet, kind="stable")[np.linspace(0, len(feet) - 1, min(len(feet), MOST_SEEN)).round().astype(int)]
    apart = np.ptp(feet) > LEAST_APART
    slope, level = line_through(feet[some], heights[some]) if apart else (0.0, float(np.median(heights)))
    grown = np.maximum(slope * feet + level, LEAST_HEIGHT)
    shares = heights / grown
    spread = 1.4826 * float(np.median(np.abs(shares - np.median(shares))))  # a deviation, were they normal
    return Line(slope, level, spread) if spread <= LARGEST_SPREAD else None


def _numbered(cameras: Cameras) -> tuple[list[str], NDArray[np.intp]]:
    """The different ids, and which of them stands at each place."""
    column = cameras if isinstance(cameras, pa.ChunkedArray) else pa.chunked_array([pa.array(cameras, pa.string())])
    coded = column.combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.intp)


def _places(boxes: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Feet and heights as shares of the picture's height, and whether head and feet are in the picture."""
    top, height, picture = boxes.T
    feet = (top + height) / picture
    return feet, height / picture, (top / picture > EDGE) & (feet < 1 - EDGE)
