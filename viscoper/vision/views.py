"""More pictures of a track than its unique image, spread over its time: its embedding is the mean of them all.

One frame may show somebody half hidden, bent or badly lit; the mean of several moves less with such chances, which is
how video re-identification pools frames (Zheng et al., MARS, ECCV 2016). docs/figures.md, Ranking, has what it gives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from viscoper.vision.boxes import Image
from viscoper.vision.embedder import Vector, unit
from viscoper.vision.unique_image import Candidate, cut, encoded

# Pictures kept of a track, the best of each stretch of its time. Twice as many gave no more.
MOST = 4
# How long a stretch is at first; it doubles whenever there are more than MOST.
SHORTEST_S = 0.4
# No embedder in the manifest looks at more rows than this.
KEPT_SIDE = 256


@dataclass(frozen=True)
class View:
    frame_index: int
    quality: float
    jpeg: bytes


class Views:
    """Takes candidates in any order, and holds on to MOST JPEGs, however long the track grows."""

    def __init__(self) -> None:
        self._stretch_s = SHORTEST_S
        self._best: dict[int, View] = {}

    def offer(self, candidate: Candidate, image: Image) -> None:
        """Considers a candidate whose box reaches the threshold in `image`."""
        stretch = int(candidate.time_s / self._stretch_s)
        if stretch not in self._best or candidate.quality > self._best[stretch].quality:
            jpeg = encoded(cut(image, candidate.box), KEPT_SIDE)
            self._best[stretch] = View(candidate.frame_index, candidate.quality, jpeg)
            self._keep_few()

    def absorb(self, other: "Views") -> None:
        """Considers what another track of the same object kept."""
        while self._stretch_s < other._stretch_s:
            self._lengthen()
        shorter = round(self._stretch_s / other._stretch_s)
        for stretch, view in other._best.items():
            self._consider(stretch // shorter, view)
        self._keep_few()

    def beside(self, unique: Candidate) -> list[bytes]:
        """The pictures in order of time, JPEG, without that of the unique image."""
        views = (view for _, view in sorted(self._best.items()))
        return [view.jpeg for view in views if view.frame_index != unique.frame_index]

    def _keep_few(self) -> None:
        while len(self._best) > MOST:
            self._lengthen()

    def _lengthen(self) -> None:
        before, self._best = self._best, {}
        self._stretch_s *= 2
        for stretch, view in before.items():
            self._consider(stretch // 2, view)

    def _consider(self, stretch: int, view: View) -> None:
        known = self._best.get(stretch)
        if known is None or view.quality > known.quality:
            self._best[stretch] = view


def mean_embeddings(embedder: Callable[[Sequence[Image]], Vector], pictures: Sequence[Sequence[Image]]) -> list[Vector]:
    """Of each track, whose pictures are given (one or more), the mean of their embeddings: float32 [dim], length 1."""
    found = iter(embedder([picture for each in pictures for picture in each]))
    return [unit(np.mean([next(found) for _ in each], axis=0)).astype(np.float32) for each in pictures]
