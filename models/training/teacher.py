"""Whom the student learns from, and what they say of pictures."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.training.network import DIM
from models.training.shards import Shard
from viscoper.settings import load_settings
from viscoper.vision.boxes import Image
from viscoper.vision.embedders import Embedder, load_embedder

# The student starts from the first; the others only say how much alike two pictures are.
TEACHERS = ("person-reidentification-retail-0288", "person-reidentification-retail-0277")


def load_teachers(names: Sequence[str] = TEACHERS) -> list[Embedder]:
    """Of the model manifest, in place."""
    return [load_embedder(load_settings().model_copy(update={"embedder": name})) for name in names]


def told(images: list[Image], identities: npt.NDArray[np.int64], teachers: Sequence[Embedder]) -> Shard:
    for teacher in teachers:
        if teacher.dim != DIM:
            raise ValueError(f"the teacher {teacher.name} gives {teacher.dim} numbers; the student learns {DIM}")
    return Shard(np.stack(images), np.concatenate([teacher(images) for teacher in teachers], 1), identities)
