"""The loss falls where the student comes nearer to the teacher and to itself."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from models.training.losses import loss_of, neighbours, same_identity

TARGETS = functional.normalize(torch.randn(12, 256, generator=torch.Generator().manual_seed(0)), dim=1)
NOISE = torch.randn(12, 256, generator=torch.Generator().manual_seed(1)) / 16
NOBODY_TWICE, PAIRS = torch.arange(12), torch.arange(12) // 2
NONE, ALL = torch.zeros(12, dtype=torch.bool), torch.ones(12, dtype=torch.bool)


def near(share: float) -> Tensor:
    return functional.normalize(TARGETS * share + NOISE * (1 - share), dim=1)


def test_the_teachers_own_answer_costs_nothing() -> None:
    assert loss_of(TARGETS, TARGETS, NOBODY_TWICE, NONE).item() == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("exact", [NONE, ALL], ids=["by the teacher", "by identity"])
@pytest.mark.parametrize("identities", [NOBODY_TWICE, PAIRS], ids=["nobody twice", "pairs"])
def test_nearer_costs_less(identities: Tensor, exact: Tensor) -> None:
    costs = [loss_of(near(share), TARGETS, identities, exact).item() for share in (0.1, 0.5, 0.9)]
    assert costs == sorted(costs, reverse=True)


def test_pairs_that_are_alike_cost_less_than_pairs_that_are_not() -> None:
    alike = TARGETS[PAIRS * 2]
    assert (same_identity(alike @ alike.T, PAIRS) < same_identity(TARGETS @ TARGETS.T, PAIRS)).all()


def test_where_identity_is_exact_it_counts_for_more() -> None:
    alike = TARGETS[PAIRS * 2]  # what the identity asks for and the teacher does not
    gains = [
        loss_of(TARGETS, TARGETS, PAIRS, exact).item() - loss_of(alike, TARGETS, PAIRS, exact).item()
        for exact in (NONE, ALL)
    ]
    assert gains[0] < gains[1]


def test_another_order_of_the_nearest_costs() -> None:
    taught = TARGETS @ TARGETS.T
    assert neighbours(taught, taught).abs().max().item() == pytest.approx(0, abs=1e-6)
    assert neighbours(near(0.9) @ near(0.9).T, taught).mean() < neighbours(near(0.3) @ near(0.3).T, taught).mean()


def test_without_pairs_identity_says_nothing() -> None:
    assert (same_identity(TARGETS @ TARGETS.T, NOBODY_TWICE) == 0).all()
