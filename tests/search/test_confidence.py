"""Confidence: false alarms come as seldom as it says, whatever is searched; it falls where many look alike."""

import numpy as np
import pytest
from numpy.typing import NDArray

from viscoper.gallery.nearest import NEAREST
from viscoper.search.confidence import LEAST_COMPARED, confidences

Cosines = NDArray[np.float64]


def crowd(random: np.random.Generator, count: int, dim: int, groups: int) -> NDArray[np.float64]:
    """Unit vectors of strangers; with `groups`, as many ways to dress, which are what most of a vector tells."""
    vectors = random.standard_normal((count, dim))
    if groups:
        vectors += 2 * random.standard_normal((groups, dim))[random.integers(groups, size=count)]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def nearest(similarities: Cosines) -> Cosines:
    return -np.sort(-similarities)[:NEAREST]


@pytest.mark.parametrize(
    ("count", "dim", "groups"),
    [
        pytest.param(LEAST_COMPARED, 8, 0, id="the fewest"),
        pytest.param(300, 8, 0, id="few"),
        pytest.param(5000, 8, 0, id="many"),
        pytest.param(5000, 64, 0, id="an embedder that tells more"),
        pytest.param(5000, 32, 20, id="people who dress alike"),
    ],
)
def test_false_alarms_are_as_seldom_as_it_says(count: int, dim: int, groups: int) -> None:
    random = np.random.default_rng(count + dim + groups)
    gallery, absent = np.split(crowd(random, count + 300, dim, groups), [count])
    found = []
    for each in absent:
        similarities = gallery @ each
        sure = confidences(similarities.max()[None], nearest(similarities), count)
        assert sure is not None
        found.append(sure[0])
    assert 0.01 <= np.mean(np.array(found) >= 0.9) <= 0.12
    assert 0.1 <= np.mean(np.array(found) >= 0.5) <= 0.55


def test_the_same_match_counts_for_less_among_more() -> None:
    random = np.random.default_rng(3)
    strangers, queries = np.split(crowd(random, 20_100, 16, 0), [20_000])

    def mean_among(count: int) -> float:
        each = [confidences(np.array([0.8]), nearest(strangers[:count] @ query), count) for query in queries]
        return float(np.mean([sure for sure in each if sure is not None]))

    few, many, very_many = (mean_among(count) for count in (100, 5000, 20_000))
    assert few > many + 0.1 > very_many + 0.2


def test_own_sightings_do_not_hide_each_other() -> None:
    """Ten of the one searched for, far nearer than anybody else."""
    random = np.random.default_rng(4)
    similarities = np.concatenate([np.full(10, 0.95), crowd(random, 2000, 32, 0) @ crowd(random, 1, 32, 0)[0]])
    sure = confidences(similarities[:10], nearest(similarities), len(similarities))
    assert sure is not None and sure.min() > 0.99


def test_a_look_alike_seen_often_makes_nobody_sure() -> None:
    """A parked car that fills the next ranks, whose sightings hardly differ."""
    random = np.random.default_rng(5)
    similarities = np.concatenate([[0.82], random.normal(0.79, 0.002, 60), random.uniform(0.3, 0.7, 400)])
    sure = confidences(similarities[:1], nearest(similarities), len(similarities))
    assert sure is not None and sure[0] < 0.5


@pytest.mark.parametrize(
    "similarities",
    [
        pytest.param(np.ones(60), id="the very same picture over and over"),
        pytest.param(np.full(60, 0.5), id="all alike"),
        pytest.param(np.linspace(1, -1, 60), id="evenly spread"),
    ],
)
def test_it_is_a_share_whatever_comes(similarities: Cosines) -> None:
    sure = confidences(similarities, nearest(similarities), len(similarities))
    assert sure is not None and np.isfinite(sure).all() and (sure >= 0).all() and (sure <= 1).all()
    assert (np.diff(sure) <= 0).all()


def test_too_few_tell_nothing() -> None:
    assert confidences(np.ones(1), np.ones(LEAST_COMPARED - 1), LEAST_COMPARED - 1) is None
