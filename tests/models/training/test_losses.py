"""The loss falls where the student comes nearer to the teacher and to itself."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from models.training.losses import loss_of, neighbours, same_identity

TARGETS = functional.normalize(torch.randn(12, 256, generator=torch.Generator().manual_seed(0)), dim=1)
NOISE = torch.randn(12, 256, generator=torch.Generator().manual_seed(1)) / 16
NOBODY_TWICE, PAIRS = torch.arange(12), torch.arange(12) // 2


def near(share: float) -> Tensor:
    return functional.normalize(TARGETS * share + NOISE * (1 - share), dim=1)


def test_the_teachers_own_answer_costs_nothing() -> None:
    assert loss_of(TARGETS, TARGETS, NOBODY_TWICE).item() == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("identities", [NOBODY_TWICE, PAIRS], ids=["nobody twice", "pairs"])
def test_nearer_costs_less(identities: Tensor) -> None:
    costs = [loss_of(near(share), TARGETS, identities).item() for share in (0.1, 0.5, 0.9)]
    assert costs == sorted(costs, reverse=True)


def test_pairs_that_are_alike_cost_less_than_pairs_that_are_not() -> None:
    alike = TARGETS[PAIRS * 2]
    assert same_identity(alike @ alike.T, PAIRS) < same_identity(TARGETS @ TARGETS.T, PAIRS)


def test_another_order_of_the_nearest_costs() -> None:
    taught = TARGETS @ TARGETS.T
    assert neighbours(taught, taught).item() == pytest.approx(0, abs=1e-6)
    assert neighbours(near(0.9) @ near(0.9).T, taught) < neighbours(near(0.3) @ near(0.3).T, taught)


def test_without_pairs_identity_says_nothing() -> None:
    assert same_identity(TARGETS @ TARGETS.T, NOBODY_TWICE).item() == 0
