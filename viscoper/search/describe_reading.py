"""Reading a description phrase by phrase: which words belong together, and what they ask for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viscoper.attributes import ASPECTS, REGIONS, TERMS
from viscoper.coco import Kind
from viscoper.errors import UsageError
from viscoper.search.describe_cutting import words_in
from viscoper.search.describe_missing import carried, missing_in
from viscoper.search.describe_riding import ridden_in
from viscoper.search.describe_words import Stature, Words


class Reading:
    """What was asked for so far. `wanted`, `labels`, `untold`: as in Description."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.wanted: dict[str, NDArray[np.float32]] = {}
        self.labels: set[str] = set()
        self.untold: list[str] = []
        self._kinds: set[Kind] = set()
        self._loose: list[str] = []
        self._colours: list[str] = []
        self._lengths: list[str] = []
        self._open: tuple[str, ...] | None = None
        self._formal = False
        self._dressing = False
        self._dressed_in: list[str] = []
        self._statures: set[Stature] = set()
        self._ridden: list[tuple[str, list[str]]] = []
        self._vans: set[bool] = set()
        self._painted: dict[tuple[str, ...], set[str]] = {}

    def phrase(self, phrase: str) -> None:
        """Colours go to the thing after them; those at the phrase's end to a thing in it that has none."""
        said = list(words_in(phrase, self.words))
        missing, ridden = missing_in(said, self.words, phrase), ridden_in(said, self.words)
        self._colours, self._lengths, self._open, self._formal, self._dressing = [], [], None, False, False
        for place, word in enumerate(said):
            self._dress(word)
            if word in self.words.colours:
                self._colours.append(word)
            elif word in self.words.lengths:
                self._lengths.append(word)
            elif word in self.words.qualities or word[0].isdigit():
                self.untold.append(word)
            elif word in self.words.people:
                self._kinds.add("person")
            elif word in self.words.someone:
                if self._open is not None:
                    self._take_dress()
                self._leave(word, None)
            elif place in ridden:
                self._ridden.append((word, self._colours))
                self._colours, self._open = [], None
            elif word in self.words.untold:
                self._close(word)
                self._leave(word, ())
            elif word in self.words.things:
                if self._colours and self._says_more_of_the_next(said[place : place + 2]):
                    self._say_more(word, place in missing)
                else:
                    self._close(word)
                    self._name(word, place in missing)
        self.untold += self._lengths
        if self._dressing:
            self._take_dress()
        self._end()

    def _dress(self, word: str) -> None:
        """Colours that no garment comes with are of the clothes: "in black, with a hat", "검은색 입은"."""
        ends = self.words.people | self.words.someone | self.words.having | self.words.mounting
        if word in self.words.dressed or (self._dressing and word in ends):
            self._take_dress()
        elif word in self.words.things:
            self._dressing = False
        self._dressing |= word in self.words.dressing

    def _take_dress(self) -> None:
        if self._open is None:
            self._dressed_in += self._colours
        else:
            self._end()
        self._colours, self._dressing = [], False

    def _close(self, word: str) -> None:
        """As in a form, "상의 검정 모자 흰색 하의 ...": colours are the former thing's when `word` is no part of it."""
        covered = self.words.clothes.get(word, ())
        if self._formal and self._open is not None and not set(covered) & set(self._open):
            self._end()
            self._colours = []
        self._formal |= word in self.words.headings and not self._colours

    def _says_more_of_the_next(self, words: Sequence[str]) -> bool:
        """As 반팔 in "검은색 반팔 상의", and "suit" in "grey suit trousers"; the colour is the next one's."""
        covers = [set(self.words.clothes.get(word, ())) for word in words]
        return len(covers) == 2 and bool(covers[1]) and covers[1] <= covers[0]

    def _say_more(self, word: str, missing: bool) -> None:
        self._cut(word)
        if word in self.words.worn:
            self._wear(word, missing)

    def _name(self, word: str, missing: bool) -> None:
        """Gives the thing its colours and lengths."""
        self._cut(word)
        if regions := self._thing(word):
            if self._formal and self._open:  # "upper clothes red"
                regions = tuple(each for each in regions if each in self._open) or regions
            given = self._colours
            if set(given) <= self.words.alone.keys():  # none, or "dark" of jeans
                given = [*given, *self.words.dyed.get(word, [])]
            self._open = None if given else regions
            self._paint(regions, given)
            if given and word in self.words.vehicles:
                self._painted.setdefault(self.words.vehicles[word], set()).update(given)
            self._colours = []
        if word in self.words.worn:
            self._wear(word, missing)

    def _leave(self, word: str, takes: tuple[str, ...] | None) -> None:
        """Sightings are not told by its colour and length, and only of a person sometimes by itself."""
        self.untold += [*self._lengths, *self._colours]
        if word in self.words.statures:
            self._kinds.add("person")
            self._statures.add(self.words.statures[word])
        else:
            self.untold.append(word)
        self._colours, self._lengths, self._open = [], [], takes

    def _end(self) -> None:
        if self._open is None:
            self._loose += self._colours
        elif self._open:
            self._paint(self._open, self._colours)
        else:
            self.untold += self._colours

    def kind(self, text: str) -> Kind:
        """What is described. Raises UsageError when it is nothing, or more than one, or a colour is of nothing."""
        self._put_on()
        self._dismount()
        if self._vans == {True}:  # not "car or van"
            self._want("type", fits("type", {"van": 1.0}))
        if self._loose:
            raise UsageError(f"'{self._loose[0]}': say what has this colour, as in '{self._loose[0]} top'")
        if len(self._kinds) > 1:
            raise UsageError(f"'{text}' describes a person and a vehicle; search for one of them at a time")
        if len({frozenset(colours) for colours in self._painted.values()}) > 1:
            raise UsageError(f"'{text}' describes two vehicles; search for one of them at a time")
        if not self.wanted and not self.labels and not self.stature():
            left = f"; sightings are not told by {', '.join(self.untold)}" if self.untold else ""
            raise UsageError(
                f"'{text}' names no colour of clothes or of a vehicle, nothing that is worn, "
                f"and no type of vehicle{left}"
            )
        (kind,) = self._kinds
        return kind

    def stature(self) -> Stature | None:
        """None as well where both are named."""
        return next(iter(self._statures)) if len(self._statures) == 1 else None

    def _put_on(self) -> None:
        """What the whole of the clothes is like is left to what a garment of its own is not named for."""
        if self._dressed_in:
            self._kinds.add("person")
            self._paint([each for each in REGIONS["person"] if each not in self.wanted], self._dressed_in)

    def _dismount(self) -> None:
        """People are not told by what they ride; where nothing else is told, it is what is searched for."""
        alone = not self.wanted and not self.labels and not self.stature()
        self._kinds -= {"person"} if alone and self._ridden else set()
        for word, colours in self._ridden:
            if alone:
                self._paint(self._thing(word), colours)
            else:
                self._kinds.add("person")
                self.untold += [*colours, word]

    def _thing(self, word: str) -> tuple[str, ...]:
        """The regions of what the word names; notes its kind and type."""
        if word in self.words.vehicles:
            self._kinds.add("vehicle")
            self.labels |= set(self.words.vehicles[word])
            self._vans |= {word in self.words.vans} if self.words.vehicles[word] else set()
            self.untold += [word] if word in self.words.makes else []
            return REGIONS["vehicle"]
        if word in self.words.clothes:
            self._kinds.add("person")
        return self.words.clothes.get(word, ())

    def _paint(self, regions: Sequence[str], colours: Sequence[str]) -> None:
        """The region may have any of the colours: it is scored by their shares together."""
        if not colours:
            return
        known = self.words.alone if set(colours) <= self.words.alone.keys() else self.words.colours
        fit = np.max([known[colour] for colour in colours], axis=0)
        for region in regions:
            self._want(region, fit / fit.max())

    def _cut(self, word: str) -> None:
        """Lengths are told of sleeves and of what covers the legs."""
        aspect = self.words.measured.get(word)
        for length in self._lengths:
            if aspect:
                self._kinds.add("person")
                self._want(aspect, fits(aspect, {self.words.lengths[length]: 1.0}))
            else:
                self.untold.append(length)
        self._lengths = []

    def _wear(self, word: str, missing: bool) -> None:
        """Notes what is worn; the colour of a bag or a hat is not told."""
        aspect, terms = self.words.worn[word]
        self._kinds.add("person" if aspect in ASPECTS["person"] else "vehicle")
        if missing:
            terms = {term: 1.0 for term in TERMS[aspect] if term not in terms}
        self._want(aspect, fits(aspect, terms))
        if carried(word, self.words):
            self.untold += self._colours
            self._colours, self._open = [], ()

    def _want(self, aspect: str, fit: NDArray[np.float32]) -> None:
        known = self.wanted.get(aspect)
        self.wanted[aspect] = fit if known is None else np.maximum(known, fit)


def fits(aspect: str, terms: dict[str, float]) -> NDArray[np.float32]:
    return np.array([terms.get(term, 0.0) for term in TERMS[aspect]], np.float32)
