"""How sure a match may make one: how seldom somebody else would look as much alike.

Nothing is learned for it: each search is held against what it looked through. Of all that is compared, the number
nearer than a distance grows like a power of it (extreme value theory; Amsaleg et al., "Estimating local intrinsic
dimensionality", KDD 2015), which two ranks of the list tell. Carried on to the distance of a match, it says how many
others would be as near by chance. So a match counts for less among many, and among people who dress alike.
"""

import numpy as np
from numpy.typing import NDArray

from viscoper.gallery.nearest import NEAREST

# The ranks that the power is told from: behind those of the one searched for, and near enough to speak of the nearest.
NEAR, FAR = (8, 15), NEAREST
LEAST_COMPARED = 30
# A power larger than pictures of different people and vehicles give (90 % below 13): the list is full of one of them,
# such as a parked car that was seen often.
MOST_POWER = 20.0
SAME = 1e-4  # no two pictures are nearer; of the very same one the logarithm would not be finite


Cosines = NDArray[np.floating]


def confidences(similarities: Cosines, nearest: Cosines, among: int) -> NDArray[np.float64] | None:
    """0 to 1: of searches for somebody who is not there, the share in which nothing is as much alike as this.

    So at a threshold of 0.9 one search in ten raises a false alarm (FPIR 0.1, ISO/IEC 19795-1); measured in
    docs/figures.md.

    similarities: [n] cosines of matches. nearest: the largest cosines of the search, falling, at least FAR of them or
    all. among: how many sightings were compared. None where they are too few to tell.
    """
    if among < LEAST_COMPARED:
        return None
    near, far = int(np.clip(among // 10, *NEAR)), min(FAR, among // 2)
    at_near, at_far = _distances(nearest[[near - 1, far - 1]])
    power = min(np.log(far / near) / max(np.log(at_far / at_near), SAME), MOST_POWER)
    others = far * (_distances(similarities) / at_far) ** power
    return np.asarray(np.exp(-others), np.float64)


def _distances(similarities: Cosines) -> NDArray[np.float64]:
    return np.maximum(1.0 - np.asarray(similarities, np.float64), SAME)
