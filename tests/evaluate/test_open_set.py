"""Misses at the threshold that one search in ten for somebody absent would reach, worked out by hand."""

import numpy as np
import pytest

from viscoper.evaluate.open_set import Ranking, open_set


def ranking(right: list[int], similarity: list[float]) -> Ranking:
    return Ranking(np.array(right, bool), np.array(similarity))


def ten(best_right: float) -> list[Ranking]:
    """Ten queries whose best wrong picture has 0.0, 0.1 ... 0.9."""
    return [ranking([1, 0], [best_right, wrong / 10]) for wrong in range(10)]


@pytest.mark.parametrize(
    ("rankings", "threshold", "fnir"),
    [
        pytest.param(ten(0.85), 0.81, 0.0, id="all above it"),
        pytest.param(ten(0.80), 0.81, 1.0, id="all below it"),
        pytest.param(ten(0.85)[:5] + ten(0.5)[5:], 0.81, 0.5, id="half of them"),
        pytest.param([ranking([0, 1, 1], [0.9, 0.95, 0.1])], 0.9, 0.0, id="the best right picture counts"),
    ],
)
def test_known_rankings(rankings: list[Ranking], threshold: float, fnir: float) -> None:
    assert open_set(rankings) == pytest.approx({"threshold_fpir10": threshold, "fnir_fpir10": fnir})


def test_confidence_tells_who_is_not_there() -> None:
    """Strangers spread evenly in 6 dimensions; every other query's own picture is far nearer than any."""
    random = np.random.default_rng(0)
    rankings = []
    for number in range(400):
        strangers = 1 - random.random(500) ** (1 / 6)
        own = 0.9 if number % 2 else 0.1
        similarity = np.append(strangers, own)
        order = np.argsort(-similarity)
        rankings.append(Ranking(order == len(strangers), similarity[order]))
    figures = open_set(rankings)
    assert 0.03 <= figures["fpir_confident"] <= 0.16
    assert figures["fnir_confident"] == pytest.approx(0.5, abs=0.02)


def test_without_wrong_pictures_there_is_nothing_to_say() -> None:
    assert open_set([ranking([1, 1], [0.9, 0.8])]) == {}
