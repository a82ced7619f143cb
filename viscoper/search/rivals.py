"""Rivals: whether a sighting does not go better with others than with the one searched for.

Of two people dressed alike both look like the query, and often either can have been where it was seen. But each one's
sightings look most like each other, and time and place let one follow from the other. So what goes with others as well
as with the query is lowered: cross-domain similarity local scaling (A. Conneau et al., "Word translation without
parallel data", 2018), with similarity and plausibility together in the place of the cosine. Who may well be the one
searched for is hardly a rival, and who is known to be is none: several sightings of one do not lower each other.
"""

from collections.abc import Sequence

import numpy as np

from viscoper.catalog.cameras import Camera
from viscoper.gallery.schema import Hit
from viscoper.search.ground import Floats
from viscoper.search.plausibility import (
    Presence,
    mutual_plausibilities,
    plausibilities,
    plausible_weight,
    relevances,
)
from viscoper.search.route import SpeedLimits

# So many others that a sighting goes best with tell how well it goes with others.
NEAREST = 3
# So many of a list are held against each other; what is less relevant stays behind them.
HEAD = 200


def plausible_order(
    similarities: Floats,
    hits: Sequence[Hit],
    cameras: Sequence[Camera],
    seen: Sequence[Presence],
    limits: SpeedLimits,
) -> tuple[Floats, Floats]:
    """Relevance, comparable within the list alone, and plausibility (0 to 1), [n] each, of hits and the cameras that
    made them. `seen`: where and when the one searched for surely was, at least one."""
    plausible = plausibilities([hit.sighting for hit in hits], cameras, seen, limits)
    sure = {each.sighting.sighting_id for each in seen if each.sighting}
    confirmed = np.array([hit.sighting.sighting_id in sure for hit in hits], np.bool_)
    weight = plausible_weight(similarities[~confirmed])
    relevance = relevances(similarities, plausible, weight)
    head = np.argsort(-relevance, kind="stable")[:HEAD]
    mutual = _mutual([hits[row] for row in head], [cameras[row] for row in head], 1 - plausible[head], weight, limits)
    mutual[:, confirmed[head]] = mutual[confirmed[head]] = np.nan
    with_others = goes_with_others(mutual)
    lowered = relevance - with_others.max() / 2
    lowered[head] = relevance[head] - with_others / 2
    return lowered, plausible


def goes_with_others(mutual: Floats) -> Floats:
    """[n], the mean of each row's NEAREST highest; as little as any where there is none.

    mutual: [n, n], how well each goes with each other; nan where that is not asked.
    """
    best = np.sort(np.where(np.isnan(mutual), -np.inf, mutual), axis=1)[:, -NEAREST:]
    asked = np.isfinite(best)
    some = asked.any(axis=1)
    means = np.where(asked, best, 0.0).sum(axis=1) / np.maximum(asked.sum(axis=1), 1)
    return np.where(some, means, means[some].min() if some.any() else 0.0)


def _mutual(
    hits: Sequence[Hit], cameras: Sequence[Camera], rivalry: Floats, of_a_factor_e: float, limits: SpeedLimits
) -> Floats:
    """[n, n]: how well each goes with each of the others as far as these are rivals (0 to 1 [n]); nan for one camera's
    own."""
    vectors = np.stack([hit.embedding for hit in hits]).astype(np.float64)
    plausible = mutual_plausibilities([hit.sighting for hit in hits], cameras, limits)
    mutual = relevances(vectors @ vectors.T, rivalry * plausible, of_a_factor_e)
    homes = np.unique([camera.camera_id for camera in cameras], return_inverse=True)[1]
    mutual[homes[:, None] == homes] = np.nan
    return mutual
