"""One object through some seconds of footage, from the one box of it that is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from viscoper.coco import Kind
from viscoper.vision.boxes import Boxes, overlaps
from viscoper.vision.detections import Detections

# The least overlap with the expected box that is still the same object, looked at several times a second.
SAME = 0.15
# Looks in a row without it after which it counts as gone, or hidden.
LOST = 3


@dataclass(frozen=True)
class Seen:
    """The object at a time: `box` float32 [4], x1, y1, x2, y2 in pixels."""

    time_s: float
    box: Boxes


def follow(looks: Sequence[tuple[float, Detections]], kind: Kind, known: Seen) -> list[Seen]:
    """Where the object is at the times of `looks` (rising), as far as it can be followed from `known` both ways."""
    later = [look for look in looks if look[0] > known.time_s]
    earlier = [look for look in reversed(looks) if look[0] < known.time_s]
    return [*reversed(_one_way(earlier, kind, known)), known, *_one_way(later, kind, known)]


def box_at(seen: Sequence[Seen], time_s: float) -> Boxes | None:
    """The box between two times at which it is known; None before the first and after the last."""
    times = [each.time_s for each in seen]
    after = int(np.searchsorted(times, time_s))
    if after < len(seen) and times[after] == time_s:
        return seen[after].box
    if not 0 < after < len(seen):
        return None
    before, next_ = seen[after - 1], seen[after]
    share = np.float32((time_s - before.time_s) / (next_.time_s - before.time_s))
    return np.asarray(before.box + share * (next_.box - before.box), np.float32)


def _one_way(looks: Sequence[tuple[float, Detections]], kind: Kind, known: Seen) -> list[Seen]:
    """A straight step from the last two boxes gives the expected one; the detection that overlaps it most is it."""
    seen, step, missed = [known], np.zeros(4, np.float32), 0
    for time_s, found in looks:
        boxes = found.boxes[found.people if kind == "person" else ~found.people]
        expected = seen[-1].box + step * np.float32(time_s - seen[-1].time_s)
        shares = overlaps(expected[None], boxes)[0]
        if not len(boxes) or shares.max() < SAME:
            missed += 1
            if missed == LOST:
                break
            continue
        box = boxes[int(shares.argmax())]
        step = (box - seen[-1].box) / np.float32(time_s - seen[-1].time_s)
        seen.append(Seen(time_s, box))
        missed = 0
    return seen[1:]
