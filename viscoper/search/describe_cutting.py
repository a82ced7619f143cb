"""Cutting a description into phrases, and a phrase into the words of the dictionary."""

import re
import unicodedata
from collections.abc import Iterator

from viscoper.attributes import COLOURS
from viscoper.errors import UsageError
from viscoper.search.describe_words import Words

_ENDS = re.compile(r"[,;.!?\n、。]")
_DASHES = re.compile("[\u2010-\u2015]")
# Korean typists' middle dot is a letter to Unicode.
_DOTS = re.compile("[·ㆍ]")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PIECE = re.compile(r"\d[^-]*|[a-z]+|[^-\da-z]+")
_PLURALS = (("", ""), ("s", ""), ("es", ""), ("ies", "y"))


def phrases_in(text: str) -> list[str]:
    """What belongs together, in small letters; Hangul and wide letters as they are usually typed."""
    plain = unicodedata.normalize("NFKC", _DOTS.sub(" ", text)).lower()
    return [phrase.strip() for phrase in _ENDS.split(_DASHES.sub("-", plain))]


def words_in(phrase: str, words: Words) -> Iterator[str]:
    """The words of a phrase in the dictionary, and numbers. Raises UsageError naming one that is not in it."""
    tokens = _TOKEN.findall(phrase)
    while tokens:
        token = tokens.pop(0)
        together = _together(token, tokens[0], words) if tokens else []
        if together:
            tokens.pop(0)
        yield from together or _apart(token, words)


def _together(first: str, second: str, words: Words) -> list[str]:
    """Two tokens that are one word ("t shirt", "야구 모자를"); none when they are not."""
    whole = first + second
    if word := _word(f"{first}-{second}", words) or _word(whole, words):
        return [word]
    parts = [] if whole[0].isascii() else _run(whole, words)
    return parts if parts and len(parts[0]) > len(first) else []


def _apart(token: str, words: Words) -> list[str]:
    """A token as a word, or as several: "light-blue", "흰색SUV", "170cm"."""
    if word := _word(token, words):
        return [word]
    parts = [] if token.isascii() else _run(token, words)
    if parts:
        return parts
    for piece in _PIECE.findall(token):
        word = piece if piece[0].isdigit() else _word(piece, words)
        found = [word] if word else [] if piece[0].isascii() else _run(piece, words)
        if not found:
            raise UsageError(_unknown(token))
        parts += found
    return parts


def _word(token: str, words: Words) -> str:
    """The word that it is, or is the plural of; empty when there is none."""
    singulars = (token.removesuffix(end) + instead for end, instead in _PLURALS if token.endswith(end))
    return next((each for each in singulars if each in words.known), "")


def _run(token: str, words: Words) -> list[str]:
    """Words that Korean writes together, the last the longest: "흰색상의" ends with 상의, a top, and has no 색상 in it.

    None when some of it is not known.
    """
    begins: dict[int, int] = {}  # where the last word begins, by where it ends
    for end in range(1, len(token) + 1):
        for start in range(max(0, end - words.longest), end):
            if token[start:end] in words.known and (start == 0 or start in begins):
                begins[end] = start
                break
    parts, end = [], len(token) if len(token) in begins else 0
    while end:
        parts.append(token[begins[end] : end])
        end = begins[end]
    return parts[::-1]


def _unknown(word: str) -> str:
    return (
        f"'{word}' is not known in a description; known are colours ({', '.join(COLOURS)}, and shades as navy or "
        "beige), clothes (top, jacket, coat, trousers, skirt, dress and the like), short or long sleeves, shorts, "
        "backpack, bag, hat, child, and vehicles (car, van, bus, truck, motorcycle, bicycle), in English or Korean"
    )
