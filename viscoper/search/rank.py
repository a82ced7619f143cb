"""Ranking a selection's sightings for a query that is embedded already; knows no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.errors import UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import Hit
from viscoper.search.confidence import confidences
from viscoper.search.describe import Description
from viscoper.search.describe_fit import fits_of
from viscoper.search.feedback import Feedback, mean_vector, ranking_vector
from viscoper.search.match import Match
from viscoper.search.plausibility import Presence, described_weight, relevances
from viscoper.search.rivals import plausible_order
from viscoper.search.route import SpeedLimits
from viscoper.search.select import Scope, Selection

MAX_TOP = 10_000
NO_FEEDBACK = Feedback()
# Of fewer, plausibility could not bring up what looks a little less alike than many who cannot have been there.
LEAST_CANDIDATES = 200
# As many are held against a description: what fits it may look less alike than many others.
DESCRIBED_CANDIDATES = 2000


@dataclass(frozen=True)
class Candidates:
    """Hits with their confidences, the most alike first, and what they were held against: float32 [dim], of length
    1."""

    hits: Sequence[tuple[Hit, float | None]]
    wanted: NDArray[np.float32]


class Ranker:
    """Ranks what `embedder` ("name@version") embedded. What way nobody can have made is in the gallery's settings."""

    def __init__(self, gallery: Gallery, embedder: str) -> None:
        self._gallery = gallery
        self._embedder = embedder
        self._limits = SpeedLimits.of(gallery.settings)

    def __call__(
        self,
        query: NDArray[np.float32],
        selection: Selection,
        top: int = 50,
        feedback: Feedback = NO_FEEDBACK,
        seen: Sequence[Presence] = (),
        description: Description | None = None,
    ) -> list[Match]:
        """The `top` most relevant sightings of the selection for `query`, float32 [pictures, dim], rows of length 1.

        No picture is needed where `feedback` likes a sighting.
        seen: where the one searched for surely was; those that `feedback` likes belong here as well, see `presences`.
        A sighting belongs to the window by the time of its unique image. Raises UsageError for `top` out of 1 to
        MAX_TOP and for unknown sightings in `feedback`, GalleryError.
        """
        found = self.candidates(query, selection.scope, top, feedback, bool(seen), bool(description))
        cameras = {camera.camera_id: camera for camera in selection.cameras}
        return self.matches(found, cameras, seen, description)[:top]

    def candidates(
        self,
        query: NDArray[np.float32],
        scope: Scope,
        top: int,
        feedback: Feedback = NO_FEEDBACK,
        plausible: bool = False,
        described: bool = False,
    ) -> Candidates:
        """What looks most alike, as many as `matches` needs to find the `top` of it; cameras need not be known yet.

        plausible, described: whether `matches` will be told of presences and a description. Raises as a call does.
        """
        if not 1 <= top <= MAX_TOP:
            raise UsageError(f"--top {top} is not between 1 and {MAX_TOP}")
        liked, disliked = (self._gallery.embeddings(ids, self._embedder) for ids in (feedback.liked, feedback.disliked))
        wanted = mean_vector(np.stack([*query, *liked]))
        least = DESCRIBED_CANDIDATES if described else LEAST_CANDIDATES if plausible else top
        looked_at = max(top, least) + len(feedback.disliked)
        found = self._gallery.neighbours(
            ranking_vector(wanted, disliked),
            self._embedder,
            camera_ids=scope.camera_ids,
            start=scope.start,
            end=scope.end,
            kind=scope.kind,
            top=looked_at,
        )
        similarities = np.array([hit.similarity for hit in found.hits])
        sure = confidences(similarities, found.nearest, found.among)
        told = zip(found.hits, [None] * len(found.hits) if sure is None else sure.tolist(), strict=True)
        left = [each for each in told if each[0].sighting.sighting_id not in set(feedback.disliked)]
        return Candidates(left, wanted)

    def matches(
        self,
        found: Candidates,
        cameras: Mapping[str, Camera],
        seen: Sequence[Presence] = (),
        description: Description | None = None,
    ) -> list[Match]:
        """All candidates of these cameras (by id), most relevant first; similarity to what is wanted is what is shown,
        whatever moved the order."""
        known = [each for each in found.hits if each[0].sighting.camera_id in cameras]
        hits = [hit for hit, _ in known]
        places = [cameras[hit.sighting.camera_id] for hit in hits]
        sightings = [hit.sighting for hit in hits]
        relevance = similarities = np.array([hit.similarity for hit in hits], np.float64)
        likely: Sequence[float | None] = [None] * len(hits)
        if seen and hits:
            relevance, plausible = plausible_order(similarities, hits, places, seen, self._limits)
            likely = plausible.tolist()
        fitting = fits_of(self._gallery, description, sightings) if description else [None] * len(hits)
        if hits and None not in fitting:
            relevance = relevances(relevance, np.array(fitting, np.float64), described_weight(similarities))
        judged = zip(known, places, relevance.tolist(), likely, fitting, strict=True)
        matches = [
            Match(hit.sighting, camera, min(1.0, float(hit.embedding @ found.wanted)), relevant, likely, fits, sure)
            for (hit, sure), camera, relevant, likely, fits in judged
        ]
        # Where all look alike to the same degree there is no spread to lower anything by.
        return sorted(
            matches, key=lambda match: (-match.relevance, -(match.plausibility or 0), -(match.description or 0))
        )
