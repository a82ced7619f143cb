"""The truth of a synthetic city: which identity is where in which clip, frame by frame.

DIR/truth.json.gz holds {"fps", "identities": {name: {"kind", "label"}}, "passages": [{"identity", "file",
"first_frame", "boxes": [[x, y, width, height, visibility], ...]}]}, with one box per frame from `first_frame` (0-based)
on. The clips' cameras and starts are in DIR/footage.json.
"""

import gzip
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from viscoper.clock import parse_time
from viscoper.errors import UsageError
from viscoper.settings import Settings

# A box counts as reached when most of the object can be seen in it; of less, no unique image can be asked for.
SEEN = 0.7


@dataclass(frozen=True)
class Passage:
    """One stay of an identity in one camera's view.

    start: time of the first frame (UTC). boxes: float64 [frames, 4], x, y, width, height in pixels of the frame, of the
    whole outline as far as it is in the picture. visibility: [frames], share of the object that is in the picture and
    not hidden by anything.
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
    """Every passage of DIR/truth.json.gz. Raises UsageError when the folder's files are not as described above."""
    try:
        with gzip.open(directory / "truth.json.gz", "rt", encoding="utf-8") as file:
            truth = json.load(file)
        listing = json.loads((directory / "footage.json").read_text(encoding="utf-8"))["footage"]
        clips = {clip["file"]: clip for clip in listing}
        return [_passage(entry, truth, clips) for entry in truth["passages"]]
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UsageError(f"{directory} holds no city with truth: {type(error).__name__}: {error}") from None


def _passage(entry: dict[str, Any], truth: dict[str, Any], clips: dict[str, dict[str, str]]) -> Passage:
    clip, fps = clips[entry["file"]], float(truth["fps"])
    rows = np.asarray(entry["boxes"], np.float64)
    return Passage(
        identity=entry["identity"],
        kind=truth["identities"][entry["identity"]]["kind"],
        camera=clip["camera"],
        start=parse_time(clip["start"]) + timedelta(seconds=entry["first_frame"] / fps),
        fps=fps,
        boxes=rows[:, :4],
        visibility=rows[:, 4],
    )
