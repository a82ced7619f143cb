"""The dictionary of descriptions, and cutting a phrase into its words."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viscoper.attributes import COLOURS, REGIONS
from viscoper.errors import UsageError

DICTIONARY = Path(__file__).with_name("describe_words.toml")


@dataclass(frozen=True)
class Words:
    """By word. `colours`: float32 [11], how well each of COLOURS fits it; `clothes`: the regions they cover;
    `dyed`: the colours of clothes that bring their own; `vehicles`: COCO names, none for any; `worn`: an aspect and how
    well its terms fit; `lengths`: the term, of what `measured` has an aspect for; `without`: turns `worn` into all
    else."""

    colours: Mapping[str, NDArray[np.float32]]
    clothes: Mapping[str, tuple[str, ...]]
    dyed: Mapping[str, list[str]]
    vehicles: Mapping[str, tuple[str, ...]]
    worn: Mapping[str, tuple[str, dict[str, float]]]
    lengths: Mapping[str, str]
    measured: Mapping[str, str]
    without: frozenset[str]
    people: frozenset[str]
    untold: frozenset[str]
    fillers: frozenset[str]
    particles: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        meant = {*self.colours, *self.clothes, *self.vehicles, *self.worn, *self.lengths, *self.measured}
        return frozenset(meant | self.without | self.people | self.untold | self.fillers | self.particles)


@cache
def load_words() -> Words:
    with DICTIONARY.open("rb") as file:
        told = tomllib.load(file)
    upper, lower = REGIONS["person"]
    covers = {"upper": (upper,), "lower": (lower,), "both": (upper, lower)}
    return Words(
        colours={**_plain(told["colours"]), **_shades(told["shades"])},
        clothes={word: covers[part] for part, words in told["clothes"].items() for word in words},
        dyed={word: [colour] for word, colour in told["dyed"].items()},
        vehicles={word: tuple(labels.split()) for labels, words in told["vehicles"].items() for word in words},
        worn=_worn(told["worn"]),
        lengths={word: term for term, words in told["lengths"].items() for word in words},
        measured={word: aspect for aspect, words in told["measured"].items() for word in words},
        without=frozenset(told["without"]["words"]),
        people=frozenset(told["people"]["words"]),
        untold=frozenset(told["untold"]["words"]),
        fillers=frozenset(told["fillers"]["words"]),
        particles=frozenset(told["fillers"]["particles"]),
    )


def words_in(phrase: str, words: Words) -> Iterator[str]:
    """The words that mean something. Raises UsageError naming one that is not in the dictionary."""
    for token in re.findall(r"[^\s/+&.()]+", phrase.lower()):
        for word in _parts(token, words):
            if word not in words.fillers and word not in words.particles:
                yield word


def _parts(token: str, words: Words) -> list[str]:
    """A token as a word, a plural, or (Korean writes them together) words one after the other, the longest first."""
    singular = token.removesuffix("s")
    if token in words.known or singular in words.known:
        return [token if token in words.known else singular]
    parts, rest = [], token
    while rest:
        part = next((rest[:end] for end in range(len(rest), 0, -1) if rest[:end] in words.known), None)
        if part is None or rest[0].isascii():
            raise UsageError(_unknown(token))
        parts.append(part)
        rest = rest[len(part) :]
    return parts


def _unknown(word: str) -> str:
    return (
        f"'{word}' is not known in a description; known are colours ({', '.join(COLOURS)}, and shades as navy or "
        "beige), clothes (top, jacket, coat, trousers, skirt, dress and the like), short or long sleeves, shorts, "
        "backpack, bag, hat, and vehicles (car, van, bus, truck, motorcycle, bicycle), in English or Korean"
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
