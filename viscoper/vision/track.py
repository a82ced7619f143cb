"""A track: one object followed through one segment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from viscoper.coco import LABELS, Kind
from viscoper.settings import Size
from viscoper.vision.boxes import Boxes, Floats
from viscoper.vision.embedder import unit
from viscoper.vision.kinematics import Kinematics
from viscoper.vision.unique_image import UniqueImage

# A track remembers what its object looked like over about this many detections.
APPEARANCE_MEMORY = 0.8
# Who is at the border, or would be within this time, has left; a gap longer than this is then a new visit.
LEAVING_S = 0.6


@dataclass
class Track:
    """Aligned lists, one entry per detection: `times` in seconds of the footage, `boxes` x1, y1, x2, y2 in pixels.

    `frames` are the frames' numbers in the stream. `appearance` is a vector of length 1, a running mean.
    """

    track_id: int
    kind: Kind
    motion: Kinematics
    appearance: npt.NDArray[np.float32]
    unique_image: UniqueImage
    frames: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    boxes: list[npt.NDArray[np.float32]] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def add(
        self, frame: int, time_s: float, box: npt.NDArray[np.float32], score: float, label: int,
        appearance: npt.NDArray[np.float32],
    ) -> None:  # fmt: skip
        """Takes in a detection later than all before."""
        if self.times:
            self.motion.correct(time_s, box.astype(np.float64))
            mixed = APPEARANCE_MEMORY * self.appearance + (1 - APPEARANCE_MEMORY) * appearance
            self.appearance = unit(mixed).astype(np.float32)
        self.frames.append(frame)
        self.times.append(time_s)
        self.boxes.append(box)
        self.scores.append(score)
        self.labels.append(label)

    @property
    def label(self) -> str:
        """The COCO label that most of the score speaks for."""
        votes: Counter[int] = Counter()
        for label, score in zip(self.labels, self.scores, strict=True):
            votes[label] += score  # type: ignore[assignment]  # a Counter counts in fractions too
        return LABELS[votes.most_common(1)[0][0]]

    def boxes_at(self, frames: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], Boxes]:
        """Which of `frames` lie between the track's first and last one, and its boxes there, interpolated linearly."""
        inside = frames[(frames >= self.frames[0]) & (frames <= self.frames[-1])]
        if not len(inside):
            return inside, np.zeros((0, 4), np.float32)
        # Only the entries around are looked at: a parked car has been seen many thousand times.
        near = slice(bisect_right(self.frames, inside.min()) - 1, bisect_left(self.frames, inside.max()) + 1)
        corners = np.stack(self.boxes[near])
        columns = [np.interp(inside, self.frames[near], corners[:, i]) for i in range(4)]
        return inside, np.stack(columns, axis=1).astype(np.float32)

    def absorb(self, other: Track) -> None:
        """Takes in a track of the same object, earlier or later or in between."""
        seen = self.appearance * len(self.times) + other.appearance * len(other.times)
        self.appearance = unit(seen).astype(np.float32)
        merged = sorted(
            zip(
                [*self.frames, *other.frames], [*self.times, *other.times], [*self.boxes, *other.boxes],
                [*self.scores, *other.scores], [*self.labels, *other.labels], strict=True,
            ),
            key=lambda entry: entry[0],
        )  # fmt: skip
        self.frames, self.times, self.boxes, self.scores, self.labels = (
            list(column) for column in zip(*merged, strict=True)
        )
        if other.motion.time_s > self.motion.time_s:
            self.motion = other.motion
        self.unique_image.absorb(other.unique_image)


def at_border(track: Track, frame: Size, end: int) -> bool:
    """Whether the box touches the frame's border at the track's last (-1) or first (0) detection, or would soon."""
    direction = 1 if end == -1 else -1
    shift = np.tile(velocity(track, end) * direction * LEAVING_S, 2)
    for box in (track.boxes[end], track.boxes[end] + shift):
        if box[0] <= 1 or box[1] <= 1 or box[2] >= frame.width - 1 or box[3] >= frame.height - 1:
            return True
    return False


def velocity(track: Track, end: int) -> Floats:
    """Pixels per second over the last (-1) or first (0) few detections."""
    span = slice(-4, None) if end == -1 else slice(None, 4)
    boxes, times = track.boxes[span], track.times[span]
    if len(times) < 2:
        return np.zeros(2)
    return np.asarray((centre(boxes[-1]) - centre(boxes[0])) / (times[-1] - times[0]))


def centre(box: Floats) -> Floats:
    return np.asarray((box[:2] + box[2:]) / 2)
