"""Two workers of a Ray cluster take the same steps as two that stand side by side in one process."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from jobs.runtime import ray_runtime
from models.training.loop import learn_until
from models.training.together import train_together
from models.training.train import WORKERS_APART, Plan, Run, batches_of, train
from tests.models.training.conftest import WriteShards

# Ray deprecates its own settings to itself.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
STEPS, WORKERS = 3, 2


class SideBySide:
    """Threads that wait for each other at every step and go on with the mean of their gradients."""

    def __init__(self) -> None:
        self.given: dict[int, list[torch.Tensor]] = {}
        self.all_there = threading.Barrier(WORKERS)

    def agree(self, student: nn.Module) -> None:
        own = [each.grad for each in student.parameters() if each.grad is not None]
        self.given[threading.get_ident()] = [each.clone() for each in own]
        self.all_there.wait()
        for gradient, every in zip(own, zip(*self.given.values(), strict=True), strict=True):
            gradient.copy_(torch.stack(every).mean(0))
        self.all_there.wait()


def test_workers_step_by_the_mean_of_their_gradients(tmp_path: Path, shards: WriteShards) -> None:
    plan = Plan(shards(tmp_path / "shards", 2), tmp_path / "ray", STEPS, seed=5, batch=12, height=64, width=32)
    with ray_runtime(tmp_path):
        train_together(plan, WORKERS)

    beside, apart = replace(plan, run=tmp_path / "threads"), SideBySide()
    batch = batches_of(beside)
    batches = [lambda step, number=number: batch(step + number * WORKERS_APART) for number in range(WORKERS)]
    runs = [Run(beside, apart.agree, keeps=number == 0) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        for going in [pool.submit(learn_until, STEPS, *each, STEPS, STEPS) for each in zip(runs, batches, strict=True)]:
            going.result()
    train(replace(plan, run=tmp_path / "alone"))

    weights = {
        name: torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("ray", "threads", "alone")
    }
    assert {each["step"] for each in weights.values()} == {STEPS}
    spread, expected, alone = (weights[name]["student"]["embed.weight"] for name in ("ray", "threads", "alone"))
    assert (spread - expected).abs().mean() < 0.1 * (spread - alone).abs().mean(), "but for rounding"
