"""What the student is held to: the teacher's embedding, its similarities and nearest neighbours, and who is who."""

import torch
from torch import Tensor
from torch.nn import functional

SIMILARITY_WEIGHT = 20.0
NEIGHBOUR_WEIGHT, NEIGHBOUR_TEMPERATURE = 0.2, 0.05
IDENTITY_WEIGHT = 0.05
TEMPERATURE = 0.08


def loss_of(found: Tensor, targets: Tensor, identities: Tensor) -> Tensor:
    """found, targets: [n, 256] of length 1. identities: int [n], equal where it is the same person or vehicle."""
    likeness = found @ found.T
    embedding = (1 - (found * targets).sum(1)).mean()
    taught = targets @ targets.T
    return (
        embedding
        + SIMILARITY_WEIGHT * functional.mse_loss(likeness, taught)
        + NEIGHBOUR_WEIGHT * neighbours(likeness, taught)
        + IDENTITY_WEIGHT * same_identity(likeness, identities)
    )


def neighbours(likeness: Tensor, taught: Tensor) -> Tensor:
    """How far the student's nearest are from the teacher's nearest: the order at the top, which is what is searched.

    Kullback-Leibler divergence of each picture's similarities to the others as shares (Fang et al., SEED, ICLR 2021).
    """
    itself = torch.eye(len(likeness), dtype=torch.bool)
    found, wanted = (
        functional.log_softmax((each / NEIGHBOUR_TEMPERATURE).masked_fill(itself, -1e4), 1)
        for each in (likeness, taught)
    )
    return functional.kl_div(found, wanted, reduction="batchmean", log_target=True)


def same_identity(likeness: Tensor, identities: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al., NeurIPS 2020) of those who have a second picture in the batch."""
    itself = torch.eye(len(likeness), dtype=torch.bool)
    same = (identities[:, None] == identities[None]) & ~itself
    anchors = same.any(1)
    if not anchors.any():
        return likeness.sum() * 0
    log_share = functional.log_softmax((likeness / TEMPERATURE).masked_fill(itself, -1e4), 1)
    mean = (log_share * same).sum(1)[anchors] / same.sum(1)[anchors]
    return -mean.mean()
