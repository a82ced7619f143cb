"""Several regions of a frame set side by side in one smaller picture, so that one run of the detector sees them all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viscoper.vision.boxes import Boxes, Image
from viscoper.vision.detections import Detections

# The detector takes multiples of its coarsest stride.
STRIDE = 32
# Ultralytics' own filling around pictures.
GREY = 114
GAP = 8
# A box this close to a cut edge of its region may go on beyond it.
EDGE = 4.0

Regions = npt.NDArray[np.intp]
"""int [n, 4] x1, y1, x2, y2 in pixels of a frame"""


@dataclass(frozen=True)
class Mosaic:
    """`regions` int [n, 4] x1, y1, x2, y2 in the frame; `places` int [n, 2]: x, y of each one's corner in the picture.

    `width`, `height`: the picture's, multiples of 32.
    """

    regions: Regions
    places: npt.NDArray[np.intp]
    width: int
    height: int

    @classmethod
    def packed(cls, regions: Regions, frame_width: int) -> Mosaic:
        """The smallest picture, no wider than the frame, that shelves of regions fill."""
        widest = int((regions[:, 2] - regions[:, 0]).max())
        widths = range(_up_to_stride(widest), _up_to_stride(frame_width) + 1, STRIDE)
        return min((cls._shelved(regions, width) for width in widths), key=lambda mosaic: mosaic.area)

    @classmethod
    def _shelved(cls, regions: Regions, width: int) -> Mosaic:
        """Shelf after shelf, tallest regions first."""
        places = np.zeros((len(regions), 2), np.intp)
        x = y = shelf = 0
        for index in np.argsort(regions[:, 1] - regions[:, 3], kind="stable"):
            wide, high = (int(side) for side in regions[index, 2:] - regions[index, :2])
            if x and x + wide > width:
                x, y, shelf = 0, y + shelf + GAP, 0
            places[index] = x, y
            x, shelf = x + wide + GAP, max(shelf, high)
        return cls(regions, places, width, _up_to_stride(y + shelf))

    @property
    def area(self) -> int:
        """Of the picture, in pixels."""
        return self.width * self.height

    def picture(self, frame: Image) -> Image:
        """uint8 [height, width, 3]: the regions of `frame` in their places, grey between them."""
        canvas = np.full((self.height, self.width, 3), GREY, np.uint8)
        for (x1, y1, x2, y2), (x, y) in zip(self.regions, self.places, strict=True):
            canvas[y : y + y2 - y1, x : x + x2 - x1] = frame[y1:y2, x1:x2]
        return canvas

    def in_frame(self, found: Detections, frame_width: int, frame_height: int) -> Detections:
        """Detections in the picture, moved to the frame; those cut by a region's edge inside the frame are left out."""
        if not len(found) or not len(self.regions):
            return Detections.none()
        which = self._home(found.boxes)
        corner = self.regions[which, :2] - self.places[which]
        boxes = (found.boxes + np.tile(corner, 2)).astype(np.float32)
        low, high = self.regions[which, :2], self.regions[which, 2:]
        cut_low = (boxes[:, :2] < low + EDGE) & (low > 0)
        cut_high = (boxes[:, 2:] > high - EDGE) & (high < [frame_width, frame_height])
        whole = ~(cut_low | cut_high).any(axis=1)
        clipped = np.clip(boxes, np.tile(low, 2), np.tile(high, 2)).astype(np.float32)
        return Detections(clipped, found.scores, found.labels)[np.flatnonzero(whole)]

    def _home(self, boxes: Boxes) -> npt.NDArray[np.intp]:
        """The region that each box's centre lies in, or the nearest."""
        centres = (boxes[:, None, :2] + boxes[:, None, 2:]) / 2
        low = self.places[None]
        high = low + (self.regions[:, 2:] - self.regions[:, :2])[None]
        outside = np.maximum(low - centres, 0) + np.maximum(centres - high, 0)
        return np.asarray(outside.sum(axis=2).argmin(axis=1))


def _up_to_stride(length: int) -> int:
    return max(-(-length // STRIDE), 1) * STRIDE
