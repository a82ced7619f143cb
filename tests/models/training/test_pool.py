"""Batches follow from the seed and the step, and hold several pictures of each identity."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.training.pool import AS_IS, Pool
from models.training.shards import Shard, read_shard, write_shard
from tests.models.training.conftest import WriteShards


def test_a_step_has_its_batch_whatever_came_before(tmp_path: Path, shards: WriteShards) -> None:
    first, second = (Pool(shards(tmp_path, 2), seed=3) for _ in range(2))
    for step in (0, 1, 2):
        first.batch(step, 8, 64, 32)
    for one, other in zip(first.batch(7, 8, 64, 32), second.batch(7, 8, 64, 32), strict=True):
        assert (one == other).all()
    assert (first.batch(7, 8, 64, 32)[0] != first.batch(8, 8, 64, 32)[0]).any()


def test_pictures_of_one_identity_have_its_targets(tmp_path: Path, shards: WriteShards) -> None:
    pictures, targets, identities, vehicles = Pool(shards(tmp_path, 2), seed=0).batch(0, 24, 96, 64)
    assert pictures.shape == (24, 96, 64, 3) and targets.shape == (24, 512)
    assert identities.shape == vehicles.shape == (24,)
    assert len(np.unique(identities)) < 24
    for identity in np.unique(identities):
        of_one = targets[identities == identity]
        assert (of_one @ of_one.T).min() > 2 * 0.9


def test_some_pictures_are_seen_as_the_teacher_saw_them(tmp_path: Path, shards: WriteShards) -> None:
    known = {image.tobytes() for path in shards(tmp_path, 2).glob("*.npz") for image in read_shard(path).images}
    pictures = Pool(tmp_path, seed=0).batch(0, 200, 64, 32)[0]
    as_they_were = np.mean([picture.tobytes() in known for picture in pictures])
    assert as_they_were == pytest.approx(AS_IS, abs=0.1)


def test_vehicles_are_seen_as_often_as_people_however_few_shards_they_have(tmp_path: Path, shards: WriteShards) -> None:
    shards(tmp_path, 5)
    write_shard(tmp_path / "9.npz", replace(read_shard(tmp_path / "0.npz"), vehicles=True))
    pool = Pool(tmp_path, seed=0)
    seen = np.concatenate([pool.batch(step, 8, 64, 32)[3] for step in range(60)])
    assert seen.mean() == pytest.approx(0.5, abs=0.12)


def test_shards_written_meanwhile_are_taken_up(tmp_path: Path, shards: WriteShards) -> None:
    pool = Pool(shards(tmp_path, 1), seed=0)
    shards(tmp_path, 3)
    (tmp_path / "9.part").write_bytes(b"half of one")
    pool.refresh()
    assert len(pool.shards) == 3


def test_a_folder_without_shards_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"models\.training\.prepare"):
        Pool(tmp_path, seed=0)


def test_pictures_of_one_identity_lie_side_by_side(tmp_path: Path) -> None:
    images = np.arange(5, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    write_shard(tmp_path / "a.npz", Shard(images, np.eye(5, 256, dtype=np.float32), np.array([4, 1, 4, 1, 0]), True))
    shard = read_shard(tmp_path / "a.npz")
    assert shard.vehicles
    assert shard.images[:, 0, 0, 0].tolist() == [4, 1, 3, 0, 2]
    assert [shard.identities[group].tolist() for group in shard.groups()] == [[0], [1, 1], [4, 4]]
