"""Relevance feedback: what a person says of matches, turned into the vector that ranks the next list.

Several pictures of one object count as their mean. What is disliked is subtracted (J. J. Rocchio, "Relevance feedback
in information retrieval", 1971): of what it shares with the query, such as a jacket that many wear, less is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.errors import UsageError

Vector = NDArray[np.float32]

# Beside 1 for what is wanted; 0.15 to 0.5 differ by a point of mAP at most (docs/figures.md, Ranking).
DISLIKED_WEIGHT = 0.3


@dataclass(frozen=True)
class Feedback:
    """Ids of sightings. `liked`: 'this one too', they join the query; `disliked`: 'not this one', they are left out.

    Raises UsageError for a sighting that is both.
    """

    liked: Sequence[str] = ()
    disliked: Sequence[str] = ()

    def __post_init__(self) -> None:
        both = sorted(set(self.liked) & set(self.disliked))
        if both:
            raise UsageError(f"sighting {both[0]} is both liked and disliked; take back one of the two")


def mean_vector(pictures: Vector) -> Vector:
    """What is looked for: the mean of all pictures, float32 [dim] of length 1.

    pictures: [n, dim], the query's and what was liked, rows of length 1. Raises UsageError when they cancel out.
    """
    return _unit(pictures.mean(axis=0))


def ranking_vector(wanted: Vector, disliked: Vector) -> Vector:
    """`wanted` (float32 [dim], of length 1) moved away from `disliked` ([n, dim], rows of length 1); of length 1."""
    if not len(disliked):
        return wanted
    return _unit(wanted - DISLIKED_WEIGHT * disliked.mean(axis=0))


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    if length < 1e-6:
        raise UsageError("the pictures have nothing in common; search with one of them")
    return np.asarray(vector / length, np.float32)
