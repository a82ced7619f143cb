"""Pictures and what the teacher said of them, on disk in shards that are written whole or not at all."""

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Shard:
    """images: uint8 [n, height, width, 3] BGR. targets: float32 [n, 256 for each teacher], each teacher's of length 1.

    identities: int [n], numbered within the shard; pictures of one identity lie side by side.
    vehicles: whether it is vehicles, of which the teachers know little, so that who is who is worth more.
    as_is: whether the student sees what the teacher saw, so that it learns no less than how the teacher sees (Beyer et
    al., "A good teacher is patient and consistent", CVPR 2022), instead of what stays the same for another camera.
    """

    images: npt.NDArray[np.uint8]
    targets: npt.NDArray[np.float32]
    identities: npt.NDArray[np.int64]
    vehicles: bool = False
    as_is: bool = False

    def groups(self) -> list[slice]:
        """The rows of each identity."""
        edges = np.flatnonzero(np.diff(self.identities)) + 1
        starts = [0, *edges.tolist(), len(self.identities)]
        return [slice(first, last) for first, last in pairwise(starts)]


def write_shard(path: Path, shard: Shard) -> None:
    """Sorts the pictures by identity and writes them."""
    order = np.argsort(shard.identities, kind="stable")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        in_order = {name: getattr(shard, name)[order] for name in ("images", "targets", "identities")}
        np.savez(file, **in_order, vehicles=shard.vehicles, as_is=shard.as_is)
    os.replace(unfinished, path)


def read_shard(path: Path) -> Shard:
    stored = np.load(path)
    vehicles, as_is = (bool(stored[name]) for name in ("vehicles", "as_is"))
    return Shard(stored["images"], stored["targets"], stored["identities"], vehicles, as_is)
