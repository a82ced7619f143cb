"""The loss falls where the student comes nearer to the teacher and to itself."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from models.training.losses import loss_of, neighbours, same_identity, similarities

TARGETS = functional.normalize(torch.randn(12, 256, generator=torch.Generator().manual_seed(0)), dim=1)
NOISE = torch.randn(12, 256, generator=torch.Generator().manual_seed(1)) / 16
NOBODY_TWICE, PAIRS = torch.arange(12), torch.arange(12) // 2
NONE, ALL = torch.zeros(12, dtype=torch.bool), torch.ones(12, dtype=torch.bool)


def near(share: float) -> Tensor:
    return functional.normalize(TARGETS * share + NOISE * (1 - share), dim=1)


def test_the_teachers_own_answer_costs_nothing() -> None:
    assert loss_of(TARGETS, TARGETS, NOBODY_TWICE, NONE).item() == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("identities", "vehicles"),
    [
        pytest.param(NOBODY_TWICE, NONE, id="people, nobody twice"),
        pytest.param(PAIRS, NONE, id="people in pairs, which the teacher does not find alike"),
        pytest.param(NOBODY_TWICE, ALL, id="vehicles, none twice"),
        pytest.param(NOBODY_TWICE, PAIRS < 3, id="people and vehicles"),
    ],
)
def test_nearer_costs_less(identities: Tensor, vehicles: Tensor) -> None:
    costs = [loss_of(near(share), TARGETS, identities, vehicles).item() for share in (0.1, 0.5, 0.9)]
    assert costs == sorted(costs, reverse=True)


def test_pairs_that_are_alike_cost_less_than_pairs_that_are_not() -> None:
    alike = TARGETS[PAIRS * 2]
    assert (same_identity(alike @ alike.T, PAIRS) < same_identity(TARGETS @ TARGETS.T, PAIRS)).all()


def test_who_is_who_counts_for_more_of_vehicles() -> None:
    alike = TARGETS[PAIRS * 2]  # what the identity asks for and the teacher does not
    gains = [
        loss_of(TARGETS, TARGETS, PAIRS, vehicles).item() - loss_of(alike, TARGETS, PAIRS, vehicles).item()
        for vehicles in (NONE, ALL)
    ]
    assert gains[0] < gains[1]


def test_another_order_of_the_nearest_costs() -> None:
    taught = TARGETS @ TARGETS.T
    assert neighbours(taught, taught).abs().max().item() == pytest.approx(0, abs=1e-6)
    assert neighbours(near(0.9) @ near(0.9).T, taught).mean() < neighbours(near(0.3) @ near(0.3).T, taught).mean()


def test_without_pairs_identity_says_nothing() -> None:
    assert (same_identity(TARGETS @ TARGETS.T, NOBODY_TWICE) == 0).all()


def test_people_and_vehicles_weigh_as_their_shares() -> None:
    kinds = PAIRS < 2  # four of twelve are vehicles
    alone = [loss_of(NOISE[some], TARGETS[some], PAIRS[some], kinds[some]).item() for some in (kinds, ~kinds)]
    assert loss_of(NOISE, TARGETS, PAIRS, kinds).item() == pytest.approx(alone[0] / 3 + alone[1] * 2 / 3)


def test_of_several_teachers_the_first_is_started_from_and_the_mean_of_all_says_what_is_alike() -> None:
    other = functional.normalize(NOISE, dim=1)
    both = torch.cat([TARGETS, other], 1)
    torch.testing.assert_close(similarities(both), (TARGETS @ TARGETS.T + other @ other.T) / 2)
    assert loss_of(TARGETS, both, PAIRS, NONE) < loss_of(other, both, PAIRS, NONE)
