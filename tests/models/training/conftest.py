"""Tiny shards of people: noise of few colours above grey, and targets of two teachers that follow from the colours."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.training.shards import Shard, write_shard

WriteShards = Callable[[Path, int], Path]


def coloured(random: np.random.Generator, identities: int, views: int) -> Shard:
    colours = random.integers(0, 256, (identities, 1, 1, 1, 3)).repeat(views, 1)
    noise = random.normal(0, 10, (identities, views, 64, 32, 3))
    above = np.where(np.arange(64)[:, None, None] < 32, colours, 127)
    images = np.clip(above + noise, 0, 255).astype(np.uint8).reshape(-1, 64, 32, 3)
    targets = np.zeros((len(images), 256), np.float32)
    targets[:, :3] = images.mean((1, 2)) - 127
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    return Shard(images, np.concatenate([targets, -targets], 1), np.arange(identities).repeat(views))


@pytest.fixture
def shards() -> WriteShards:
    def write(folder: Path, count: int) -> Path:
        for number in range(count):
            write_shard(folder / f"{number}.npz", coloured(np.random.default_rng(number), 6, 3))
        return folder

    return write
