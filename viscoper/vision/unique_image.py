"""The unique image: the one picture kept of a track.

An object is kept once, when its box reaches the threshold; of the boxes that reach it the best one is kept (policy
`best`) or the first one (policy `first`).
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.settings import Size
from viscoper.vision.boxes import Boxes, Image, covered

Policy = Literal["best", "first"]

# A crop is judged and kept at no more than this many pixels along its longer side.
KEPT_SIDE = 512
# A box that ends this close to the frame's border, as a share of the box, may be cut off.
BORDER_SHARE = 0.02
# The spread of a crop's second derivative (after shrinking) at which it counts as half sharp.
HALF_SHARP = 12.0
# How many times the threshold's area a box must have to count as half large.
HALF_LARGE = 3.0


@dataclass(frozen=True)
class Candidate:
    """A picture that may be kept. `box`: x, y, width, height in whole source pixels; `quality` 0..1; `crop` BGR."""

    frame_index: int
    time_s: float
    box: tuple[int, int, int, int]
    score: float
    quality: float
    crop: Image


class UniqueImage:
    """Holds the best and the first candidate of a track, never more."""

    def __init__(self) -> None:
        self.first: Candidate | None = None
        self.best: Candidate | None = None

    def offer(self, candidate: Candidate) -> None:
        """Considers a candidate whose box reaches the threshold."""
        if self.first is None or candidate.frame_index < self.first.frame_index:
            self.first = candidate
        if self.best is None or candidate.quality > self.best.quality:
            self.best = candidate

    def absorb(self, other: "UniqueImage") -> None:
        """Considers what another track of the same object kept."""
        for candidate in (other.first, other.best):
            if candidate is not None:
                self.offer(candidate)

    def kept(self, policy: Policy) -> Candidate | None:
        """The one that the policy keeps; None when no box reached the threshold."""
        return self.first if policy == "first" else self.best


def whole_box(box: npt.NDArray[np.float32], image: Image) -> tuple[int, int, int, int]:
    """x, y, width, height in whole pixels, inside the image."""
    height, width = image.shape[:2]
    x1, y1 = np.clip(np.floor(box[:2]), 0, (width, height)).astype(int)
    x2, y2 = np.clip(np.ceil(box[2:]), 0, (width, height)).astype(int)
    return int(x1), int(y1), int(x2 - x1), int(y2 - y1)


def candidate(
    image: Image,
    frame_index: int,
    time_s: float,
    boxes: Boxes,
    scores: npt.NDArray[np.float32],
    which: int,
    minimum: Size,
) -> Candidate | None:
    """The picture of detection `which` among a frame's detections; None when its box does not reach `minimum`."""
    x, y, width, height = whole_box(boxes[which], image)
    if width < minimum.width or height < minimum.height:
        return None
    crop = image[y : y + height, x : x + width]
    quality = (
        sharpness(crop)
        * largeness(width, height, minimum)
        * wholeness((x, y, width, height), image)
        * freedom(boxes, which)
        * float(scores[which])
    ) ** (1 / 5)
    return Candidate(frame_index, time_s, (x, y, width, height), float(scores[which]), quality, _kept(crop))


def sharpness(crop: Image) -> float:
    """0..1 from the spread of the Laplacian (Pech-Pacheco et al., ICPR 2000), at a size that rewards no distance."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, 128 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    spread = float(cv2.Laplacian(small, cv2.CV_32F).std())
    return max(spread / (spread + HALF_SHARP), 0.01)


def largeness(width: int, height: int, minimum: Size) -> float:
    """0..1: grows with the area, ever more slowly."""
    times = width * height / (minimum.width * minimum.height)
    return times / (times + HALF_LARGE)


def wholeness(box: tuple[int, int, int, int], image: Image) -> float:
    """1 for a box clear of the frame's border, 0.1 for one that touches it and may be cut off."""
    x, y, width, height = box
    gap = min(x / width, y / height, (image.shape[1] - x - width) / width, (image.shape[0] - y - height) / height)
    return 1.0 if gap > BORDER_SHARE else 0.1


def freedom(boxes: Boxes, which: int) -> float:
    """1 minus the largest share of the box that a neighbour covers; who stands lower in the picture stands in front."""
    others = np.delete(np.arange(len(boxes)), which)
    if not len(others):
        return 1.0
    shares = covered(boxes[[which]], boxes[others])[0]
    in_front = boxes[others, 3] >= boxes[which, 3]
    return float(np.clip(1 - (shares * np.where(in_front, 1.0, 0.5)).max(), 0.05, 1.0))


def _kept(crop: Image) -> Image:
    """A copy, since a view would keep the whole frame in memory."""
    scale = KEPT_SIDE / max(crop.shape[:2])
    if scale >= 1:
        return crop.copy()
    return np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
