"""python -m models.training.scenes PHOTOGRAPHS OUT: parts of photographs, and what the teachers say of them.

What a teacher makes of any picture tells how it sees, be somebody in it or not; few photographs give many parts
(Asano and Saeed, "Extrapolating from a single image to a thousand classes using distillation", ICLR 2023). The student
then follows its teachers where the people that it knows do not lead. PHOTOGRAPHS holds `images` and, as YOLO's boxes,
`labels`. Started again, it goes on after the last shard that is whole.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.training.compose import BROAD, TALL, blended, dye
from models.training.pictures import in_pixels, read
from models.training.shards import write_shard
from models.training.teacher import load_teachers, told
from viscoper.vision.boxes import Image
from viscoper.vision.crops import resized
from viscoper.vision.embedders import Embedder

# Parts in a shard.
PARTS = 4096
# Of the parts: around a box where there is one, dyed, two blended.
AROUND, DYED, BLENDED = 0.6, 0.35, 0.25
# Height of a part as a share of the photograph's, breadth as a share of its height, and the least height in pixels.
SMALLEST, BREADTHS, LEAST_ROWS = 0.12, (0.33, 0.75), 32
# Parts whose grey levels spread less are walls and floors, of which there is little to say.
LEAST_SPREAD, TRIES = 25.0, 5


@dataclass(frozen=True)
class Photograph:
    """boxes: int [n, 4], x1, y1, x2, y2 in pixels."""

    image: Image
    boxes: npt.NDArray[np.intp]


def photographs_in(folder: Path) -> list[Photograph]:
    found = []
    for path in sorted((folder / "images").glob("*.jp*g")):
        image, label = read(path), folder / "labels" / f"{path.stem}.txt"
        lines = label.read_text().splitlines() if label.exists() else []
        rows = [np.array(line.split()[1:5], float) for line in lines if line.strip()]
        boxes = [in_pixels(row, *image.shape[:2]) for row in rows]
        found.append(Photograph(image, np.array(boxes, np.intp).reshape(-1, 4)))
    return found


def some_part(random: np.random.Generator, photographs: Sequence[Photograph]) -> Image:
    """[TALL, BROAD, 3]: around somebody or anywhere, some of them dyed."""
    for _ in range(TRIES):
        part = cut_out(random, photographs)
        if part.std() > LEAST_SPREAD:
            break
    part = resized(np.ascontiguousarray(part[:, ::-1] if random.random() < 0.5 else part), BROAD, TALL)
    return np.asarray(np.clip(dye(random)(part), 0, 255), np.uint8) if random.random() < DYED else part


def cut_out(random: np.random.Generator, photographs: Sequence[Photograph]) -> Image:
    photograph = photographs[int(random.integers(len(photographs)))]
    if len(photograph.boxes) and random.random() < AROUND:
        return around(random, photograph.image, photograph.boxes[int(random.integers(len(photograph.boxes)))])
    return anywhere(random, photograph.image)


def around(random: np.random.Generator, image: Image, box: npt.NDArray[np.intp]) -> Image:
    """A loose or tight box; whoever lies is set upright."""
    left, top, right, bottom = box.tolist()
    width, height = right - left, bottom - top
    off = random.normal(0, 0.12, 4) * (width, height, width, height) + random.uniform(-0.05, 0.15)
    rows = slice(max(int(top - off[1]), 0), max(int(bottom + off[3]), top + 2))
    columns = slice(max(int(left - off[0]), 0), max(int(right + off[2]), left + 2))
    part = image[rows, columns]
    return np.rot90(part, int(random.choice([1, 3]))) if width > height else part


def anywhere(random: np.random.Generator, image: Image) -> Image:
    turned = np.rot90(image, int(random.choice([0, 0, 0, 1, 2, 3])))
    rows, columns = turned.shape[:2]
    tall = int(np.clip(rows * np.exp(random.uniform(np.log(SMALLEST), 0)), min(LEAST_ROWS, rows), rows))
    broad = int(np.clip(tall * random.uniform(*BREADTHS), 8, columns))
    top, left = int(random.integers(rows - tall + 1)), int(random.integers(columns - broad + 1))
    return turned[top : top + tall, left : left + broad]


def parts(random: np.random.Generator, photographs: Sequence[Photograph], count: int) -> list[Image]:
    made = []
    for _ in range(count):
        part = some_part(random, photographs)
        if random.random() < BLENDED:
            (part,) = blended(random, [part], [some_part(random, photographs)])
        made.append(part)
    return made


def write_scenes(
    photographs: Sequence[Photograph], out: Path, teachers: Sequence[Embedder], shards: int, seed: int
) -> None:
    for number in range(shards):
        path = out / f"scenes-{seed}-{number:03}.npz"
        if not path.exists():
            images = parts(np.random.default_rng((seed, number, 3)), photographs, PARTS)
            write_shard(path, replace(told(images, np.arange(len(images)), teachers), as_is=True))
            print(path, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.scenes", description=__doc__)
    parser.add_argument("photographs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shards", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    teachers = load_teachers()
    write_scenes(photographs_in(options.photographs), options.out, teachers, options.shards, options.seed)


if __name__ == "__main__":
    main()
