"""Training learns, survives a kill, and its student leaves as a network that the product can use."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from models.training.export import export, mixed
from models.training.network import DIM, Appearance
from models.training.pool import Pool
from models.training.train import Plan, Run, train
from tests.models.training.conftest import WriteShards
from viscoper.vision.embedder_network import NetworkEmbedder

SMALL = {"batch": 12, "height": 64, "width": 32, "seed": 5}
BYTES = 8_000_000


def likeness(run: Path, shards: Path) -> float:
    """Mean cosine of the averaged student to the targets."""
    network = Appearance(64, 32).eval()
    network.load_state_dict(torch.load(run / "checkpoint.pt", weights_only=True)["average"])
    pictures, targets, _, _ = Pool(shards, 0).batch(999, 24, 64, 32)
    with torch.no_grad():
        found = network(torch.from_numpy(pictures).permute(0, 3, 1, 2).float())
    return float((found * torch.from_numpy(targets[:, :DIM])).sum(1).mean())


def test_a_few_steps_bring_the_student_nearer_to_the_teacher(tmp_path: Path, shards: WriteShards) -> None:
    folder = shards(tmp_path / "shards", 2)
    for steps in (1, 160):
        train(Plan(folder, tmp_path / str(steps), steps, rate=2e-3, **SMALL))
    assert likeness(tmp_path / "160", folder) > likeness(tmp_path / "1", folder) + 0.1


def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(tmp_path: Path, shards: WriteShards) -> None:
    folder, steps = shards(tmp_path / "shards", 2), 8
    options = [f"--{name}={value}" for name, value in {**SMALL, "steps": steps, "save-every": 1}.items()]
    command = [sys.executable, "-m", "models.training.train", folder, tmp_path / "killed", *options]
    # Sums are rounded otherwise by another number of threads, and earlier tests may have changed this process's.
    threads = {"OMP_NUM_THREADS": str(torch.get_num_threads())}
    running = subprocess.Popen(command, start_new_session=True, env=os.environ | threads)
    checkpoint = tmp_path / "killed" / "checkpoint.pt"
    while not checkpoint.exists():
        assert running.poll() is None
    os.killpg(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    for name in ("killed", "whole"):
        train(Plan(folder, tmp_path / name, steps, **SMALL))
    killed, whole = (torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("killed", "whole"))
    assert killed["step"] == whole["step"] == steps
    for name, value in whole["average"].items():
        torch.testing.assert_close(killed["average"][name], value, msg=name)


def test_a_run_may_start_where_another_ended(tmp_path: Path, shards: WriteShards) -> None:
    folder = shards(tmp_path / "shards", 1)
    earlier = train(Plan(folder, tmp_path / "earlier", 2, **SMALL))
    later = Run(Plan(folder, tmp_path / "later", 2, start=earlier.checkpoint, **SMALL))
    assert later.step == 0
    for name, value in earlier.average.state_dict().items():
        torch.testing.assert_close(later.student.state_dict()[name], value, msg=name)


def test_the_exported_student_gives_the_same_embeddings_and_can_be_started_from(
    tmp_path: Path, shards: WriteShards
) -> None:
    folder = shards(tmp_path / "shards", 1)
    run = train(Plan(folder, tmp_path / "run", 2, **SMALL))
    with pytest.warns():  # PyTorch announces another exporter
        export(tmp_path / "run" / "checkpoint.pt", tmp_path / "student.onnx")
    assert (tmp_path / "student.onnx").stat().st_size <= BYTES
    embed = NetworkEmbedder("student@1", tmp_path / "student.onnx")
    crops = list(np.random.default_rng(0).integers(0, 256, (5, SMALL["height"], SMALL["width"], 3), dtype=np.uint8))
    with torch.no_grad():
        expected = run.average(torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float())
    assert embed.dim == DIM
    assert (embed(crops) * expected.numpy()).sum(1).min() > 0.9995
    onwards = Run(Plan(folder, tmp_path / "onwards", 2, start=tmp_path / "student.onnx", **SMALL))
    for name, value in run.average.state_dict().items():
        torch.testing.assert_close(onwards.student.state_dict()[name], value, msg=name, rtol=1e-3, atol=1e-5)


def test_weights_are_mixed(tmp_path: Path, shards: WriteShards) -> None:
    folder = shards(tmp_path / "shards", 1)
    for name, steps in (("earlier", 1), ("later", 3)):
        train(Plan(folder, tmp_path / name, steps, **SMALL))
    earlier, later = (tmp_path / name / "checkpoint.pt" for name in ("earlier", "later"))
    ends = [torch.load(path, weights_only=True)["average"]["stem.weight"] for path in (earlier, later)]
    quarter = mixed(torch.load(later, weights_only=True)["average"], earlier, 0.25)["stem.weight"]
    torch.testing.assert_close(quarter, 0.75 * ends[0] + 0.25 * ends[1])
    assert not torch.equal(*ends)
