"""Batches out of the shards of a folder; each step's batch follows from the seed and the step alone."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.training.augment import augmented
from models.training.shards import Shard, read_shard
from viscoper.vision.crops import resized

# Pictures of one identity in a batch, where it has so many.
OF_EACH = 4
# Share of all pictures that the student sees as the teacher saw them.
AS_IS = 0.4

Batch = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.int64], npt.NDArray[np.bool_]]


class Pool:
    """The pictures to learn from. `refresh` takes up shards that were written since.

    Raises FileNotFoundError for a folder without shards.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.shards: dict[Path, tuple[Shard, list[slice]]] = {}
        self.refresh()
        if not self.shards:
            raise FileNotFoundError(f"{folder} holds no shards; run python -m models.training.prepare first")

    def refresh(self) -> None:
        cv2.setNumThreads(1)  # the network needs the processors
        for path in sorted(self.folder.glob("*.npz")):
            if path not in self.shards:
                shard = read_shard(path)
                self.shards[path] = (shard, shard.groups())

    def batch(self, step: int, size: int, height: int, width: int) -> Batch:
        """Pictures uint8 [size, height, width, 3], targets float32 [size, 256 for each teacher], identities int and
        vehicles bool: [size]."""
        random = np.random.default_rng((self.seed, step))
        names = sorted(self.shards)
        pictures: list[npt.NDArray[np.uint8]] = []
        targets: list[npt.NDArray[np.float32]] = []
        identities: list[tuple[int, int]] = []
        vehicles: list[bool] = []
        alike = self._some_shard(random, names)
        while len(pictures) < size:
            # Half of a batch comes from one shard: those of one source are the hardest to tell apart.
            number = alike if len(pictures) < size // 2 else self._some_shard(random, names)
            shard, groups = self.shards[names[number]]
            rows = np.arange(len(shard.images))[groups[int(random.integers(len(groups)))]]
            count = min(OF_EACH, len(rows), size - len(pictures))
            for row in random.choice(rows, count, replace=False):
                seen = shard.images[row]
                as_is = shard.as_is or random.random() < AS_IS
                pictures.append(resized(seen, width, height) if as_is else augmented(random, seen, height, width))
                targets.append(shard.targets[row])
                identities.append((number, int(rows[0])))
                vehicles.append(shard.vehicles)
        who = np.unique(identities, axis=0, return_inverse=True)[1].reshape(-1)
        return np.stack(pictures), np.stack(targets), who, np.array(vehicles)

    def _some_shard(self, random: np.random.Generator, names: Sequence[Path]) -> int:
        """People as often as vehicles, however many shards there are of each."""
        wanted = bool(random.random() < 0.5)
        of_kind = [number for number, name in enumerate(names) if self.shards[name][0].vehicles == wanted]
        return int(random.choice(of_kind or np.arange(len(names))))
