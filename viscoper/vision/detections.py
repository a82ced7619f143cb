"""What a detector found in one frame: aligned arrays, validated once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viscoper.coco import KINDS, LABELS
from viscoper.vision.boxes import Boxes

PERSON = LABELS.index("person")
VEHICLES = tuple(LABELS.index(label) for label, kind in KINDS.items() if kind == "vehicle")


@dataclass(frozen=True)
class Detections:
    """`boxes`: float32 [n, 4] x1, y1, x2, y2 in pixels; `scores`: float32 [n] in 0..1; `labels`: int [n], COCO indices.

    Raises ValueError when the arrays do not fit together or hold what is no number.
    """

    boxes: Boxes
    scores: npt.NDArray[np.float32]
    labels: npt.NDArray[np.intp]

    def __post_init__(self) -> None:
        count = len(self.scores)
        if self.boxes.shape != (count, 4) or self.scores.shape != (count,) or self.labels.shape != (count,):
            raise ValueError(
                f"boxes {self.boxes.shape}, scores {self.scores.shape}, labels {self.labels.shape} do not fit together"
            )
        if not (np.isfinite(self.boxes).all() and np.isfinite(self.scores).all()):
            raise ValueError("a detection's box or score is not a number")

    @classmethod
    def none(cls) -> Detections:
        """No detections at all."""
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.intp))

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, chosen: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Detections:
        """Those that an index or mask array chooses."""
        return Detections(self.boxes[chosen], self.scores[chosen], self.labels[chosen])

    @property
    def people(self) -> npt.NDArray[np.bool_]:
        """bool [n]: which are people; the others are vehicles."""
        return np.asarray(self.labels == PERSON)
