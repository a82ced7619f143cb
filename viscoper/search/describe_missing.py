"""Which of the things that a phrase names are said to be missing: "no hat", "모자 없는 사람"."""

from collections.abc import Sequence

from viscoper.attributes import TERMS
from viscoper.errors import UsageError
from viscoper.search.describe_words import Words


def missing_in(said: Sequence[str], words: Words, phrase: str) -> frozenset[int]:
    """Places in `said` of the bags and hats that are denied.

    English denies what comes after, Korean what came before, and either what is joined to it ("no hat or bag"; Korean
    also without a word between, "모자 가방 없음").
    Raises UsageError when it is anything else that is denied.
    """
    missing: set[int] = set()
    run: list[int] = []
    ahead = joined = awaited = False
    for place, word in enumerate(said):
        if word in words.before:
            run, ahead, joined, awaited = [], True, True, True
        elif word in words.after:
            _refuse_unless(bool(run) and _deniable(said[run[-1]], words), phrase)
            missing |= set(run)
        elif word in words.joining:
            joined = True
        elif word in words.having:
            ahead, joined = ahead and not run, joined and not run
        elif word in words.things:
            ahead, awaited = ahead and joined, False
            _refuse_unless(not ahead or bool(run) or _deniable(word, words), phrase)
            beside = run[-1:] == [place - 1] and carried(said[place - 1], words) and carried(word, words)
            run = [*run, place] if joined or beside else [place]
            missing |= {place} if ahead else set()
            joined = False
    _refuse_unless(not awaited, phrase)
    return frozenset(place for place in missing if said[place] in words.worn)


def carried(word: str, words: Words) -> bool:
    """Whether it is a thing that sightings are told to have none of: a bag or a hat."""
    return word in words.worn and "none" in TERMS[words.worn[word][0]]


def _deniable(word: str, words: Words) -> bool:
    """What sightings are not told by may be missing as well."""
    return carried(word, words) or word in words.untold


def _refuse_unless(condition: bool, phrase: str) -> None:
    if not condition:
        raise UsageError(f"'{phrase}': only bags and hats can be said to be missing; say what is there instead")
