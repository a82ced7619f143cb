"""How well tracks follow people: MOTA (CLEAR MOT) and IDF1, at IoU 0.5.

MOTA: Bernardin and Stiefelhagen, "Evaluating multiple object tracking performance" (2008).
IDF1: Ristani et al., "Performance measures and a data set for multi-target, multi-camera tracking" (2016).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from viscoper.evaluate.mot import Labelled
from viscoper.vision.boxes import overlaps

MATCH = 0.5


@dataclass(frozen=True)
class TrackingFigures:
    """All between 0 and 1, but `mota`, which is negative when there are more errors than people."""

    precision: float
    recall: float
    mota: float
    idf1: float


def compare_tracks(truth: Mapping[int, Labelled], tracks: Mapping[int, Labelled]) -> TrackingFigures:
    """Figures of `tracks` on the frames of `truth`; a frame without an entry in `tracks` has none."""
    pairs = {frame: (labelled, tracks.get(frame, Labelled.none())) for frame, labelled in truth.items()}
    real = sum(len(labelled.boxes) for labelled, _ in pairs.values())
    given = sum(len(labelled.boxes) for _, labelled in pairs.values())
    matched, switches = _clear(pairs)
    same = _identity_matches(pairs)
    return TrackingFigures(
        precision=matched / max(given, 1),
        recall=matched / max(real, 1),
        mota=1 - ((real - matched) + (given - matched) + switches) / max(real, 1),
        idf1=2 * same / max(real + given, 1),
    )


def _clear(pairs: Mapping[int, tuple[Labelled, Labelled]]) -> tuple[int, int]:
    """Matched boxes and identity switches. A pair that still overlaps keeps together; the rest is matched anew."""
    current: dict[int, int] = {}
    matched = switches = 0
    for frame in sorted(pairs):
        real, given = pairs[frame]
        table = overlaps(real.boxes, given.boxes)
        keeps = np.array([[current.get(int(r)) == int(g) for g in given.identities] for r in real.identities])
        keeps = keeps.reshape(table.shape)
        # Staying together outweighs any better overlap, so one assignment does both steps.
        gain = np.where(table >= MATCH, table + 1 + 100 * keeps, 0)
        for row, column in zip(*linear_sum_assignment(gain, maximize=True), strict=True):
            if gain[row, column] > 0:
                person, track = int(real.identities[row]), int(given.identities[column])
                matched += 1
                switches += current.get(person, track) != track
                current[person] = track
    return matched, switches


def _identity_matches(pairs: Mapping[int, tuple[Labelled, Labelled]]) -> int:
    """Boxes matched when each person is given the one track, and each track the one person, that fit best overall."""
    together: Counter[tuple[int, int]] = Counter()
    for real, given in pairs.values():
        rows, columns = np.nonzero(overlaps(real.boxes, given.boxes) >= MATCH)
        together.update(zip(real.identities[rows].tolist(), given.identities[columns].tolist(), strict=True))
    people = {person: i for i, person in enumerate(sorted({person for person, _ in together}))}
    tracks = {track: i for i, track in enumerate(sorted({track for _, track in together}))}
    table = np.zeros((len(people), len(tracks)))
    for (person, track), count in together.items():
        table[people[person], tracks[track]] = count
    return int(table[linear_sum_assignment(table, maximize=True)].sum())
