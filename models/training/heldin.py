"""python -m models.training.heldin DATA OUT: how an embedder does on identities that training did not see.

Writes OUT/vehicles and OUT/people as `viscoper evaluate reid` reads them, and prints figures by the height that boxes
would have had: each picture is shrunk to so many rows first, as somebody further away would be seen.
Vehicles: val.txt, each seen by two cameras. People: the last identities of Con-ReID, early frames against late ones,
because its camera labels say nothing (near-duplicates would stand on both sides), each picture put through another
camera's light, blur and compression. That is easier than a real second camera, which sees another side and background.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.training.augment import BROAD, TALL, augmented
from models.training.pictures import fitted, read, unpadded
from models.training.prepare import KEPT_BACK
from viscoper.evaluate.reid import evaluate_pictures, load_pictures
from viscoper.settings import load_settings
from viscoper.vision.boxes import Image
from viscoper.vision.embedders import Embedder, load_embedder

HEIGHTS = (32, 48, 64, 96, 128)
# Pictures of a person on each side, out of the first and the last third of the frames.
OF_EACH = 5


class FromAfar:
    """An embedder that sees every picture as if its box had been `rows` high."""

    def __init__(self, embed: Embedder, rows: int) -> None:
        self.embed, self.rows = embed, rows
        self.name, self.dim = embed.name, embed.dim

    def __call__(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        return self.embed([self._shrunk(crop) for crop in crops])

    def _shrunk(self, crop: Image) -> Image:
        height, width = crop.shape[:2]
        if height <= self.rows:
            return crop
        size = (max(round(width * self.rows / height), 1), self.rows)
        return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)


def write_vehicles(data: Path, out: Path) -> None:
    for name in (data / "val.txt").read_text().split():
        kind, number, camera = Path(name).stem.split("_")
        part = "query" if camera == "cam1" else "gallery"
        _write(out / part / f"{kind}{number}_{camera}_0.png", read(data / "images/train" / name))


def write_people(data: Path, out: Path) -> None:
    by_identity: dict[str, list[Path]] = {}
    for path in data.glob("*/*.jpg"):
        by_identity.setdefault(path.name.split("_")[0], []).append(path)
    random = np.random.default_rng(0)
    for identity in sorted(by_identity)[-KEPT_BACK:]:
        paths = sorted(by_identity[identity], key=lambda path: path.stem.split("_")[2])
        for part, some in (("query", paths[: len(paths) // 3]), ("gallery", paths[-(len(paths) // 3) :])):
            for number, path in enumerate(some[:: max(len(some) // OF_EACH, 1)][:OF_EACH]):
                seen = augmented(random, fitted(unpadded(read(path))), TALL, BROAD)
                _write(out / part / f"{identity}_{part}_{number}.png", seen)


def _write(path: Path, image: Image) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.heldin", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    write_vehicles(options.data / "vehicle_reid_2cam", options.out / "vehicles")
    write_people(options.data / "conreid", options.out / "people")
    embed = load_embedder(load_settings())
    for kind in ("vehicles", "people"):
        for rows in HEIGHTS:
            seen = FromAfar(embed, rows)
            query, gallery = (load_pictures(options.out / kind / part, seen) for part in ("query", "gallery"))
            figures = evaluate_pictures(query, gallery, "cross-camera")
            print(kind, f"{rows} rows", *(f"{key} {value:.3f}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
