"""Tracks made by hand."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from viscoper.coco import LABELS, Kind
from viscoper.vision.kinematics import Kinematics
from viscoper.vision.track import Track
from viscoper.vision.unique_image import UniqueImage

Box = tuple[float, float, float, float]
MakeTrack = Callable[..., Track]


@pytest.fixture
def make_track() -> MakeTrack:
    """A track with the given boxes, one every half second from `start_s`, of frames ten a second."""

    def make(
        boxes: Sequence[Box], start_s: float = 0.0, score: float = 0.8, kind: Kind = "person", colour: int = 0,
        number: int = 1, label: str = "person",
    ) -> Track:  # fmt: skip
        look = np.eye(8, dtype=np.float32)[colour]
        motion = Kinematics.starting(start_s, np.array(boxes[0], np.float64), kind)
        track = Track(number, kind, motion, look, UniqueImage("best"))
        for i, box in enumerate(boxes):
            time_s = start_s + i / 2
            track.add(round(time_s * 10), time_s, np.array(box, np.float32), score, LABELS.index(label), look)
        return track

    return make
