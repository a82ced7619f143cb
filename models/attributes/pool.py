"""What the network learns from: renders whose looks are known, and real crops that somebody has looked at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from demo.city.description import VEHICLE_TYPES, names_of
from demo.city.vehicle_types import sample_paint
from models.attributes.samples import read_samples
from models.training.pictures import Picture, conreid, fall_action, two_camera_vehicles
from models.training.renders import FAR_FROM_FOOTAGE, IDENTITIES, KINDS, PERSON
from models.training.shards import read_shard
from viscoper.vision.boxes import Image

LISTS = Path(__file__).parent
# Of each person of Con-ReID, who stands still for many frames.
CROPS_EACH = 12
HELD_SEED = "9"
# Of the vehicles of models.training.renders every so many-th.
HELD_OF = 10


@dataclass(frozen=True)
class Example:
    """A picture [TALL, BROAD, 3], its mask where that is known, and by aspect the names that are right, the commonest
    first. held: not to be learned from. real: not rendered."""

    image: Image
    mask: Image | None
    kind: str
    said: Mapping[str, Sequence[str]]
    held: bool
    real: bool


def rendered(folder: Path) -> Iterator[Example]:
    """Shards of models.attributes.samples; those of HELD_SEED are held out."""
    for path in sorted(folder.glob("person-*-*.npz")):
        seed = path.stem.split("-")[1]
        shard = read_samples(path)
        for image, mask, said in zip(shard.images, shard.masks, shard.said, strict=True):
            yield Example(image, mask, "person", said, seed == HELD_SEED, real=False)


def rendered_vehicles(folder: Path) -> Iterator[Example]:
    """The vehicles of models.training.renders' shards, whose paints their seeds tell."""
    for path in sorted(folder.glob("rendered-*-*.npz")):
        _, seed, number = path.stem.split("-")
        if KINDS[int(number) % len(KINDS)] == PERSON:
            continue
        types = {VEHICLE_TYPES.get(name, "car") for name in KINDS[int(number) % len(KINDS)]}
        kind_of = {"type": list(types)} if len(types) == 1 else {}
        first = FAR_FROM_FOOTAGE * (1 + int(seed)) + 10_000 * int(number)
        paints = [sample_paint(np.random.default_rng(first + each)) for each in range(IDENTITIES[False])]
        shard = read_shard(path)
        for image, identity in zip(shard.images, shard.identities.tolist(), strict=True):
            said = {"body": names_of(paints[identity])} | kind_of
            yield Example(image, None, "vehicle", said, identity % HELD_OF == 0, real=False)


def real(data: Path) -> Iterator[Example]:
    """`data`: the folder of conreid, fall_action and vehicle_reid_2cam."""
    yield from real_vehicles(data / "vehicle_reid_2cam")
    yield from real_workers(data / "conreid")
    ranges = {tuple(name.split("-")): said for name, said in read_list("upright").items()}
    for picture in fall_action(data / "fall_action"):
        number = picture.identity.split("-")[0]
        said = next(said for (first, last), said in ranges.items() if first <= number <= last)
        yield Example(picture.image, None, "person", said, held=False, real=True)


def real_vehicles(folder: Path) -> Iterator[Example]:
    """Held out is what the data set's own list says."""
    vehicles = read_list("vehicles")
    for listing in ("train.txt", "val.txt"):
        for picture in two_camera_vehicles(folder, listing):
            if picture.identity in vehicles:
                said = vehicles[picture.identity]
                yield Example(picture.image, None, "vehicle", said, listing == "val.txt", real=True)


def real_workers(folder: Path) -> Iterator[Example]:
    """Held out are those of the data set's gallery."""
    people = read_list("people")
    kept = {path.name.split("_")[0] for path in (folder / "extra_gallery").glob("*.jpg")}
    crops: dict[str, list[Picture]] = defaultdict(list)
    for picture in conreid(folder):
        crops[picture.identity.removeprefix("conreid-")].append(picture)
    for identity, said in people.items():
        several = crops[identity]
        for picture in islice(several, 0, None, max(1, len(several) // CROPS_EACH)):
            yield Example(picture.image, None, "person", said, identity in kept, real=True)


def read_list(name: str) -> dict[str, dict[str, list[str]]]:
    """Of each crop's name what one viewer saw: {name: {aspect: [name, ...]}}."""
    lines = (LISTS / f"{name}.txt").read_text().splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {
        row[0]: {aspect: names.split("+") for aspect, names in (said.split("=") for said in row[1:])} for row in rows
    }
