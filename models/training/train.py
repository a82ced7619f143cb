"""python -m models.training.train SHARDS RUN: trains the student, from the last checkpoint of RUN if there is one.

The step decides the batch, its augmentation and the learning rate, so that a run that was cut off and goes on gives
what an undisturbed one gives.
"""

import argparse
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from models.training.loop import cosine_rate, device, half_where_quick, learn_until, save_whole
from models.training.losses import loss_of
from models.training.network import HEIGHT, WIDTH, Appearance
from models.training.pool import Pool
from models.training.start import start_from

BATCH = 64
RATE, WARM_UP = 7e-4, 60
SAVE_EVERY, REFRESH_EVERY, REPORT_EVERY = 100, 100, 20
WORKERS_APART = 1_000_000  # steps, between the batches of one worker and the next
AVERAGING = 0.998

Batch = tuple[Tensor, Tensor, Tensor, Tensor]
"""Pictures [n, 3, height, width], targets [n, 256 for each teacher], identities [n], vehicles [n]; see Pool.batch."""


@dataclass(frozen=True)
class Plan:
    """What is trained on, where the checkpoint lies, for how many steps, and from which weights (None: random)."""

    shards: Path
    run: Path
    steps: int
    start: Path | None = None
    seed: int = 0
    rate: float = RATE
    batch: int = BATCH
    height: int = HEIGHT
    width: int = WIDTH
    save_every: int = SAVE_EVERY


class Run:
    """The student, its average over the steps, which is what is used, and the optimiser, at some step.

    agree: makes the gradients of several workers one. keeps: whether this one writes the checkpoint.
    """

    def __init__(self, plan: Plan, agree: Callable[[nn.Module], None] | None = None, keeps: bool = True):
        torch.manual_seed(plan.seed)
        self.agree, self.keeps, self.device = agree, keeps, device()
        self.plan, self.step = plan, 0
        self.student = Appearance(plan.height, plan.width).to(memory_format=torch.channels_last)
        if plan.start:
            start_from(self.student, plan.start)
            self.student.keep_known()
        self.student.to(self.device)
        self.average = deepcopy(self.student).eval().requires_grad_(False)
        self.optimiser = torch.optim.AdamW(self._learning(), plan.rate, weight_decay=0.01)
        self.checkpoint = plan.run / "checkpoint.pt"
        if self.checkpoint.exists():
            self._load()

    def learn(self, pictures: Tensor, targets: Tensor, identities: Tensor, vehicles: Tensor) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = cosine_rate(self.step, self.plan.steps, self.plan.rate, WARM_UP)
        pictures, targets, identities, vehicles = (
            part.to(self.device) for part in (pictures, targets, identities, vehicles)
        )
        with half_where_quick(self.device):
            found = self.student(pictures)
        loss = loss_of(found.float(), targets, identities, vehicles.to(self.device))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        if self.agree:
            self.agree(self.student)
        torch.nn.utils.clip_grad_norm_(self._learning(), 5.0)
        self.optimiser.step()
        self.step += 1
        self._take_average()
        return loss.item()

    def _learning(self) -> list[nn.Parameter]:
        return [each for each in self.student.parameters() if each.requires_grad]

    def _take_average(self) -> None:
        keep = min(AVERAGING, (1 + self.step) / (10 + self.step))
        now = self.student.state_dict()
        for name, mean in self.average.state_dict().items():
            if mean.dtype.is_floating_point:
                mean.lerp_(now[name], 1 - keep)
            else:
                mean.copy_(now[name])

    def save(self) -> None:
        if not self.keeps:
            return
        state = {
            "step": self.step,
            "size": (self.plan.height, self.plan.width),
            "student": self.student.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        save_whole(state, self.checkpoint)

    def _load(self) -> None:
        state = torch.load(self.checkpoint, self.device, weights_only=True)
        self.step = state["step"]
        self.student.load_state_dict(state["student"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])


def train(plan: Plan, worker: int = 0, agree: Callable[[nn.Module], None] | None = None) -> Run:
    """Trains up to plan.steps, saving on the way; gives the finished run. Of several workers the first one saves."""
    batch = batches_of(plan)
    run = Run(plan, agree, keeps=worker == 0)
    learn_until(plan.steps, run, lambda step: batch(step + worker * WORKERS_APART), plan.save_every, REPORT_EVERY)
    return run


def batches_of(plan: Plan) -> Callable[[int], Batch]:
    """The batch of each step."""
    pool = Pool(plan.shards, plan.seed)

    def batch(step: int) -> Batch:
        if step % REFRESH_EVERY == 0:
            pool.refresh()
        pictures, targets, identities, vehicles = (
            torch.from_numpy(part) for part in pool.batch(step, plan.batch, plan.height, plan.width)
        )
        return pictures.permute(0, 3, 1, 2).float(), targets, identities, vehicles

    return batch


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.train", description=__doc__)
    train(Plan(**vars(plan_options(parser).parse_args())))


def plan_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """With the fields of a Plan."""
    parser.add_argument("shards", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument(
        "--start",
        type=Path,
        help="whose weights are started from: person-reidentification-retail-0288.onnx, an earlier run's checkpoint or "
        "the ONNX file made of it; what 0288 knows is then not trained on",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=RATE, help="the highest learning rate")
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--height", type=int, default=HEIGHT)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--save-every", type=int, default=SAVE_EVERY, metavar="STEPS")
    return parser


if __name__ == "__main__":
    main()
