"""Searching for somebody who may not be there: false alarms against misses, at a threshold on similarity."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Share of searches for somebody who is not there that may raise an alarm.
FALSE_ALARMS = 0.1


@dataclass(frozen=True)
class Ranking:
    """What one query found, most alike first. right: bool [n], whether it is who was searched for. similarity: [n]."""

    right: npt.NDArray[np.bool_]
    similarity: npt.NDArray[np.floating]


def open_set(rankings: Sequence[Ranking]) -> dict[str, float]:
    """FNIR at FPIR 0.1 (ISO/IEC 19795-1), and the similarity that gives it.

    `threshold_fpir10`: the similarity that one in ten queries reaches with a wrong picture, as if who was searched for
    were not in the gallery. `fnir_fpir10`: share of queries none of whose right pictures reaches it. Empty where no
    query has a wrong picture.
    """
    alarms = [each.similarity[~each.right].max() for each in rankings if not each.right.all()]
    if not alarms:
        return {}
    threshold = float(np.quantile(alarms, 1 - FALSE_ALARMS))
    missed = [each.similarity[each.right].max() < threshold for each in rankings]
    return {"threshold_fpir10": threshold, "fnir_fpir10": float(np.mean(missed))}
