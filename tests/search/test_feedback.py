"""Feedback as plain geometry: directions that are wanted and directions that are not."""

from typing import Any

import numpy as np
import pytest

from viscoper.errors import UsageError
from viscoper.search.feedback import Feedback, mean_vector, ranking_vector

A, B, C = np.eye(3, dtype=np.float32)


def rows(*vectors: Any) -> Any:
    return np.array(vectors, np.float32).reshape(-1, 3)


@pytest.mark.parametrize(
    ("pictures", "mean"),
    [
        (rows(A), A),
        (rows(A, A), A),
        (rows(A, B), (A + B) / np.sqrt(2)),
        (rows(A, B, B), (A + 2 * B) / np.sqrt(5)),
    ],
    ids=["one", "twice the same", "two", "liked twice"],
)
def test_several_pictures_count_alike(pictures: Any, mean: Any) -> None:
    assert mean_vector(pictures) == pytest.approx(mean)


def test_pictures_that_cancel_out_are_refused() -> None:
    with pytest.raises(UsageError, match="nothing in common"):
        mean_vector(rows(A, -A))


@pytest.mark.parametrize(
    ("disliked", "falls", "stays"),
    [(rows(B), B, C), (rows(B, B), B, C), (rows(A + B) / np.sqrt(2), B, C)],
    ids=["another", "the same twice", "one much like the query"],
)
def test_what_looks_like_the_disliked_falls(disliked: Any, falls: Any, stays: Any) -> None:
    vector = ranking_vector(A, disliked)
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector @ falls < vector @ stays
    assert vector @ A > 0.8, "what was searched for is still searched for"


def test_without_a_dislike_nothing_moves() -> None:
    assert ranking_vector(A, np.zeros((0, 0), np.float32)) is A


def test_even_the_query_itself_may_be_disliked() -> None:
    assert ranking_vector(A, rows(A)) == pytest.approx(A)


def test_a_sighting_cannot_be_both() -> None:
    with pytest.raises(UsageError, match="sighting s2 is both liked and disliked"):
        Feedback(liked=("s1", "s2"), disliked=("s2",))
