"""A description said back: what was understood of it, since words may be read otherwise than they were meant."""

from collections.abc import Callable, Collection, Iterable, Mapping

from viscoper.attributes import COLOURS, TERMS
from viscoper.coco import Kind
from viscoper.search.describe_words import Stature

# Terms that fit less are shades' neighbours, as black is navy's.
LEAST_FIT = 0.75

COLOURED = {"upper": "upper clothes", "lower": "lower clothes", "body": "paint"}
WORN = {
    ("sleeves", frozenset({"short"})): "short sleeves",
    ("sleeves", frozenset({"long"})): "long sleeves",
    ("legs", frozenset({"short"})): "bare legs",
    ("legs", frozenset({"long"})): "covered legs",
    ("bag", frozenset({"backpack"})): "a backpack",
    ("bag", frozenset({"other"})): "a bag that is no backpack",
    ("bag", frozenset({"backpack", "other"})): "a bag",
    ("bag", frozenset({"none"})): "no bag",
    ("bag", frozenset({"none", "other"})): "no backpack",
    ("bag", frozenset({"none", "backpack"})): "no bag but a backpack",
    ("hat", frozenset({"hat"})): "a hat",
    ("hat", frozenset({"none"})): "no hat",
    ("type", frozenset({"van"})): "a van",
}

Say = Callable[[str], str]


def said_back(
    kind: Kind,
    fits: Mapping[str, Mapping[str, float]],
    labels: Collection[str],
    stature: Stature | None,
    say: Say = str,
) -> str:
    """In one line: "person; upper clothes: red or white; no hat".

    fits: by aspect and term, how well it would fit (Description.wanted). labels, stature: as in Description. say:
    puts each word and phrase into the reader's language.
    """
    chosen = {aspect: {term for term, fit in of.items() if fit >= LEAST_FIT} for aspect, of in fits.items()}
    is_van = chosen.get("type") == {"van"}  # whose labels are what detectors take vans for
    types = [] if is_van else [_either(sorted(labels), say)]
    told = [_aspect(aspect, chosen[aspect], say) for aspect in TERMS if aspect in chosen]
    return "; ".join(part for part in [say(stature or kind), *types, *told] if part)


def _aspect(aspect: str, terms: Collection[str], say: Say) -> str:
    if aspect in COLOURED:
        return f"{say(COLOURED[aspect])}: {_either((each for each in COLOURS if each in terms), say)}"
    worn = WORN.get((aspect, frozenset(terms)))
    return say(worn) if worn else ""


def _either(words: Iterable[str], say: Say) -> str:
    return f" {say('or')} ".join(say(word) for word in words)
