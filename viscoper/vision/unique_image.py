"""The unique image: the one picture kept of a track.

An object is kept once, when its box reaches the threshold; of the boxes that reach it the best one is kept (policy
`best`) or the first one (policy `first`).

The edges of a detector's boxes err by a pixel or two. Under `best` the picture kept is therefore the box with that
error around it, so that no head or foot is cut off, and that picture must reach the threshold: an object whose measured
box falls short of it by no more than the detector's own error is kept. Under `first` the box alone counts.
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


# A kept crop is held as JPEG of this quality, its colours not thinned out: a segment may have thousands of them.
JPEG_QUALITY = 95
# How far the edges of a detector's boxes lie off, in pixels of its input. Measured on people in vtest.avi, as the
# distance of NanoDet's edges from a line through those of the ten frames around: two thirds lie within 1 pixel above
# and below and within 2 at the sides, nineteen in twenty within 2.5 and 5.
EDGE_ERROR = 2.0


@dataclass(frozen=True)
class Candidate:
    """A picture that may be kept. `box`: x, y, width, height in whole source pixels; `quality` 0..1."""

    frame_index: int
    time_s: float
    box: tuple[int, int, int, int]
    score: float
    quality: float


class UniqueImage:
    """Holds the one candidate of a track that `policy` keeps, and its crop as JPEG: `kept` and `jpeg`.

    `kept` is None while no box has reached the threshold.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.kept: Candidate | None = None
        self.jpeg = b""

    def offer(self, candidate: Candidate, image: Image) -> None:
        """Considers a candidate whose box reaches the threshold in `image`, of which only the crop is held on to."""
        if self._prefers(candidate):
            x, y, width, height = candidate.box
            self.kept, self.jpeg = candidate, encoded(image[y : y + height, x : x + width])

    def absorb(self, other: "UniqueImage") -> None:
        """Considers what another track of the same object kept."""
        if other.kept is not None and self._prefers(other.kept):
            self.kept, self.jpeg = other.kept, other.jpeg

    def _prefers(self, candidate: Candidate) -> bool:
        if self.kept is None:
            return True
        if self.policy == "first":
            return candidate.frame_index < self.kept.frame_index
        return candidate.quality > self.kept.quality


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
    margin: float = 0.0,
) -> Candidate | None:
    """The picture of detection `which` among a frame's detections; None when it does not reach `minimum`.

    `margin`: source pixels kept around the detection's box.
    """
    wider = boxes[which] + np.array([-margin, -margin, margin, margin], np.float32)
    x, y, width, height = whole_box(wider, image)
    if width < minimum.width or height < minimum.height:
        return None
    crop = image[y : y + height, x : x + width]
    quality = (
        sharpness(middle(crop))
        * largeness(width, height, minimum)
        * wholeness(whole_box(boxes[which], image), image)
        * freedom(boxes, which)
        * float(scores[which])
    ) ** (1 / 5)
    return Candidate(frame_index, time_s, (x, y, width, height), float(scores[which]), quality)


def middle(crop: Image) -> Image:
    """The half of the crop's width and height around its centre: the object, hardly anything of what is behind it."""
    height, width = crop.shape[:2]
    return crop[height // 4 : height - height // 4, width // 4 : width - width // 4]


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


def encoded(crop: Image) -> bytes:
    """The crop as JPEG, no larger than KEPT_SIDE."""
    scale = KEPT_SIDE / max(crop.shape[:2])
    small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else crop
    sampling = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY, *sampling])
    return data.tobytes()


def decoded(jpeg: bytes) -> Image:
    """The crop that `encoded` made a JPEG of."""
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)
