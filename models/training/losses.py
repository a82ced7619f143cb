"""What the student is held to: the teacher's embedding, its similarities and nearest neighbours, and who is who."""

import torch
from torch import Tensor
from torch.nn import functional

SIMILARITY_WEIGHT = 20.0
NEIGHBOUR_WEIGHT, NEIGHBOUR_TEMPERATURE = 0.2, 0.05
IDENTITY_WEIGHT = 0.05
TEMPERATURE = 0.08
# Of pictures whose identity is exact: weight of what the teacher says, and of who is who.
EXACT_TEACHER_WEIGHT, EXACT_IDENTITY_WEIGHT = 0.05, 1.0


def loss_of(found: Tensor, targets: Tensor, identities: Tensor, exact: Tensor) -> Tensor:
    """found, targets: [n, 256] of length 1. identities: int [n], equal where it is the same person or vehicle.

    exact: bool [n], whether to go by the identity rather than by the teacher.
    """
    taught = torch.where(exact, EXACT_TEACHER_WEIGHT, 1.0)
    known = torch.where(exact, EXACT_IDENTITY_WEIGHT, IDENTITY_WEIGHT)
    likeness, wanted = found @ found.T, targets @ targets.T
    embedding = 1 - (found * targets).sum(1)
    similarity = (taught[:, None] * (likeness - wanted) ** 2).mean(1)
    return (
        (taught * embedding).mean()
        + SIMILARITY_WEIGHT * similarity.mean()
        + NEIGHBOUR_WEIGHT * (taught * neighbours(likeness, wanted)).mean()
        + (known * same_identity(likeness, identities)).mean()
    )


def neighbours(likeness: Tensor, taught: Tensor) -> Tensor:
    """How far the student's nearest are from the teacher's nearest: the order at the top, which is what is searched.

    [n] Kullback-Leibler divergences of each picture's similarities to the others as shares (Fang et al., SEED, ICLR
    2021).
    """
    itself = torch.eye(len(likeness), dtype=torch.bool, device=likeness.device)
    found, wanted = (
        functional.log_softmax((each / NEIGHBOUR_TEMPERATURE).masked_fill(itself, -1e4), 1)
        for each in (likeness, taught)
    )
    return functional.kl_div(found, wanted, reduction="none", log_target=True).sum(1)


def same_identity(likeness: Tensor, identities: Tensor) -> Tensor:
    """[n] supervised contrastive losses (Khosla et al., NeurIPS 2020); 0 where there is no second picture."""
    itself = torch.eye(len(likeness), dtype=torch.bool, device=likeness.device)
    same = (identities[:, None] == identities[None]) & ~itself
    log_share = functional.log_softmax((likeness / TEMPERATURE).masked_fill(itself, -1e4), 1)
    return -(log_share * same).sum(1) / same.sum(1).clamp(min=1)
