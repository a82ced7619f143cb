"""The few pictures that a track's embedding is the mean of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viscoper.vision.boxes import Image
from viscoper.vision.unique_image import Candidate, decoded
from viscoper.vision.views import KEPT_SIDE, MOST, Views, mean_embeddings

STEP_S = 0.2
FRAME: Image = np.full((300, 300, 3), 90, np.uint8)
LEVEL = 10


def offered(views: Views, qualities: dict[int, float]) -> Views:
    """By frame number; each frame is as bright as its number says, so that a picture tells its frame."""
    for frame, quality in qualities.items():
        candidate = Candidate(frame, frame * STEP_S, (10, 20, 64, 128), 0.8, quality)
        views.offer(candidate, np.full_like(FRAME, LEVEL * frame % 256))
    return views


def frames_of(jpegs: list[bytes]) -> list[int]:
    return [round(decoded(jpeg).mean() / LEVEL) for jpeg in jpegs]


def kept(views: Views, unique: int = -1) -> list[int]:
    return frames_of(views.beside(Candidate(unique, 0.0, (0, 0, 1, 1), 0.8, 0.5)))


@pytest.mark.parametrize(
    ("qualities", "frames"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({3: 0.5}, [3], id="one"),
        pytest.param({0: 0.5, 1: 0.7}, [1], id="the better one of a stretch"),
        pytest.param({0: 0.5, 2: 0.9, 4: 0.1}, [0, 2, 4], id="of each stretch one, however bad"),
        pytest.param(dict.fromkeys(range(0, 16, 2), 0.5), [0, 4, 8, 12], id="spread over all its time"),
        pytest.param({0: 0.5, 2: 0.9, 4: 0.1, 6: 0.3, 8: 0.2}, [2, 6, 8], id="stretches grow"),
    ],
)
def test_which_are_kept(qualities: dict[int, float], frames: list[int]) -> None:
    assert kept(offered(Views(), qualities)) == frames


def test_the_unique_image_is_not_kept_twice() -> None:
    assert kept(offered(Views(), {0: 0.5, 2: 0.9, 4: 0.1}), unique=2) == [0, 4]


@given(
    qualities=st.dictionaries(st.integers(0, 25), st.floats(0.01, 1), max_size=26),
    cut_at=st.integers(0, 26),
    earlier_first=st.booleans(),
)
def test_two_tracks_of_one_object(qualities: dict[int, float], cut_at: int, earlier_first: bool) -> None:
    """At most MOST are kept, in order of time, and the best of all is among them."""
    parts = [
        {f: q for f, q in qualities.items() if (f < cut_at) == early} for early in (earlier_first, not earlier_first)
    ]
    one, other = (offered(Views(), part) for part in parts)
    one.absorb(other)
    found = kept(one)
    assert found == sorted(found) and len(found) <= MOST
    assert bool(found) == bool(qualities)
    assert not qualities or max(qualities[frame] for frame in found) == max(qualities.values())


def test_a_view_is_small() -> None:
    views = Views()
    views.offer(Candidate(0, 0.0, (0, 0, 300, 600), 0.8, 0.5), np.zeros((700, 700, 3), np.uint8))
    (jpeg,) = views.beside(Candidate(1, 0.0, (0, 0, 1, 1), 0.8, 0.5))
    assert decoded(jpeg).shape == (KEPT_SIDE, KEPT_SIDE // 2, 3)


def test_each_track_has_the_mean_of_its_own_pictures() -> None:
    pictures = {name: np.full((1, 1, 3), number, np.uint8) for number, name in enumerate("abc")}

    def embed(crops: list[Image]) -> np.ndarray:
        return np.stack([np.eye(3, dtype=np.float32)[crop[0, 0, 0]] for crop in crops])

    alone, both = mean_embeddings(embed, [[pictures["a"]], [pictures["b"], pictures["c"]]])
    np.testing.assert_allclose(alone, [1, 0, 0])
    np.testing.assert_allclose(both, [0, np.sqrt(0.5), np.sqrt(0.5)])
    assert mean_embeddings(lambda crops: np.zeros((0, 3), np.float32), []) == []
