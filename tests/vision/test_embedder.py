"""Any crop has a valid vector; like clothing is nearer than unlike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viscoper.vision.boxes import Image
from viscoper.vision.embedder import ColourTexture, colour_signature

embed = ColourTexture()


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 255), st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_crop_has_a_vector_of_length_one(width: int, height: int, level: int, seed: int, plain: bool) -> None:
    image = np.full((height, width, 3), level, np.uint8)
    if not plain:
        image = np.random.default_rng(seed).integers(0, 256, image.shape, dtype=np.uint8)
    for vector in (embed([image])[0], colour_signature(image)):
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert np.isfinite(vector).all()


def test_no_crops_give_no_vectors() -> None:
    assert embed([]).shape == (0, embed.dim)


def person(top: tuple[int, int, int], bottom: tuple[int, int, int], light: float = 1.0, seed: int = 0) -> Image:
    """A rough figure on grey ground."""
    image = np.full((128, 64, 3), 120, np.float64)
    image[10:64, 14:50], image[64:124, 18:46] = top, bottom
    noise = np.random.default_rng(seed).normal(0, 6, image.shape)
    return np.clip(image * light + noise, 0, 255).astype(np.uint8)


RED, BLUE, BLACK, WHITE = (40, 40, 200), (190, 70, 40), (25, 25, 25), (225, 225, 225)


@pytest.mark.parametrize(
    ("other", "case"),
    [
        pytest.param(person(BLUE, BLACK), "another colour above", id="another colour above"),
        pytest.param(person(BLACK, RED), "turned upside down", id="turned upside down"),
        pytest.param(person(RED, WHITE), "another colour below", id="another colour below"),
    ],
)
@pytest.mark.parametrize("light", [0.6, 1.0, 1.3])
def test_the_same_clothing_in_other_light_is_nearer(other: Image, case: str, light: float) -> None:
    query, same = person(RED, BLACK), person(RED, BLACK, light, seed=1)
    vectors = embed([query, same, other])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2], case
