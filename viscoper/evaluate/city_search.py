"""How well the search finds each identity of a city again, and the route that follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from viscoper.evaluate.city_matching import Shown
from viscoper.evaluate.city_truth import Passage
from viscoper.evaluate.reid import summarise
from viscoper.gallery.schema import StoredSighting
from viscoper.search.feedback import Feedback


class CityRanker(Protocol):
    """Ranks the other cameras' sightings of the query's kind, best first."""

    def __call__(self, query: StoredSighting, /) -> Sequence[StoredSighting]: ...


class CorrectedRanker(Protocol):
    """As CityRanker, after somebody has looked at the first list."""

    def __call__(self, query: StoredSighting, feedback: Feedback, /) -> Sequence[StoredSighting]: ...


@dataclass(frozen=True)
class Answer:
    """A sighting of an identity as the query, and what the search gave for it."""

    identity: str
    query: StoredSighting
    ranking: Sequence[StoredSighting]


def ask(sightings: Sequence[StoredSighting], shown: Shown, rank: CityRanker) -> list[Answer]:
    """One answer for each sighting that shows somebody: by identity, the one of the highest quality first."""
    best_first = sorted(sightings, key=lambda each: (-each.quality, each.sighting_id))
    queries = [
        (passage.identity, sighting) for sighting in best_first if (passage := shown[sighting.sighting_id]) is not None
    ]
    return [Answer(identity, query, rank(query)) for identity, query in sorted(queries, key=lambda each: each[0])]


def ranking_figures(answers: Sequence[Answer], shown: Shown) -> dict[str, float | int]:
    """`rank1` and `map` over the answers in which there is something to find; `queries` is their number."""
    judged = [right for right in (_right(each, shown) for each in answers) if right.any()]
    ranks = summarise(judged) if judged else {"rank1": 0.0, "map": 0.0}
    return {"queries": len(judged), "rank1": ranks["rank1"], "map": ranks["map"]}


def correct(answers: Sequence[Answer], shown: Shown, rank: CorrectedRanker) -> tuple[list[Answer], list[Answer]]:
    """What is left to find after one look at each list: as it was, and ranked anew.

    Somebody likes the first right sighting and dislikes the first wrong one; both leave the two rankings.
    """
    before: list[Answer] = []
    after: list[Answer] = []
    for each in answers:
        right = _right(each, shown)
        liked, disliked = (
            [each.ranking[n].sighting_id for n in np.flatnonzero(these)[:1]] for these in (right, ~right)
        )
        anew = rank(each.query, Feedback(liked, disliked))
        for rankings, ranking in ((before, each.ranking), (after, anew)):
            rest = [sighting for sighting in ranking if sighting.sighting_id not in (*liked, *disliked)]
            rankings.append(replace(each, ranking=rest))
    return before, after


def route_f1(passages: Iterable[Passage], answers: Sequence[Answer], shown: Shown) -> float:
    """F1 over the stops of all routes together: for each identity that passes two cameras or more, the top match of
    every camera but the query's, which is its sighting of the highest quality.

    A stop is right when it shows a passage of the identity. To be found are its passages at those cameras (all of them
    when there is no query), and what was found besides.
    """
    own: dict[str, list[Passage]] = {}
    for passage in passages:
        own.setdefault(passage.identity, []).append(passage)
    answered: dict[str, Answer] = {}
    for each in answers:
        answered.setdefault(each.identity, each)
    stops = to_find = right = 0
    for identity, wanted in own.items():
        if len({passage.camera for passage in wanted}) > 1:
            route, hits = _route(answered.get(identity), shown)
            away = _without_home(wanted, answered.get(identity), shown)
            stops, to_find, right = stops + route, to_find + len(away | hits), right + len(hits)
    return 2 * right / (stops + to_find) if to_find else 0.0


def at_best(answers: Sequence[Answer], shown: Shown) -> list[Answer]:
    """The answers of a ranking without an error: every right sighting before every wrong one."""
    orders = (np.argsort(~_right(each, shown), kind="stable") for each in answers)
    return [
        Answer(each.identity, each.query, [each.ranking[index] for index in order])
        for each, order in zip(answers, orders, strict=True)
    ]


def _right(given: Answer, shown: Shown) -> npt.NDArray[np.bool_]:
    """By rank: whether the sighting shows the query's identity."""
    passages = (shown[sighting.sighting_id] for sighting in given.ranking)
    return np.array([passage is not None and passage.identity == given.identity for passage in passages], np.bool_)


def _route(given: Answer | None, shown: Shown) -> tuple[int, set[int]]:
    """How many stops the route has, and the passages of the identity that they show (by id)."""
    if given is None:
        return 0, set()
    top: dict[str, StoredSighting] = {}
    for sighting in given.ranking:
        top.setdefault(sighting.camera_id, sighting)
    stops = [shown[sighting.sighting_id] for sighting in top.values()]
    return len(stops), {id(stop) for stop in stops if stop is not None and stop.identity == given.identity}


def _without_home(passages: Sequence[Passage], given: Answer | None, shown: Shown) -> set[int]:
    """The passages (by id) at other cameras than the query's."""
    home = None if given is None else shown[given.query.sighting_id]
    return {id(passage) for passage in passages if home is None or passage.camera != home.camera}
