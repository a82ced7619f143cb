"""Whom the student learns from, and what it says of pictures."""

import numpy as np
import numpy.typing as npt

from models.training.network import DIM
from models.training.shards import Shard
from viscoper.vision.boxes import Image
from viscoper.vision.embedders import Embedder

TEACHER = "person-reidentification-retail-0277"


def told(images: list[Image], identities: npt.NDArray[np.int64], teacher: Embedder) -> Shard:
    if teacher.dim != DIM:
        raise ValueError(f"the teacher {teacher.name} gives {teacher.dim} numbers; the student learns {DIM}")
    return Shard(np.stack(images), teacher(images), identities)
