"""python -m models.attributes.train RENDERS RUN --data DATA --photographs DIR: trains the network, and measures it.

RENDERS holds shards of models.attributes.samples and, with it, of models.training.renders. The step decides the batch
and its augmentation, and a run that was cut off goes on from its checkpoint. At the end it measures what was held out.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.attributes.measure import measure
from models.attributes.network import LEARNT, AttributesNetwork
from models.attributes.pool import Example, real, rendered, rendered_vehicles
from models.attributes.start import start_from_nanodet
from models.attributes.takes import another_take
from models.training.loop import cosine_rate, device, half_where_quick, learn_until, save_whole
from models.training.pictures import read_photographs
from viscoper.attributes import COLOURS
from viscoper.vision.boxes import Image

# Of a batch: rendered and real people, rendered and real vehicles.
BATCH = {("person", False): 64, ("person", True): 8, ("vehicle", False): 24, ("vehicle", True): 8}
RATE, WARM_UP, AVERAGING = 1e-3, 100, 0.99
# What tells starts from nothing and may learn faster than what sees.
TELLING_RATE = 2.0
SAVE_EVERY, REPORT_EVERY = 50, 25
# Small things are learnt slowly: their loss counts more.
HARD = {"sleeves": 2.0, "bag": 2.0, "hat": 2.0}
# How much of the target the first name has; the others share the rest.
FIRST_NAME = 0.6


@dataclass(frozen=True)
class Plan:
    """Where the checkpoint lies, for how many steps, from which seed and which weights (None: random)."""

    run: Path
    steps: int
    seed: int = 0
    start: Path | None = None


def target(aspect: str, names: Sequence[str] | None) -> list[float]:
    """Shares of the aspect's terms; zeros where nobody knows."""
    terms = LEARNT[aspect]
    shares = dict.fromkeys(terms, 0.0)
    for number, name in enumerate(names or ()):
        others = len(names or ()) - 1
        shares[name] += 1.0 if not others else FIRST_NAME if number == 0 else (1 - FIRST_NAME) / others
    return list(shares.values())


class Batches:
    """Called with a step; gives pictures [n, 3, height, width] and by aspect targets [n, terms]."""

    def __init__(self, examples: Sequence[Example], photographs: list[Image], seed: int) -> None:
        self.photographs, self.seed = photographs, seed
        self.groups = {
            group: [each for each in examples if (each.kind, each.real) == group and not each.held] for group in BATCH
        }

    def __call__(self, step: int) -> tuple[Tensor, list[Tensor]]:
        random = np.random.default_rng((self.seed, step))
        drawn = [
            group[int(i)]
            for name, group in self.groups.items()
            if group
            for i in random.integers(0, len(group), BATCH[name])
        ]
        takes = [another_take(random, each.image, each.mask, each.kind, self.photographs) for each in drawn]
        pictures = torch.from_numpy(np.stack(takes)).permute(0, 3, 1, 2).float()
        return pictures, [torch.tensor([target(a, each.said.get(a)) for each in drawn]) for a in LEARNT]


def loss_of(logits: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
    """Cross-entropy, each aspect by itself, over the pictures of which it is known.

    What is no colour is rare or common by the city's fashion: there each term counts alike in a batch.
    """
    total = torch.zeros((), device=targets[0].device)
    for aspect, told, wanted in zip(LEARNT, logits, targets, strict=True):
        known = wanted.sum(1) > 0
        if known.any():
            count = wanted.sum(0).clamp(min=1)
            alike = None if LEARNT[aspect] is COLOURS else count.mean() / count
            loss = functional.cross_entropy(told[known].float(), wanted[known], alike)
            total = total + HARD.get(aspect, 1.0) * loss
    return total


class Run:
    """The network, its average over the steps, which is what is used, and the optimiser, at some step."""

    def __init__(self, plan: Plan, sample: Tensor) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.step, self.device = plan, 0, device()
        self.network = AttributesNetwork().to(memory_format=torch.channels_last)
        if plan.start:
            start_from_nanodet(self.network, plan.start, sample)
            self.network.freeze_start()
        self.network.to(self.device)
        self.average = torch.optim.swa_utils.AveragedModel(
            self.network,
            multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGING),  # type: ignore[no-untyped-call]
            use_buffers=True,
        )
        seeing = [each for each in self.network.seeing() if each.requires_grad]
        groups = [{"params": seeing, "share": 1.0}, {"params": self.network.telling(), "share": TELLING_RATE}]
        self.optimiser = torch.optim.AdamW(groups, RATE, weight_decay=0.02)
        self.checkpoint = plan.run / "checkpoint.pt"
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, self.device, weights_only=True)
            self.step = state["step"]
            for part in ("network", "average", "optimiser"):
                getattr(self, part).load_state_dict(state[part])

    def learn(self, pictures: Tensor, targets: Sequence[Tensor]) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = cosine_rate(self.step, self.plan.steps, RATE, WARM_UP) * group["share"]
        with half_where_quick(self.device):
            logits = self.network(pictures.to(self.device))
        loss = loss_of(logits, [each.to(self.device) for each in targets])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return loss.item()

    def save(self) -> None:
        state = {part: getattr(self, part).state_dict() for part in ("network", "average", "optimiser")}
        save_whole(state | {"step": self.step}, self.checkpoint)


def train(plan: Plan, batches: Batches) -> Run:
    run = Run(plan, batches(0)[0])
    learn_until(plan.steps, run, batches, SAVE_EVERY, REPORT_EVERY)
    return run


def examples_of(renders: Path, data: Path | None) -> list[Example]:
    found = [*rendered(renders), *rendered_vehicles(renders)]
    return found + list(real(data)) if data else found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.attributes.train", description=__doc__)
    parser.add_argument("renders", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--data", type=Path, help="folder of conreid, fall_action and vehicle_reid_2cam")
    parser.add_argument("--photographs", type=Path, help="folder of photographs (JPEG) to stand before")
    parser.add_argument("--start", type=Path, help="nanodet-g.onnx, whose backbone is started from")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    examples = examples_of(options.renders, options.data)
    batches = Batches(examples, read_photographs(options.photographs), options.seed)
    print({group: len(members) for group, members in batches.groups.items()}, flush=True)
    run = train(Plan(options.run, options.steps, options.seed, options.start), batches)
    print(json.dumps(measure(run.average.module.cpu(), examples), indent=1))


if __name__ == "__main__":
    main()
