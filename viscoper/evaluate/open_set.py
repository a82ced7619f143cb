"""Searching for somebody who may not be there: false alarms against misses, at a threshold on similarity, and at one on
the confidence that people are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viscoper.search.confidence import confidences

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
    were not in the gallery. `fnir_fpir10`: share of queries none of whose right pictures reaches it.
    `fpir_confident`, `fnir_confident`: the same two shares at a confidence of 0.9, which nothing was fitted for; absent
    where too little is compared to tell. Empty where no query has a wrong picture.
    """
    alarms = [each.similarity[~each.right].max() for each in rankings if not each.right.all()]
    if not alarms:
        return {}
    threshold = float(np.quantile(alarms, 1 - FALSE_ALARMS))
    missed = [each.similarity[each.right].max() < threshold for each in rankings]
    return {"threshold_fpir10": threshold, "fnir_fpir10": float(np.mean(missed))} | _confident(rankings)


def _confident(rankings: Sequence[Ranking]) -> dict[str, float]:
    absent = [_best_confidence(each.similarity[~each.right], 0) for each in rankings if not each.right.all()]
    there = [_best_confidence(each.similarity, int(np.argmax(each.right))) for each in rankings]
    if None in absent or None in there:
        return {}
    alarms, found = (np.array(each, np.float64) >= 1 - FALSE_ALARMS for each in (absent, there))
    return {"fpir_confident": float(alarms.mean()), "fnir_confident": float(1 - found.mean())}


def _best_confidence(similarities: npt.NDArray[np.floating], place: int) -> float | None:
    """Of what stands at this place of a search."""
    sure = confidences(similarities[place : place + 1], similarities, len(similarities))
    return None if sure is None else float(sure[0])
