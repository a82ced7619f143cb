"""Renders: one identity in all its views, in sight, varied, out of the seed; look-alike vehicles that differ."""

from itertools import combinations

import numpy as np
import pytest

from demo.city.vehicle import Vehicle
from models.training.compose import BROAD, TALL
from models.training.renders import FAR_FROM_FOOTAGE, KINDS, PERSON, VIEWS, cut, rendered_shard
from models.training.shards import Shard
from models.training.vehicle_wear import wear
from tests.models.training.mean_colour import MeanColour


def small(number: int, seed: int = 3) -> Shard:
    random = np.random.default_rng((seed, number))
    return rendered_shard(random, number, seed, [MeanColour(), MeanColour()], identities=2, backdrops=2, side=64)


@pytest.mark.parametrize("kinds", [PERSON, ("sedan",)], ids=["people", "sedans"])
def test_a_shard(kinds: tuple[str, ...]) -> None:
    people = kinds == PERSON
    shard = small(KINDS.index(kinds))
    assert shard.images.shape == (2 * VIEWS[people], TALL, BROAD, 3)
    assert np.bincount(shard.identities).tolist() == [VIEWS[people]] * 2
    assert shard.vehicles == (not people)
    np.testing.assert_allclose(np.linalg.norm(shard.targets.reshape(-1, 2, 256), axis=2), 1, rtol=1e-5)
    assert all((shard.targets[group] == shard.targets[group][0]).all() for group in shard.groups())
    assert all((one != other).any() for one, other in combinations(shard.images, 2))


def test_the_seed_decides() -> None:
    number = KINDS.index(("sedan",))
    first, again, other = small(number), small(number), small(number, seed=4)
    assert (first.images == again.images).all()
    assert (first.images != other.images).any()


def test_vehicles_of_one_type_and_paint_are_worn_apart() -> None:
    textures = []
    for seed in range(8):
        vehicle = Vehicle("sedan", FAR_FROM_FOOTAGE, (175, 178, 182))
        wear(np.random.default_rng(seed), vehicle)
        textures.append(vehicle.textures[0])
    differing = [(one != other).any(2).mean() for one, other in combinations(textures, 2)]
    assert min(differing) > 0.001 and np.median(differing) > 0.02


@pytest.mark.parametrize(
    ("start", "stop", "found"),
    [(3.2, 50.1, (3, 51)), (-4.0, 200.0, (0, 100)), (98.0, 99.0, (92, 100))],
    ids=["inside", "beyond both borders", "a sliver at the border"],
)
def test_cuts_stay_in_the_picture(start: float, stop: float, found: tuple[int, int]) -> None:
    part = cut(start, stop, 100)
    assert (part.start, part.stop) == found
