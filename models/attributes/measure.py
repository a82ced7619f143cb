"""How often the network is right about what it has not learned from."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.attributes.network import HEIGHT, LEARNT, WIDTH
from models.attributes.pool import Example
from viscoper.vision.crops import resized

BATCH = 64


def measure(network: torch.nn.Module, examples: Sequence[Example]) -> dict[str, Any]:
    """Of the held-out renders and real crops, by aspect: `n`; `right`: the largest share is one of the names; `first`:
    is the first one; `balanced`: the mean of `first` over the terms, each counting the same."""
    network.eval()
    report: dict[str, Any] = {}
    for name, real in (("renders", False), ("real", True)):
        held = [each for each in examples if each.held and each.real == real]
        told = _told(network, held)
        found = {aspect: _judged(aspect, held, told[i]) for i, aspect in enumerate(LEARNT)}
        report[name] = {aspect: figures for aspect, figures in found.items() if figures}
    return report


def _told(network: Callable[[Tensor], list[Tensor]], held: Sequence[Example]) -> list[Any]:
    parts: list[list[Tensor]] = []
    with torch.no_grad():
        for start in range(0, len(held), BATCH):
            images = np.stack([resized(each.image, WIDTH, HEIGHT) for each in held[start : start + BATCH]])
            parts.append(network(torch.from_numpy(images).permute(0, 3, 1, 2).float()))
    return [torch.cat(part).argmax(1).tolist() for part in zip(*parts, strict=True)] or [[] for _ in LEARNT]


def _judged(aspect: str, held: Sequence[Example], told: Sequence[int]) -> dict[str, float] | None:
    terms = LEARNT[aspect]
    judged = [(each.said[aspect], terms[i]) for each, i in zip(held, told, strict=True) if each.said.get(aspect)]
    if not judged:
        return None
    there = sorted({names[0] for names, _ in judged})
    recall = [np.mean([name == term for names, name in judged if names[0] == term]) for term in there]
    return {
        "n": len(judged),
        "right": round(float(np.mean([name in names for names, name in judged])), 3),
        "first": round(float(np.mean([name == names[0] for names, name in judged])), 3),
        "balanced": round(float(np.mean(recall)), 3),
    }
