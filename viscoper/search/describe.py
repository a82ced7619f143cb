"""A description in words, English or Korean, and how well sightings fit it.

"red top, blue trousers" or "빨간 상의, 파란 바지": colours belong to the garment or vehicle after them, or before
them when nothing comes after. The words are those of describe_words.toml.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viscoper.attributes import COLOURS, REGIONS, Attributes
from viscoper.coco import Kind
from viscoper.errors import UsageError
from viscoper.gallery.schema import StoredSighting
from viscoper.search.describe_words import Words, load_words, words_in

# What a sighting without any share of a wanted colour is left with, so that one wrong colour does not decide alone.
LEAST_SHARE = 0.02
# Of a vehicle of another type than the one asked for: detectors take vans for cars, trucks and buses.
OTHER_TYPE = 0.2


@dataclass(frozen=True)
class Description:
    """What was asked for. `wanted`: by region float32 [11], how well each of COLOURS would fit, the best of them 1.

    `labels`: COCO names of the vehicle types asked for, empty for any. `untold`: words that were understood, but that
    sightings are not told by.
    """

    text: str
    kind: Kind
    wanted: Mapping[str, NDArray[np.float32]]
    labels: frozenset[str] = frozenset()
    untold: tuple[str, ...] = ()

    def score_of(self, sighting: StoredSighting) -> float:
        return self.score(sighting.attributes, sighting.label)

    def score(self, attributes: Attributes, label: str) -> float:
        """0 to 1: the geometric mean of how much of each region is as asked for, and of the type's fit."""
        regions = {region: attributes[region][None] for region in self.wanted if region in attributes}
        return float(self.scores(regions, [label])[0])

    def scores(self, shares: Mapping[str, NDArray[np.float32]], labels: Sequence[str]) -> NDArray[np.float64]:
        """`score` of many: by region float32 [n, 11], nan where nothing is known, which counts as LEAST_SHARE."""
        nothing = np.full((len(labels), len(COLOURS)), np.nan, np.float32)
        fits = [shares.get(region, nothing) @ wanted for region, wanted in self.wanted.items()]
        if self.labels:
            fits.append(np.array([1.0 if label in self.labels else OTHER_TYPE for label in labels]))
        logs = [np.log(np.clip(np.nan_to_num(fit, nan=0.0), LEAST_SHARE, 1.0)) for fit in fits]
        return np.asarray(np.exp(np.mean(logs, axis=0)), np.float64)


def parse_description(text: str) -> Description:
    """What `text` asks for. Raises UsageError naming what is not understood, and when nothing can be searched by it."""
    words = load_words()
    reading = _Reading(words)
    for phrase in text.replace("，", ",").replace("、", ",").replace(";", ",").split(","):
        reading.phrase(phrase)
    return reading.result(text.strip())


class _Reading:
    """Takes in phrase after phrase."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.wanted: dict[str, NDArray[np.float32]] = {}
        self.labels: set[str] = set()
        self.untold: list[str] = []
        self.kinds: set[Kind] = set()
        self.loose: list[str] = []

    def phrase(self, phrase: str) -> None:
        """Colours go to the thing after them; those at the phrase's end to a thing in it that has none."""
        colours: list[str] = []
        bare: tuple[str, ...] = ()
        for word in words_in(phrase, self.words):
            if word in self.words.colours:
                colours.append(word)
            elif word in self.words.untold:
                self.untold.append(word)
                colours = []
            elif regions := self._thing(word):
                given = colours or self.words.dyed.get(word, [])
                bare = () if given else regions
                self._paint(regions, given)
                colours = []
        if colours and bare:
            self._paint(bare, colours)
        elif colours:
            self.loose += colours

    def result(self, text: str) -> Description:
        """Raises UsageError where the description is of nothing, of two kinds, or has a colour of nothing."""
        if self.loose:
            raise UsageError(f"'{self.loose[0]}': say what has this colour, as in '{self.loose[0]} top'")
        if len(self.kinds) > 1:
            raise UsageError(f"'{text}' describes a person and a vehicle; search for one of them at a time")
        if not self.wanted and not self.labels:
            left = f"; sightings are not told by {', '.join(self.untold)}" if self.untold else ""
            raise UsageError(f"'{text}' names no colour of clothes or of a vehicle, and no type of one{left}")
        (kind,) = self.kinds
        return Description(text, kind, self.wanted, frozenset(self.labels), tuple(self.untold))

    def _thing(self, word: str) -> tuple[str, ...]:
        """The regions of what the word names; notes its kind and type."""
        if word in self.words.vehicles:
            self.kinds.add("vehicle")
            self.labels |= set(self.words.vehicles[word])
            return REGIONS["vehicle"]
        if word in self.words.clothes:
            self.kinds.add("person")
            return self.words.clothes[word]
        if word in self.words.people:
            self.kinds.add("person")
        return ()

    def _paint(self, regions: Sequence[str], colours: Sequence[str]) -> None:
        """The region may have any of the colours: it is scored by their shares together."""
        for region in regions if colours else ():
            fit = np.max([self.words.colours[colour] for colour in colours], axis=0)
            known = self.wanted.get(region)
            self.wanted[region] = fit / fit.max() if known is None else np.maximum(known, fit / fit.max())
