"""Ground truth in MOT text: one box per line, `frame,id,x,y,w,h`, frames counted from 1."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from viscoper.errors import UsageError
from viscoper.vision.boxes import Boxes


@dataclass(frozen=True)
class Labelled:
    """Boxes of one frame: float32 [n, 4] x1, y1, x2, y2 in source pixels, and whose they are, int [n]."""

    boxes: Boxes
    identities: npt.NDArray[np.intp]

    @classmethod
    def none(cls) -> "Labelled":
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.intp))


def read_mot(path: Path, every: int = 1) -> dict[int, Labelled]:
    """Boxes by frame number (from 1), of the frames that the file has.

    A seventh column of 0 marks a box to be left out, as in MOTChallenge. Raises UsageError when the file cannot be
    read, when a line is none, or when its frames are not `every` apart.
    """
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the ground truth {path} cannot be read: {error}") from error
    rows = [_row(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    kept = np.array([row[:6] for row in rows if len(row) < 7 or row[6] != 0])
    if not len(kept):
        raise UsageError(f"the ground truth {path} has no boxes")
    frames = np.unique(kept[:, 0].astype(int))
    if frames[0] < 1 or np.any((frames - frames[0]) % every):
        raise UsageError(
            f"the frames of {path} are not every {every} apart, counted from 1; give --every as the file has it"
        )
    return {int(frame): _labelled(kept[kept[:, 0] == frame]) for frame in frames}


def _row(line: str, where: str) -> list[float]:
    try:
        row = [float(cell) for cell in line.replace("\t", ",").split(",")]
    except ValueError:
        row = []
    if len(row) < 6 or not np.isfinite(row).all() or row[4] <= 0 or row[5] <= 0:
        raise UsageError(f"{where} is not frame,id,x,y,w,h: '{line.strip()[:60]}'")
    return row


def _labelled(rows: npt.NDArray[np.float64]) -> Labelled:
    boxes = np.concatenate([rows[:, 2:4], rows[:, 2:4] + rows[:, 4:6]], axis=1).astype(np.float32)
    return Labelled(boxes, rows[:, 1].astype(np.intp))
