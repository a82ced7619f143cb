"""Run as a program: python -m tests.jobs.reembed_probe HOME TENANT CATALOG_URI [SECONDS_A_CROP] re-embeds a home's
gallery by an embedder of its own and prints the report."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ray import cloudpickle

from jobs.reembed import reembed
from viscoper.catalog.catalog import Catalog
from viscoper.settings import Settings
from viscoper.vision.boxes import Image


class Brightness:
    """A crop's mean in eight stripes, of length 1."""

    name = "brightness@1"
    dim = 8

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def __call__(self, crops: Sequence[Image]) -> NDArray[np.float32]:
        time.sleep(self.seconds * len(crops))
        stripes = np.array([[part.mean() + 1 for part in np.array_split(crop, 8)] for crop in crops], np.float32)
        return stripes.reshape(-1, 8) / np.linalg.norm(stripes.reshape(-1, 8), axis=1, keepdims=True)


def main(home: str, tenant: str, uri: str, seconds: float) -> None:
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    settings = Settings(home=Path(home), tenant=tenant, workers=1)

    def load(_: Settings) -> Brightness:
        return Brightness(seconds)

    with Catalog(uri, "viscoper", tenant) as catalog:
        print(json.dumps(asdict(reembed(settings, catalog, lambda done, total: None, load, block_sightings=4))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]) if len(sys.argv) > 4 else 0.0)
