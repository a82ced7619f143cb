"""Which way a camera looks: degrees clockwise from north, out of a number, a compass point or a note.

Municipal tables have it in words, in a column of its own or among the notes: "동쪽 방향", "looks north-east". What is
not understood is left as it is: a wrong way would mislead, none costs little.
"""

import math
import re
import unicodedata

from viscoper.errors import UsageError

_POINTS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_SHORT = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
_KOREAN = ("북", "북동", "동", "남동", "남", "남서", "서", "북서")
_KOREAN_TOO = {"동북": 45.0, "동남": 135.0, "서남": 225.0, "서북": 315.0}
COMPASS: dict[str, float] = {
    **{name: 45.0 * number for names in (_POINTS, _KOREAN) for number, name in enumerate(names)},
    **{name: 22.5 * number for number, name in enumerate(_SHORT)},
    **_KOREAN_TOO,
}
"""The points of the compass, in English and Korean."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)? *[°도]?")
_ALL_ROUND = 360.0
# A camera that turns, or sees all around, looks no one way.
_EVERYWHERE = re.compile(
    r"회전|전방|사방|동서남북|스피드|360 *[도°]|\bptz\b|\bdome\b|all round|panoram|rotat|turns", re.I
)

_POINT = r"(?:(?:north|south)[- ]?(?:east|west)|north|south|east|west)"
# A place is often said by a compass point too ("southern pavement", "남쪽 보도"): only what is said of looking counts,
# and no street's or lake's name ("facing West Street").
_LOOKS = re.compile(
    rf"(?<!not )\b(?:look|fac)(?:s|es|ing)? +(?:to(?:wards?)? +)?(?:the +)?"
    rf"(?P<point>{_POINT})(?:ward|wards|erly)?\b(?! *(?:/|,|and|or) *{_POINT})(?! +(?-i:[A-Z]))",
    re.I,
)
_TWO, _ONE = "북동|남동|남서|북서|동북|동남|서남|서북", "북|동|남|서"
# Not within other words, as 서울 방향 (towards Seoul), 강남방면 (towards Gangnam) or 동향 파악 (what is going on); not
# one of two ways (동/서 방향); not where it stands (북쪽 방향 50m).
_TOWARDS = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?<![/·,~→-])(?<![/·,~→-] )"
    rf"(?:(?P<side>{_TWO}|{_ONE})[쪽측] *(?:방향|방면)|(?P<two>{_TWO}) *(?:방향|방면)"
    rf"|(?P<facing>{_TWO}|{_ONE})향(?= *(?:$|[^가-힣A-Za-z ])))(?! *(?:\d+ *m|아님|제외))"
)


def parse_azimuth(text: str) -> float | None:
    """Degrees from 0 to below 360 of "90", "E", "north-east" or "북동쪽"; None of what is no one way: nothing, all
    round, a place. Raises UsageError for a number that is no angle."""
    text = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(text):
        degrees = float(text.rstrip("°도 "))
        return None if degrees == _ALL_ROUND else checked_azimuth(degrees)
    word = re.sub(r"[- ]", "", text.casefold()).removesuffix("방향").removesuffix("방면").removeprefix("정")
    return COMPASS.get(re.sub("[쪽측향]$", "", word))


def checked_azimuth(degrees: float) -> float:
    """From 0 to below 360; 360 is north as well. Raises UsageError for what is no such angle."""
    if not (math.isfinite(degrees) and 0 <= degrees <= 360):
        raise UsageError(f"the azimuth {degrees:g} is not between 0 and 360 degrees clockwise from north")
    return float(degrees) % 360


def azimuth_in(notes: str) -> float | None:
    """What the notes say of where the camera looks; None where they say nothing, that it turns, or two things."""
    if _EVERYWHERE.search(notes):
        return None
    said = {COMPASS[re.sub("[- ]", "", found["point"].casefold())] for found in _LOOKS.finditer(notes)}
    said |= {COMPASS[found["side"] or found["two"] or found["facing"]] for found in _TOWARDS.finditer(notes)}
    return said.pop() if len(said) == 1 else None


def told_azimuth(text: str, notes: str) -> tuple[float | None, str]:
    """By the text that was given, or, without any, by the notes; and the notes, with the text where that is no one way,
    so that it is not lost. Raises UsageError as `parse_azimuth` does."""
    text = text.strip()
    if not text:
        return azimuth_in(notes), notes
    azimuth = parse_azimuth(text)
    return azimuth, notes if azimuth is not None or text in notes else f"{notes}; {text}".removeprefix("; ")
