"""What the student is held to: of people the embedding that it starts from, and how much alike its teachers find two
pictures; of vehicles who is who."""

import torch
from torch import Tensor
from torch.nn import functional

SIMILARITY_WEIGHT = 20.0
NEIGHBOUR_WEIGHT, NEIGHBOUR_TEMPERATURE = 0.2, 0.05
IDENTITY_WEIGHT = 0.05
TEMPERATURE = 0.08
# Of vehicles: weight of how much alike the teachers find them; who is who has 1.
VEHICLE_SIMILARITY_WEIGHT = 1.0


def loss_of(found: Tensor, targets: Tensor, identities: Tensor, vehicles: Tensor) -> Tensor:
    """found: [n, 256] of length 1. targets: [n, 256 for each teacher]; see Shard. vehicles: bool [n].

    identities: int [n], equal where it is the same person or vehicle. Each kind is held to what is its own, and weighs
    as its share of the pictures.
    """
    loss = found.new_zeros(())
    for of_kind, kind in ((loss_of_people, ~vehicles), (loss_of_vehicles, vehicles)):
        if kind.any():
            loss = loss + kind.float().mean() * of_kind(found[kind], targets[kind], identities[kind])
    return loss


def loss_of_people(found: Tensor, targets: Tensor, identities: Tensor) -> Tensor:
    likeness, wanted = found @ found.T, similarities(targets)
    return (
        (1 - (found * targets[:, : found.shape[1]]).sum(1)).mean()
        + SIMILARITY_WEIGHT * ((likeness - wanted) ** 2).mean()
        + NEIGHBOUR_WEIGHT * neighbours(likeness, wanted).mean()
        + IDENTITY_WEIGHT * same_identity(likeness, identities).mean()
    )


def loss_of_vehicles(found: Tensor, targets: Tensor, identities: Tensor) -> Tensor:
    likeness = found @ found.T
    alike = ((likeness - similarities(targets)) ** 2).mean()
    return VEHICLE_SIMILARITY_WEIGHT * alike + same_identity(likeness, identities).mean()


def similarities(targets: Tensor) -> Tensor:
    """[n, n]: the mean of the teachers' cosines."""
    return targets @ targets.T / (targets[:1] ** 2).sum()


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
