"""Renders of dressed people to compose from: skirts, shorts, bags and hats that few of the real ones wear."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.attributes.samples import VIEWS, read_samples
from models.training.augment import before
from models.training.pictures import Picture
from viscoper.vision.boxes import Image

# How often the street behind somebody is a part of a photograph instead of a render.
OTHERWHERE = 0.7


def rendered_people(folder: Path, photographs: Sequence[Image], seed: int) -> Iterator[Picture]:
    """The shards of models.attributes.samples in `folder`, VIEWS pictures of each person one after the other."""
    random = np.random.default_rng((seed, 2))
    for path in sorted(folder.glob("person-*-*.npz")):
        shard = read_samples(path)
        for number, (image, mask) in enumerate(zip(shard.images, shard.masks, strict=True)):
            if len(photographs) and random.random() < OTHERWHERE:
                image = before(random, image, mask, photographs[int(random.integers(len(photographs)))])
            yield Picture(image, f"{path.stem}-{number // VIEWS}", "person")
