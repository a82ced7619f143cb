"""python -m models.training.together SHARDS RUN --workers N: the training spread over a Ray cluster.

Every worker learns from batches of its own, on its GPU where it has one, and all take each step by the mean of their
gradients: N workers see N times as many pictures a step. SHARDS and RUN must be the same folders on all machines. The
first worker saves; a run that lost a worker, or was cut off, goes on from its checkpoint. RAY_ADDRESS names the
cluster; without it the workers stand side by side on this machine.
"""

import argparse
from dataclasses import replace

import ray.train
import torch
import torch.distributed as dist
from ray.train.torch import TorchTrainer
from torch import nn

from jobs.runtime import ray_runtime
from models.training.train import Plan, plan_options, train
from viscoper.settings import load_settings

# Times that a run goes on after it lost a worker.
LOSSES = 3


def mean_gradients(student: nn.Module) -> None:
    """Each gradient becomes the mean of all workers'."""
    gradients = [each.grad for each in student.parameters() if each.grad is not None]
    whole = torch.cat([each.reshape(-1) for each in gradients])
    dist.all_reduce(whole)
    means = torch.split(whole / dist.get_world_size(), [each.numel() for each in gradients])
    for gradient, mean in zip(gradients, means, strict=True):
        gradient.copy_(mean.reshape(gradient.shape))


def train_together(plan: Plan, workers: int) -> None:
    """Trains up to plan.steps with so many workers. Ray must run. Raises ray.train's TrainingFailedError."""
    # A worker's current folder is its own.
    folders = {name: folder.resolve() for name in ("shards", "run", "start") if (folder := getattr(plan, name))}
    plan = replace(plan, **folders)
    TorchTrainer(
        _work,
        train_loop_config={"plan": plan},
        scaling_config=ray.train.ScalingConfig(num_workers=workers, use_gpu=torch.cuda.is_available()),
        run_config=ray.train.RunConfig(
            name="ray", storage_path=str(plan.run), failure_config=ray.train.FailureConfig(LOSSES)
        ),
    ).fit()


def _work(config: dict[str, Plan]) -> None:
    train(config["plan"], ray.train.get_context().get_world_rank(), mean_gradients)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.together", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    options = vars(plan_options(parser).parse_args())
    workers = options.pop("workers")
    with ray_runtime(load_settings().home):
        train_together(Plan(**options), workers)


if __name__ == "__main__":
    main()
