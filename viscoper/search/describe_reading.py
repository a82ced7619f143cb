"""Reading a description phrase by phrase: which words belong together, and what they ask for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viscoper.attributes import ASPECTS, REGIONS, TERMS
from viscoper.coco import Kind
from viscoper.errors import UsageError
from viscoper.search.describe_words import Words, words_in


class Reading:
    """What was asked for so far. `wanted`, `labels`, `untold`: as in Description."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.wanted: dict[str, NDArray[np.float32]] = {}
        self.labels: set[str] = set()
        self.untold: list[str] = []
        self._kinds: set[Kind] = set()
        self._loose: list[str] = []

    def phrase(self, phrase: str) -> None:
        """Colours go to the thing after them; those at the phrase's end to a thing in it that has none."""
        said = list(words_in(phrase, self.words))
        without = any(word in self.words.without for word in said)
        colours: list[str] = []
        lengths: list[str] = []
        bare: tuple[str, ...] = ()
        for word in said:
            if word in self.words.colours:
                colours.append(word)
            elif word in self.words.lengths:
                lengths.append(word)
            elif word in self.words.untold:
                self.untold += [*lengths, word]
                colours, lengths = [], []
            else:
                self._cut(word, lengths)
                lengths = []
                if regions := self._thing(word):
                    given = colours or self.words.dyed.get(word, [])
                    bare = () if given else regions
                    self._paint(regions, given)
                    colours = []
                if word in self.words.worn:
                    colours = self._wear(word, colours, without)
        self.untold += lengths
        if bare:
            self._paint(bare, colours)
        else:
            self._loose += colours

    def kind(self, text: str) -> Kind:
        """What is described. Raises UsageError when it is nothing, or of two kinds, or a colour is of nothing."""
        if self._loose:
            raise UsageError(f"'{self._loose[0]}': say what has this colour, as in '{self._loose[0]} top'")
        if len(self._kinds) > 1:
            raise UsageError(f"'{text}' describes a person and a vehicle; search for one of them at a time")
        if not self.wanted and not self.labels:
            left = f"; sightings are not told by {', '.join(self.untold)}" if self.untold else ""
            raise UsageError(
                f"'{text}' names no colour of clothes or of a vehicle, nothing that is worn, "
                f"and no type of vehicle{left}"
            )
        (kind,) = self._kinds
        return kind

    def _thing(self, word: str) -> tuple[str, ...]:
        """The regions of what the word names; notes its kind and type."""
        if word in self.words.vehicles:
            self._kinds.add("vehicle")
            self.labels |= set(self.words.vehicles[word])
            return REGIONS["vehicle"]
        if word in self.words.clothes:
            self._kinds.add("person")
            return self.words.clothes[word]
        if word in self.words.people:
            self._kinds.add("person")
        return ()

    def _paint(self, regions: Sequence[str], colours: Sequence[str]) -> None:
        """The region may have any of the colours: it is scored by their shares together."""
        for region in regions if colours else ():
            fit = np.max([self.words.colours[colour] for colour in colours], axis=0)
            self._want(region, fit / fit.max())

    def _cut(self, word: str, lengths: Sequence[str]) -> None:
        """Lengths are told of sleeves and of what covers the legs."""
        aspect = self.words.measured.get(word)
        for length in lengths:
            if aspect:
                self._kinds.add("person")
                self._want(aspect, fits(aspect, {self.words.lengths[length]: 1.0}))
            else:
                self.untold.append(length)

    def _wear(self, word: str, colours: list[str], without: bool) -> list[str]:
        """Notes what is worn; gives the colours that are still to be spoken for: a bag's are not told."""
        aspect, terms = self.words.worn[word]
        self._kinds.add("person" if aspect in ASPECTS["person"] else "vehicle")
        carried = "none" in TERMS[aspect]
        if without and carried:
            terms = {term: 1.0 for term in TERMS[aspect] if term not in terms}
        self._want(aspect, fits(aspect, terms))
        self.untold += colours if carried else []
        return [] if carried else colours

    def _want(self, aspect: str, fit: NDArray[np.float32]) -> None:
        known = self.wanted.get(aspect)
        self.wanted[aspect] = fit if known is None else np.maximum(known, fit)


def fits(aspect: str, terms: dict[str, float]) -> NDArray[np.float32]:
    return np.array([terms.get(term, 0.0) for term in TERMS[aspect]], np.float32)
