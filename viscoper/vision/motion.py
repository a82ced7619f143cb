"""The motion gate: whether a frame differs enough from the last one looked at to be worth detection."""

import cv2
import numpy as np

from viscoper.vision.boxes import Image

# Frames are compared at this width; noise and compression average out.
WIDTH = 160
# A pixel changed when its brightness moved by more than this (of 255), a frame when this share of its pixels did.
LEAST_CHANGE, LEAST_SHARE = 18, 0.0008
# A still scene is looked at this often all the same: what stands still is not lost, only seen less often.
STILL_S = 1.5


class MotionGate:
    """Called with each sampled frame's image and time in seconds; True when it should be looked at."""

    def __init__(self) -> None:
        self._seen: Image | None = None
        self._seen_s = 0.0

    def __call__(self, image: Image, time_s: float) -> bool:
        small = _small(image)
        if self._seen is not None and time_s - self._seen_s < STILL_S and not _differs(small, self._seen):
            return False
        self._seen, self._seen_s = small, time_s
        return True


def _small(image: Image) -> Image:
    height = max(1, round(image.shape[0] * WIDTH / image.shape[1]))
    grey = cv2.cvtColor(cv2.resize(image, (WIDTH, height), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return np.asarray(grey, np.uint8)


def _differs(image: Image, before: Image) -> bool:
    return float(np.mean(cv2.absdiff(image, before) > LEAST_CHANGE)) > LEAST_SHARE
