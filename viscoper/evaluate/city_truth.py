"""The truth of a synthetic city: which identity is where in which clip, frame by frame.

DIR/truth.json.gz holds {"fps", "identities": {identity: {"kind", "label"}}, "cameras": {camera: {"file", "start",
"boxes": [[frame, identity, x, y, width, height, visibility], ...]}}}, frames counted from 0 at `start`. An identity
that cannot be seen in a frame has no box there.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from viscoper.clock import parse_time
from viscoper.errors import UsageError
from viscoper.settings import Settings

# Who is not seen for longer has left; who is hidden behind something comes out sooner.
LONGEST_GAP_S = 2.0
# A box counts as reached when most of the object can be seen in it; of less, no unique image can be asked for.
SEEN = 0.7


@dataclass(frozen=True)
class Passage:
    """One stay of an identity in one camera's view.

    start: time of the first frame (UTC). boxes: float64 [frames, 4], x, y, width, height in pixels of the frame, of the
    whole outline as far as it is in the picture; all 0 where nothing of it can be seen. visibility: [frames], share of
    the object that is in the picture and not hidden by anything.
    """

    identity: str
    kind: str
    camera: str
    start: datetime
    fps: float
    boxes: npt.NDArray[np.float64]
    visibility: npt.NDArray[np.float64]

    def frame_at(self, time: datetime) -> int | None:
        """Index of the frame nearest to `time`; None when the passage has none within half a frame."""
        frame = round((time - self.start) / timedelta(seconds=1) * self.fps)
        return frame if 0 <= frame < len(self.boxes) else None

    def seconds_reaching(self, settings: Settings) -> float:
        """The longest time without a break that the box reaches the unique image's size, at least SEEN visible."""
        least = settings.min_person if self.kind == "person" else settings.min_vehicle
        large = (self.boxes[:, 2] >= least.width) & (self.boxes[:, 3] >= least.height)
        edges = np.flatnonzero(np.diff(np.pad(large & (self.visibility >= SEEN), 1).astype(np.int8)))
        return float(max(edges[1::2] - edges[::2], default=0)) / self.fps


def load_passages(directory: Path) -> list[Passage]:
    """Every passage of DIR/truth.json.gz. Raises UsageError when it is not there or not as described above."""
    path = directory / "truth.json.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            truth = json.load(file)
        kinds = {identity: facts["kind"] for identity, facts in truth["identities"].items()}
        fps = float(truth["fps"])
        return [
            passage
            for camera, recording in truth["cameras"].items()
            for passage in passages_of(recording["boxes"], camera, parse_time(recording["start"]), fps, kinds)
        ]
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UsageError(f"{path} is no truth of a city: {type(error).__name__}: {error}") from None


def passages_of(
    rows: Sequence[Sequence[Any]], camera: str, start: datetime, fps: float, kinds: Mapping[str, str]
) -> list[Passage]:
    """The passages in one clip that begins at `start`. rows: frame, identity, x, y, width, height, visibility.

    A stay ends when its identity cannot be seen for more than LONGEST_GAP_S.
    """
    own: dict[str, list[list[float]]] = {}
    for frame, identity, *box_and_visibility in rows:
        own.setdefault(identity, []).append([frame, *box_and_visibility])
    passages = []
    for identity, seen in own.items():
        table = np.array(sorted(seen), np.float64).reshape(-1, 6)
        breaks = np.flatnonzero(np.diff(table[:, 0]) > LONGEST_GAP_S * fps) + 1
        for stay in np.split(table, breaks):
            first = start + timedelta(seconds=float(stay[0, 0]) / fps)
            passages.append(Passage(identity, kinds[identity], camera, first, fps, *_every_frame(stay)))
    return passages


def _every_frame(stay: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Boxes and visibility from the first frame to the last, without gaps."""
    frames = (stay[:, 0] - stay[0, 0]).astype(np.intp)
    filled = np.zeros((frames[-1] + 1, 5))
    filled[frames] = stay[:, 1:]
    return filled[:, :4], filled[:, 4]
