"""The network that ships: whole, small enough, and an embedder of whatever picture comes."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.fetch import fetch
from models.manifest import find_model
from models.training.network import HEIGHT, WIDTH, Appearance
from models.training.start import start_from
from viscoper.errors import UsageError
from viscoper.settings import Settings
from viscoper.vision.embedders import Embedder, load_embedder

NOWHERE = Path("a home without models")

NAME, DIM, BYTES = "appearance", 256, 8_000_000
RANDOM = np.random.default_rng(0)


@pytest.fixture(scope="module")
def embed() -> Embedder:
    return load_embedder(Settings(embedder=NAME))


def test_the_file_is_the_one_in_the_manifest_and_small(tmp_path: Path) -> None:
    path = fetch(NAME, Settings(home=tmp_path))
    assert path is not None
    assert path.stat().st_size <= BYTES
    assert hashlib.sha256(path.read_bytes()).hexdigest() == find_model(NAME, NOWHERE).sha256
    assert not list(tmp_path.iterdir())  # it ships: nothing is fetched


def test_it_says_who_it_is(embed: Embedder) -> None:
    assert (embed.name, embed.dim) == (find_model(NAME, NOWHERE).versioned, DIM)


def test_training_can_go_on_from_the_file(embed: Embedder) -> None:
    network, path = Appearance(), fetch(NAME, Settings(home=NOWHERE))
    assert path is not None
    start_from(network, path)
    crops = list(RANDOM.integers(0, 256, (2, HEIGHT, WIDTH, 3), dtype=np.uint8))
    with torch.no_grad():
        found = network.eval()(torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float())
    np.testing.assert_allclose(embed(crops), found.numpy(), atol=1e-4)


@pytest.mark.parametrize(
    "crop",
    [
        pytest.param(np.zeros((1, 1, 3), np.uint8), id="1x1"),
        pytest.param(np.zeros((200, 90, 3), np.uint8), id="all black"),
        pytest.param(np.full((200, 90, 3), 255, np.uint8), id="all white"),
        pytest.param(RANDOM.integers(0, 256, (90, 40), dtype=np.uint8), id="grey"),
        pytest.param(RANDOM.integers(0, 256, (90, 40, 4), dtype=np.uint8), id="with transparency"),
        pytest.param(RANDOM.integers(0, 256, (10_000, 300, 3), dtype=np.uint8), id="10,000 rows"),
        pytest.param(RANDOM.integers(0, 256, (3, 10_000, 3), dtype=np.uint8), id="10,000 columns"),
    ],
)
def test_any_picture_has_a_vector_of_length_one(embed: Embedder, crop: NDArray[np.uint8]) -> None:
    (vector,) = embed([crop])
    assert vector.shape == (DIM,) and np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_what_is_no_picture_is_refused(embed: Embedder) -> None:
    with pytest.raises(UsageError, match="cannot be compared"):
        embed([np.zeros((0, 10, 3), np.uint8)])


def figure(top: tuple[int, int, int], bottom: tuple[int, int, int], light: float, seed: int) -> NDArray[np.uint8]:
    """A rough person on grey ground."""
    image = np.full((128, 64, 3), 120, np.float64)
    image[4:22, 24:40] = (130, 160, 200)
    image[22:70, 16:48], image[70:124, 20:44] = top, bottom
    noise = np.random.default_rng(seed).normal(0, 6, image.shape)
    return np.clip(image * light + noise, 0, 255).astype(np.uint8)


RED, BLUE, BLACK, WHITE = (40, 40, 200), (190, 70, 40), (25, 25, 25), (225, 225, 225)


@pytest.mark.parametrize(
    "other",
    [pytest.param((BLUE, BLACK), id="another colour above"), pytest.param((RED, WHITE), id="another colour below")],
)
@pytest.mark.parametrize("light", [0.75, 1.2])
def test_the_same_clothes_in_other_light_are_nearer(
    embed: Embedder, other: tuple[tuple[int, int, int], tuple[int, int, int]], light: float
) -> None:
    query, same, unlike = embed([figure(RED, BLACK, 1, 0), figure(RED, BLACK, light, 1), figure(*other, 1, 2)])
    assert query @ same > query @ unlike
