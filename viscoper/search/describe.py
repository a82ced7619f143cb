"""A description in words, English or Korean, and how well sightings fit it.

"red top, blue trousers, backpack" or "빨간 상의, 파란 바지, 배낭": colours and lengths belong to the garment, thing or
vehicle after them, or before them when nothing comes after. The words are those of describe_words.toml.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.attributes import TERMS, Attributes
from viscoper.coco import Kind
from viscoper.search.describe_back import said_back
from viscoper.search.describe_cutting import phrases_in
from viscoper.search.describe_reading import Reading
from viscoper.search.describe_words import Stature, load_words

# What a sighting without any share of a wanted term is left with, so that one wrong colour does not decide alone.
LEAST_SHARE = 0.02
# Of a vehicle of another type than the one asked for: detectors take vans for cars, trucks and buses.
OTHER_TYPE = 0.2
# Of a person of the other stature than the one asked for: half a grown-up may be hidden. And where nothing is told.
OTHER_STATURE, NO_STATURE = 0.2, 0.5


@dataclass(frozen=True)
class Description:
    """What was asked for. `wanted`: by aspect float32 [terms], how well each of its TERMS would fit, the best 1.

    `labels`: COCO names of the vehicle types asked for, empty for any. `stature`: child or adult, None for any.
    `untold`: words that were understood, but that sightings are not told by.
    """

    text: str
    kind: Kind
    wanted: Mapping[str, NDArray[np.float32]]
    labels: frozenset[str] = frozenset()
    stature: Stature | None = None
    untold: tuple[str, ...] = ()

    @property
    def fits(self) -> dict[str, dict[str, float]]:
        """`wanted` by aspect and term, those that fit at all, the best first."""
        return {aspect: _best_first(TERMS[aspect], fit) for aspect, fit in self.wanted.items()}

    def understood(self) -> str:
        """What was understood, said back in one line."""
        return said_back(self.kind, self.fits, self.labels, self.stature)

    def score(self, attributes: Attributes, label: str, child: float = np.nan) -> float:
        """0 to 1: the geometric mean of how much of each aspect is as asked for, and of the type's or stature's fit."""
        aspects = {aspect: attributes[aspect][None] for aspect in self.wanted if aspect in attributes}
        return float(self.scores(aspects, [label], np.array([child]))[0])

    def scores(
        self, shares: Mapping[str, NDArray[np.float32]], labels: Sequence[str], children: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """`score` of many: by aspect float32 [n, terms], nan where nothing is known, which counts as LEAST_SHARE.

        children: [n], how likely each is a child, nan where nothing is told.
        """
        fits = [
            shares.get(aspect, np.full((len(labels), len(TERMS[aspect])), np.nan, np.float32)) @ wanted
            for aspect, wanted in self.wanted.items()
        ]
        if self.labels:
            fits.append(np.array([1.0 if label in self.labels else OTHER_TYPE for label in labels]))
        if self.stature:
            likely = np.nan_to_num(children if self.stature == "child" else 1 - children, nan=NO_STATURE)
            fits.append(np.maximum(likely, OTHER_STATURE))
        logs = [np.log(np.clip(np.nan_to_num(fit, nan=0.0), LEAST_SHARE, 1.0)) for fit in fits]
        return np.asarray(np.exp(np.mean(logs, axis=0)), np.float64)


def _best_first(terms: Sequence[str], fit: NDArray[np.float32]) -> dict[str, float]:
    order = np.argsort(-fit, kind="stable")
    return {terms[each]: round(float(fit[each]), 3) for each in order if fit[each] > 0}


def parse_description(text: str) -> Description:
    """What `text` asks for. Raises UsageError naming what is not understood, and when nothing can be searched by it."""
    reading = Reading(load_words())
    for phrase in phrases_in(text):
        reading.phrase(phrase)
    kind = reading.kind(text.strip())
    labels, untold = frozenset(reading.labels), tuple(reading.untold)
    return Description(text.strip(), kind, reading.wanted, labels, reading.stature(), untold)
