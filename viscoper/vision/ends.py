"""Where in the picture a track's object came into view, and where it went out of it.

How tall a box is tells how far off its object is, so a single box that is half hidden or a few pixels off would put it
somewhere else. Whoever goes evenly is at a distance, and as far aside, that change evenly with time, and both are seen
in units of the object's own height: a straight line through the boxes around each end lets no one box matter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.line import line_through
from viscoper.settings import Size
from viscoper.vision.track import Track
from viscoper.vision.unique_image import BORDER_SHARE

# So many detections together tell where an end is.
TOGETHER = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class End:
    """`time_s` in seconds of the footage; `box` x, y, width, height in whole source pixels."""

    time_s: float
    box: tuple[int, int, int, int]


def ends(track: Track, frame: Size) -> tuple[End, End]:
    """The first and the last place where the object was in the picture as a whole; where it never was, where its height
    was; where neither was, where it was."""
    times, boxes = np.array(track.times), np.stack(track.boxes).astype(np.float64)
    telling = _telling(boxes, frame)
    first, last = telling[:TOGETHER], telling[-TOGETHER:]
    return _end(times[first], boxes[first], 0), _end(times[last], boxes[last], -1)


def _telling(boxes: Floats, frame: Size) -> NDArray[np.intp]:
    gap = np.tile(BORDER_SHARE * (boxes[:, 2:] - boxes[:, :2]), 2)
    clear = np.concatenate([boxes[:, :2], (frame.width, frame.height) - boxes[:, 2:]], axis=1) > gap
    for sides in ([0, 1, 2, 3], [1, 3], []):
        found = np.flatnonzero(clear[:, sides].all(axis=1))
        if len(found):
            break
    return found


def _end(times: Floats, boxes: Floats, which: int) -> End:
    height = np.maximum(boxes[:, 3] - boxes[:, 1], 1)
    own_units = np.stack(
        [
            1 / height,
            (boxes[:, 0] + boxes[:, 2]) / 2 / height,
            boxes[:, 3] / height,
            (boxes[:, 2] - boxes[:, 0]) / height,
        ]
    )
    distance, aside, foot, wide = (_on_line(times, seen, which) for seen in own_units)
    tall = 1 / distance
    x, y = (aside - wide / 2) * tall, (foot - 1) * tall
    return End(float(times[which]), (round(x), round(y), max(round(wide * tall), 1), max(round(tall), 1)))


def _on_line(times: Floats, seen: Floats, which: int) -> float:
    """What `seen` was at one of the times, by all of them; never beyond what was seen."""
    if np.ptp(times) == 0:
        return float(np.median(seen))
    slope, level = line_through(times, seen)
    return float(np.clip(level + slope * times[which], seen.min(), seen.max()))
