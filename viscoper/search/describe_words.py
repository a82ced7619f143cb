"""The dictionary of descriptions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from viscoper.attributes import COLOURS, REGIONS

Stature = Literal["child", "adult"]
# What detectors, which know no vans, take them for.
VAN = "car bus truck"
DICTIONARY = Path(__file__).with_name("describe_words.toml")


@dataclass(frozen=True)
class Words:
    """By word. `colours`: float32 [11], how well each of COLOURS fits it; `alone`: the same of "dark" and "light" where
    no colour comes with them; `clothes`: the regions they cover; `headings`: clothes before their colour; `dyed`: the
    colours of clothes that bring their own; `vehicles`: COCO names, none for any; `vans`, `makes`: of these, vans, and
    what says more than the type; `worn`: an aspect and how well its terms fit; `lengths`: the term, of what `measured`
    has an aspect for; `before`, `after`: deny what comes after, or before them; `mounting`, `mounted`: say that the
    vehicle after, or before them is ridden; `dressing`, `dressed`: that the colour after, or before them is of the
    clothes; `untold`, `someone`, `qualities`: things, people and what these are like, which sightings are not told by,
    but for the `statures` of some people; `having` and `joining`: fillers that end or go on with what is denied."""

    colours: Mapping[str, NDArray[np.float32]]
    alone: Mapping[str, NDArray[np.float32]]
    clothes: Mapping[str, tuple[str, ...]]
    headings: frozenset[str]
    dyed: Mapping[str, list[str]]
    vehicles: Mapping[str, tuple[str, ...]]
    vans: frozenset[str]
    makes: frozenset[str]
    worn: Mapping[str, tuple[str, dict[str, float]]]
    lengths: Mapping[str, str]
    measured: Mapping[str, str]
    before: frozenset[str]
    after: frozenset[str]
    mounting: frozenset[str]
    mounted: frozenset[str]
    dressing: frozenset[str]
    dressed: frozenset[str]
    statures: Mapping[str, Stature]
    people: frozenset[str]
    untold: frozenset[str]
    someone: frozenset[str]
    qualities: frozenset[str]
    having: frozenset[str]
    joining: frozenset[str]
    fillers: frozenset[str]

    @cached_property
    def things(self) -> frozenset[str]:
        """What can have a colour, a length, or be missing."""
        return frozenset({*self.clothes, *self.vehicles, *self.worn, *self.measured, *self.untold})

    @cached_property
    def known(self) -> frozenset[str]:
        fillers = self.before | self.after | self.having | self.joining | self.fillers
        fillers |= self.mounting | self.mounted | self.dressing | self.dressed
        return (
            frozenset({*self.colours, *self.lengths})
            | self.things
            | self.people
            | self.someone
            | self.qualities
            | fillers
        )

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.known))


@cache
def load_words() -> Words:
    with DICTIONARY.open("rb") as file:
        told = tomllib.load(file)
    upper, lower = REGIONS["person"]
    covers = {"upper": (upper,), "lower": (lower,), "both": (upper, lower)}
    without, untold, fillers = told["without"], told["untold"], told["fillers"]
    riding, dressing = told["riding"], told["dressing"]
    statures = {word: cast(Stature, stature) for stature, words in told["statures"].items() for word in words}
    return Words(
        colours={**_plain(told["colours"]), **_shades(told["shades"]), **_shades(told["beside"])},
        alone=_shades(
            {shade: {"words": told["beside"][shade]["words"], **fits} for shade, fits in told["alone"].items()}
        ),
        clothes={word: covers[part] for part, words in told["clothes"].items() for word in words},
        headings=frozenset(told["headings"]["words"]),
        dyed={word: [colour] for word, colour in told["dyed"].items()},
        vehicles={word: tuple(labels.split()) for labels, words in told["vehicles"].items() for word in words},
        vans=frozenset(told["vehicles"][VAN]),
        makes=frozenset(told["makes"]["words"]),
        worn=_worn(told["worn"]),
        lengths={word: term for term, words in told["lengths"].items() for word in words},
        measured={word: aspect for aspect, words in told["measured"].items() for word in words},
        before=frozenset(without["before"]),
        after=frozenset(without["after"]),
        mounting=frozenset(riding["before"]),
        mounted=frozenset(riding["after"]),
        dressing=frozenset(dressing["before"]),
        dressed=frozenset(dressing["after"]),
        statures=statures,
        people=frozenset(told["people"]["words"]),
        untold=frozenset(untold["things"]),
        someone=frozenset({*untold["someone"], *statures}),
        qualities=frozenset(untold["qualities"]),
        having=frozenset(fillers["having"]),
        joining=frozenset(fillers["joining"]),
        fillers=frozenset(fillers["words"] + fillers["particles"]),
    )


def _plain(colours: Mapping[str, list[str]]) -> dict[str, NDArray[np.float32]]:
    return {word: _fit({colour: 1.0}) for colour, words in colours.items() for word in words}


def _shades(shades: Mapping[str, Mapping[str, float | list[str]]]) -> dict[str, NDArray[np.float32]]:
    found: dict[str, NDArray[np.float32]] = {}
    for shade in shades.values():
        fits = {colour: float(fit) for colour, fit in shade.items() if isinstance(fit, float)}
        words = shade["words"]
        found |= {word: _fit(fits) for word in (words if isinstance(words, list) else [])}
    return found


def _worn(worn: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, dict[str, float]]]:
    found: dict[str, tuple[str, dict[str, float]]] = {}
    for facts in worn.values():
        terms = {term: fit for term, fit in facts.items() if isinstance(fit, float)}
        found |= {word: (facts["aspect"], terms) for word in facts["words"]}
    return found


def _fit(fits: Mapping[str, float]) -> NDArray[np.float32]:
    return np.array([fits.get(colour, 0.0) for colour in COLOURS], np.float32)
