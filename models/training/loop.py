"""What every training here shares: its loop, its rate of learning, and checkpoints that a kill leaves whole."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

# What processors that multiply in bfloat16 say of themselves, x86's and ARM's.
BFLOAT16 = ("amx_bf16", "avx512_bf16", "bf16")


class Learner(Protocol):
    """A network at some step, which `learn` takes one further; `learn` gives the loss."""

    step: int

    def learn(self, *batch: Any) -> float: ...
    def save(self) -> None: ...


def learn_until(
    steps: int, learner: Learner, batch_of: Callable[[int], tuple[Any, ...]], save_every: int, report_every: int
) -> None:
    """Goes on to `steps`, saving on the way and at the end; the next batch is made while the network learns."""
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(batch_of, learner.step)
        while learner.step < steps:
            now, coming = coming.result(), ahead.submit(batch_of, learner.step + 1)
            loss = learner.learn(*now)
            if learner.step % report_every == 0:
                print(f"step {learner.step}/{steps} loss {loss:.4f}", flush=True)
            if learner.step % save_every == 0:
                learner.save()
    learner.save()


def device() -> torch.device:
    """The GPU, where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half_where_quick(device: torch.device) -> torch.autocast:
    """bfloat16 where the processor computes with it: to imitate it takes twelve times as long as float32."""
    able = torch.cpu.get_capabilities()
    quick = device.type == "cuda" or any(able.get(each) for each in BFLOAT16)
    return torch.autocast(device.type, torch.bfloat16, enabled=quick)


def cosine_rate(step: int, steps: int, highest: float, warm_up: int) -> float:
    """Warms up, then falls along a cosine to almost nothing."""
    fallen = 0.5 * float(1 + np.cos(np.pi * min(step / steps, 1)))
    return highest * min(1.0, (step + 1) / warm_up) * fallen + 5e-6


def save_whole(state: Mapping[str, Any], checkpoint: Path) -> None:
    """Whole or not at all, so that a kill leaves the checkpoint before."""
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    unfinished = checkpoint.with_suffix(".part")
    torch.save(dict(state), unfinished)
    os.replace(unfinished, checkpoint)
