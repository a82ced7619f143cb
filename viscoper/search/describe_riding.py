"""Which of the vehicles that a phrase names somebody rides: "riding a bicycle", "자전거 탄 사람"."""

from collections.abc import Sequence

from viscoper.search.describe_words import Words


def ridden_in(said: Sequence[str], words: Words) -> frozenset[int]:
    """Places in `said` of the vehicles that somebody is said to ride.

    English says so before the vehicle, Korean after it.
    """
    ridden: set[int] = set()
    ahead, last = False, None
    for place, word in enumerate(said):
        if word in words.mounting:
            ahead = True
        elif word in words.mounted:
            ridden |= set() if last is None else {last}
        elif word in words.vehicles:
            ridden |= {place} if ahead else set()
            ahead, last = False, place
        elif word in words.things:
            ahead, last = False, None
    return frozenset(ridden)
