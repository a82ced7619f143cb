"""Follows objects from frame to frame at low and uneven frame rates.

Two levels of score as in ByteTrack (Zhang et al., ECCV 2022): confident detections are matched first and may start
tracks, doubtful ones only carry tracks on. What is matched is decided by the assignment of least cost (Jonker and
Volgenant, Computing 38, 1987) over the overlap with the expected box, the distance from it, size and colour, because at
two frames a second a walker's boxes hardly overlap.
"""

from collections.abc import Mapping, Sequence

import lap  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from viscoper.coco import Kind
from viscoper.settings import Size
from viscoper.vision.boxes import Boxes, Floats, overlaps
from viscoper.vision.detections import Detections
from viscoper.vision.embedder import Vector
from viscoper.vision.kinematics import Kinematics
from viscoper.vision.track import LEAVING_S, Track, at_border
from viscoper.vision.unique_image import Policy, UniqueImage

# A track without a detection for this long (in looked-at time) is finished.
PATIENCE_S = 2.4
# A track is still being followed for this long when only doubtful detections are left for it.
DOUBTFUL_PATIENCE_S = 1.5
GATE_DEVIATIONS = 3.0
# Weights of the parts of the cost, each part 0..1, and the costs above which nothing is matched.
OVERLAP, DISTANCE, SIZE, COLOUR = 0.32, 0.16, 0.12, 0.40
CONFIDENT_LIMIT, DOUBTFUL_LIMIT = 0.50, 0.37
# A new track is not started by a detection that overlaps a detection already taken by this much.
DUPLICATE = 0.6


class Tracker:
    """Called once per frame that was looked at. `finished` and `active` hold the tracks.

    `confident` gives the score, by kind, from which a detection may start a track; `policy` which image a track keeps.
    """

    def __init__(self, confident: Mapping[Kind, float], policy: Policy = "best") -> None:
        self.confident = confident
        self.policy = policy
        self.active: list[Track] = []
        self.finished: list[Track] = []

    def __call__(
        self, frame: int, time_s: float, size: Size, found: Detections, looks: Sequence[Vector]
    ) -> list[Track | None]:
        """The track of each detection, None for those that none took.

        `size` is the picture's; `looks` are the detections' colour signatures.
        """
        self._retire(time_s, size)
        owners: list[Track | None] = [None] * len(found)
        kinds: tuple[tuple[Kind, npt.NDArray[np.bool_]], ...] = (("person", found.people), ("vehicle", ~found.people))
        for kind, mask in kinds:
            sure = mask & (found.scores >= self.confident[kind])
            self._match(kind, frame, time_s, found, looks, np.flatnonzero(sure), owners, CONFIDENT_LIMIT, PATIENCE_S)
            rest = np.flatnonzero(mask & ~sure)
            self._match(kind, frame, time_s, found, looks, rest, owners, DOUBTFUL_LIMIT, DOUBTFUL_PATIENCE_S)
            self._start(kind, frame, time_s, found, looks, np.flatnonzero(sure), owners)
        return owners

    def tracks(self) -> list[Track]:
        """All tracks so far, in the order in which they began."""
        return sorted([*self.finished, *self.active], key=lambda track: track.track_id)

    def expected(self, time_s: float) -> Boxes:
        """Where the active tracks expect their objects: float32 [n, 4]."""
        boxes = [track.motion.box(time_s) for track in self.active]
        return np.array(boxes, np.float32).reshape(-1, 4)

    def _retire(self, time_s: float, size: Size) -> None:
        gone = [track for track in self.active if _over(track, time_s, size)]
        self.finished.extend(gone)
        self.active = [track for track in self.active if track not in gone]

    def _match(
        self, kind: Kind, frame: int, time_s: float, found: Detections, looks: Sequence[Vector],
        candidates: npt.NDArray[np.intp], owners: list[Track | None], limit: float, patience_s: float,
    ) -> None:  # fmt: skip
        """Gives each candidate to the active track that has none yet and fits best, if any fits."""
        taken = {owner.track_id for owner in owners if owner}
        free = [
            track for track in self.active
            if track.kind == kind and track.track_id not in taken and time_s - track.times[-1] <= patience_s
        ]  # fmt: skip
        if not free or not len(candidates):
            return
        costs = matching_costs(free, time_s, found.boxes[candidates], [looks[i] for i in candidates])
        _, columns, _ = lap.lapjv(costs, extend_cost=True)
        for row, column in enumerate(columns):
            if column >= 0 and costs[row, column] <= limit:
                self._give(free[row], frame, time_s, found, looks, int(candidates[column]), owners)

    def _start(
        self, kind: Kind, frame: int, time_s: float, found: Detections, looks: Sequence[Vector],
        candidates: npt.NDArray[np.intp], owners: list[Track | None],
    ) -> None:  # fmt: skip
        for index in candidates:
            if owners[index] is None and not self._seen_already(found.boxes, int(index), owners):
                motion = Kinematics.starting(time_s, found.boxes[index].astype(np.float64), kind)
                number = len(self.active) + len(self.finished) + 1
                track = Track(number, kind, motion, looks[index], UniqueImage(self.policy))
                self.active.append(track)
                self._give(track, frame, time_s, found, looks, int(index), owners)

    @staticmethod
    def _seen_already(boxes: Boxes, index: int, owners: list[Track | None]) -> bool:
        others = [i for i, owner in enumerate(owners) if owner is not None]
        return bool(others) and overlaps(boxes[[index]], boxes[others]).max() > DUPLICATE

    @staticmethod
    def _give(
        track: Track, frame: int, time_s: float, found: Detections, looks: Sequence[Vector], index: int,
        owners: list[Track | None],
    ) -> None:  # fmt: skip
        track.add(frame, time_s, found.boxes[index], float(found.scores[index]), int(found.labels[index]), looks[index])
        owners[index] = track


def _over(track: Track, time_s: float, size: Size) -> bool:
    """Whether nothing can continue the track: too long unseen, or walked out of the picture."""
    unseen_s = time_s - track.times[-1]
    return unseen_s > PATIENCE_S or (unseen_s > LEAVING_S and at_border(track, size, -1))


def matching_costs(tracks: Sequence[Track], time_s: float, boxes: Boxes, looks: Sequence[Vector]) -> Floats:
    """[tracks, boxes] costs from 0 (the expected box itself, in the same colours) up; infinite outside a track's gate
    would make the assignment infeasible, so such pairs cost 10."""
    expected = np.stack([track.motion.box(time_s) for track in tracks]).astype(np.float32)
    spread = np.array([track.motion.spread(time_s) for track in tracks])
    apart = np.linalg.norm(_centres(expected)[:, None] - _centres(boxes)[None, :], axis=2)
    distance = apart / (GATE_DEVIATIONS * spread)[:, None]
    ratio = np.abs(np.log(_heights(expected)[:, None] / _heights(boxes)[None, :]))
    colour = 1 - np.stack([track.appearance for track in tracks]) @ np.stack(looks).T
    costs = (
        OVERLAP * (1 - overlaps(expected, boxes))
        + DISTANCE * np.minimum(distance, 1)
        + SIZE * np.minimum(ratio / np.log(1.6), 1)
        + COLOUR * np.minimum(2 * colour, 1)
    )
    return np.asarray(np.where((distance <= 1) & (ratio <= np.log(2.0)), costs, 10.0))


def _centres(boxes: Boxes) -> Floats:
    return np.asarray((boxes[:, :2] + boxes[:, 2:]) / 2)


def _heights(boxes: Boxes) -> Floats:
    return np.asarray(np.maximum(boxes[:, 3] - boxes[:, 1], 1.0))
