"""python -m models.attributes.samples OUT --seed N: renders of people whose looks are known, in shards.

Each shard has its own streets, cameras and people, none of which the demo's city has. Of every two, one is drawn with
rare colours and things as often as common ones. Needs what requirements-city.lock names; started again, it goes on
where it ended.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from demo.city.bodies import load_bodies
from demo.city.description import Said, describe_outfit
from demo.city.develop import BORDER, develop
from demo.city.outfit import CLOTH, Colour, Outfit, sample_outfit
from demo.city.person import Person
from demo.city.render import Picture, Renderer
from demo.city.scene import Scene
from demo.city.solid import Solid
from models.training.pictures import fitted
from models.training.renders import FAR_FROM_FOOTAGE, PERSON, SEEN, Lookout, cut, lookouts, pose_at, some_response
from viscoper.vision.boxes import Image

# Of a shard: people, views of each, and places that they are seen in.
PEOPLE, VIEWS, PLACES = 100, 6, 8
SMALLEST, LARGEST = 40, 200  # rows of a box, before it is brought to a sample's size


@dataclass(frozen=True)
class Samples:
    """images: uint8 [n, TALL, BROAD, 3] BGR; masks: uint8 [n, TALL, BROAD], 255 where the person is.

    said: of each the names that its truth has, by aspect.
    """

    images: npt.NDArray[np.uint8]
    masks: npt.NDArray[np.uint8]
    said: Sequence[Mapping[str, Sequence[str]]]


def read_samples(path: Path) -> Samples:
    with np.load(path) as kept:
        return Samples(kept["images"], kept["masks"], json.loads(str(kept["said"])))


def rendered(seed: int, number: int, people: int = PEOPLE, smallest: int = SMALLEST) -> Samples:
    """smallest: rows of a box at least."""
    random = np.random.default_rng((seed, number, 1))
    places = lookouts(random, PERSON, PLACES)
    made: list[tuple[Image, Image, Said]] = []
    for each in range(people):
        person = some_person(random, FAR_FROM_FOOTAGE * (100 + seed) + 1000 * number + each)
        said = describe_outfit(person.outfit)
        made += [(*view, said) for view in views_of(random, person, places, smallest)]
    images, masks, told = zip(*made, strict=True)
    return Samples(np.stack(images), np.stack(masks), told)


def some_person(random: np.random.Generator, seed: int) -> Person:
    bodies = load_bodies()
    body = int(random.integers(1, len(bodies.people) + 1))
    outfit = sample_outfit(seed, *bodies.people[body - 1])
    return Person(body, seed, evened(random, outfit) if seed % 2 else outfit)


def evened(random: np.random.Generator, outfit: Outfit) -> Outfit:
    """Rare colours as often as common ones; half with a hat, without a coat, with bare arms; most with a bag."""
    changes: dict[str, Any] = {
        "top": any_cloth(random),
        "top_second": any_cloth(random),
        "outer_colour": any_cloth(random),
        "bottom_colour": any_cloth(random),
        "hat": str(random.choice(["none", "none", "cap", "beanie"])),
        "bag": str(random.choice(["none", "backpack", "shoulder", "hand"])),
        "sleeve": float(random.choice([0.55, 1.1, 2.0, 2.0])),
    }
    if random.random() < 0.5:
        changes["outer"] = "none"
    if random.random() < 0.35:
        changes["bottom"] = "shorts"
    return replace(outfit, **changes)


def any_cloth(random: np.random.Generator) -> Colour:
    colour = np.array(CLOTH[int(random.integers(len(CLOTH)))][0])
    return np.asarray(np.clip(colour + random.normal(0, 6, 3), 8, 245), np.float32)


def views_of(
    random: np.random.Generator, solid: Solid, places: Sequence[Lookout], smallest: int
) -> Iterator[tuple[Image, Image]]:
    """VIEWS pictures and masks, from cameras that see enough of it."""
    scene, found = Scene([solid]), 0
    while found < VIEWS:
        place = places[int(random.integers(len(places)))]
        picture = Renderer(scene, place.backdrop).draw({0: pose_at(random, solid, place)})
        if picture.visible and picture.visible[0].share > SEEN:
            found += 1
            yield taken(random, picture, smallest)


def taken(random: np.random.Generator, picture: Picture, smallest: int) -> tuple[Image, Image]:
    """The box and its mask as some camera gives them from some distance, its sides a little off."""
    left, top, width, height = picture.visible[0].box
    off = random.normal(0, 0.03, 4) + 0.02
    tall, broad = picture.light.shape[:2]
    rows = cut(top - off[2] * height, top + height + off[3] * height, tall)
    columns = cut(left - off[0] * width, left + width + off[1] * width, broad)
    around = [slice(max(part.start - BORDER, 0), part.stop + BORDER) for part in (rows, columns)]
    response = some_response(random)
    developed = develop(picture.light[around[0], around[1]], response)
    inside = [slice(p.start - more.start, p.stop - more.start) for p, more in zip((rows, columns), around, strict=True)]
    sharp = developed[inside[0], inside[1]]
    scale = min(1.0, np.exp(random.uniform(np.log(smallest), np.log(LARGEST))) / len(sharp))
    size = (max(round(sharp.shape[1] * scale), 8), max(round(len(sharp) * scale), 8))
    small = cv2.resize(sharp, size, interpolation=cv2.INTER_AREA)
    noise = random.standard_normal((*small.shape[:2], 1)) + 0.4 * random.standard_normal(small.shape)
    seen = np.clip(small + noise * response.noise, 0, 255).astype(np.uint8)[..., ::-1]
    mask = np.asarray((picture.owner[::2, ::2][rows, columns] == 0) * 255, np.uint8)
    return fitted(np.ascontiguousarray(seen)), fitted(mask)


def write_samples(path: Path, samples: Samples) -> None:
    """Whole or not at all."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, images=samples.images, masks=samples.masks, said=json.dumps(list(samples.said)))
    os.replace(unfinished, path)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.attributes.samples", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shards", type=int, default=20)
    parser.add_argument("--smallest", type=int, default=SMALLEST, help="rows of a box")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.shards):
        path = options.out / f"person-{options.seed}-{number:03}.npz"
        if not path.exists():
            write_samples(path, rendered(options.seed, number, smallest=options.smallest))
            print(path, flush=True)


if __name__ == "__main__":
    main()
