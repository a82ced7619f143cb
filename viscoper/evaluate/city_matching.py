"""Which passage of a city's truth each sighting shows."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from viscoper.evaluate.city_truth import Passage
from viscoper.gallery.schema import StoredSighting
from viscoper.vision.boxes import overlaps

MATCH = 0.5  # IoU from which a sighting shows a passage's object

Shown = Mapping[str, Passage | None]
"""By sighting id: the passage that the sighting shows, None where it shows none."""


def show(sightings: Sequence[StoredSighting], names: Mapping[str, str], passages: Sequence[Passage]) -> Shown:
    """For each sighting the passage of its camera (`names` by camera id) and kind whose box, at the sighting's frame,
    overlaps it most and by an IoU of at least MATCH."""
    return {sighting.sighting_id: _shown(sighting, names[sighting.camera_id], passages) for sighting in sightings}


def _shown(sighting: StoredSighting, camera: str, passages: Sequence[Passage]) -> Passage | None:
    best, best_overlap = None, MATCH
    for passage in passages:
        if (passage.camera, passage.kind) != (camera, sighting.kind):
            continue
        frame = passage.frame_at(sighting.time)
        if frame is not None:
            overlap = _overlap(sighting.box, passage.boxes[frame])
            if overlap >= best_overlap:
                best, best_overlap = passage, overlap
    return best


def _overlap(box: Sequence[int], other: npt.NDArray[np.float64]) -> float:
    corners = [np.array([[x, y, x + w, y + h]], np.float32) for x, y, w, h in (box, other)]
    return float(overlaps(*corners)[0, 0])
