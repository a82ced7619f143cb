"""python -m models.training.renders OUT: shards of people and vehicles of synthetic cities, each alone in a street.

A shard holds people only or vehicles of few types, so that half a batch is of those that are hard to tell apart. Its
small backdrops are drawn once, and each identity stands in several of them, seen by other cameras. The cities' seeds
are none that footage is made of. Needs what requirements-city.lock names; one core makes about 30 crops of vehicles a
second, and 6 of people, whose clothes take a second to bake.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from demo.city.backdrop import Backdrop
from demo.city.bodies import load_bodies
from demo.city.camera import CameraPlan, Lens, Response
from demo.city.develop import BORDER, develop
from demo.city.person import Person
from demo.city.plan import EAST, EASTWARD, LANE, MARGIN, NORTH, NORTHWARD, SOUTH, WALKING_LINE, WEST, Point, ground
from demo.city.raster import Floats
from demo.city.render import Renderer
from demo.city.scene import Scene
from demo.city.silhouette import Visible
from demo.city.solid import Pose, Solid
from demo.city.street import build_street
from demo.city.vehicle import Vehicle
from models.training.pictures import fitted
from models.training.shards import Shard, write_shard
from models.training.teacher import TEACHERS, load_teachers, told
from models.training.vehicle_wear import wear
from viscoper.vision.boxes import Image
from viscoper.vision.embedders import Embedder

PERSON = ("person",)
# What each shard shows, over and over.
KINDS = (("sedan",), PERSON, ("suv",), ("hatchback",), PERSON, ("van", "minibus"), ("pickup", "truck", "bus"))
IDENTITIES = {True: 200, False: 400}  # people, whose clothes take long, in fewer identities and more views
VIEWS = {True: 6, False: 4}
BACKDROPS, SIDE = 16, 256  # of a shard; pixels a side
# Metres that a backdrop shows, and half the height of what stands there.
PERSON_ROOM, CAR_ROOM, LARGE_ROOM = (2.5, 0.9), (6.0, 0.8), (12.0, 1.5)
LARGE = ("truck", "bus")
DISTANCE, HEIGHT, OFFSET = (5.0, 18.0), (3.0, 6.0), 6.5  # metres of a camera: along the street, up, beside its middle
SMALLEST = 48  # rows of a box
SEEN = 0.55  # share of a solid that must be in sight
FAR_FROM_FOOTAGE = 1_000_000  # seeds of cities that footage is made of are smaller


@dataclass(frozen=True)
class Lookout:
    """A camera and the spot that it looks at, `along` the street's direction in radians."""

    backdrop: Backdrop
    spot: Point
    along: float


def lookouts(random: np.random.Generator, kinds: Sequence[str], count: int, side: int = SIDE) -> list[Lookout]:
    places = [camera_place(random, kinds) for _ in range(count)]
    seed = FAR_FROM_FOOTAGE + int(random.integers(FAR_FROM_FOOTAGE))
    street = build_street(seed, [plan.at for plan, _, _ in places])
    return [Lookout(Backdrop(Lens(plan, side, side), street, seed), spot, along) for plan, spot, along in places]


def camera_place(random: np.random.Generator, kinds: Sequence[str]) -> tuple[CameraPlan, Point, float]:
    """A camera over a street that looks at a spot of its pavement or lane, as near as to show little else."""
    beside = random.choice([-1, 1]) * (WALKING_LINE if kinds == PERSON else LANE)
    eastward = bool(random.random() < 0.5)
    middle = float(random.choice(EASTWARD if eastward else NORTHWARD))
    low, high = (WEST, EAST) if eastward else (SOUTH, NORTH)
    along = random.uniform(low + MARGIN / 2, high - MARGIN / 2)
    room, half = room_of(kinds)
    away = random.choice([-1, 1]) * random.uniform(*DISTANCE) * (1 + room / 12)

    def point(s: float, t: float) -> Point:
        return Point(s, middle + t) if eastward else Point(middle + t, s)

    at, spot, height = (
        point(along + away, random.uniform(-OFFSET, OFFSET)),
        point(along, beside),
        random.uniform(*HEIGHT),
    )
    further = height / (height - half)  # the ground behind the solid's middle
    look = Point(at.x + (spot.x - at.x) * further, at.y + (spot.y - at.y) * further)
    distance = float(np.linalg.norm([at.x - spot.x, at.y - spot.y, height]))
    view = 2 * float(np.degrees(np.arctan(room / 2 / distance)))
    return CameraPlan("", "", "", at, height, look, view), spot, 0.0 if eastward else np.pi / 2


def room_of(kinds: Sequence[str]) -> tuple[float, float]:
    if kinds == PERSON:
        return PERSON_ROOM
    return LARGE_ROOM if set(kinds) & set(LARGE) else CAR_ROOM


def drawn_solid(random: np.random.Generator, kinds: Sequence[str], seed: int) -> Solid:
    if kinds == PERSON:
        return Person(int(random.integers(len(load_bodies().people))) + 1, seed)
    vehicle = Vehicle(str(random.choice(kinds)), seed)
    wear(random, vehicle)
    return vehicle


def views_of(random: np.random.Generator, solid: Solid, places: Sequence[Lookout], count: int) -> list[Image]:
    """BGR crops of a solid from `count` cameras that see enough of it."""
    scene, crops = Scene([solid]), list[Image]()
    while len(crops) < count:
        place = places[int(random.integers(len(places)))]
        picture = Renderer(scene, place.backdrop).draw({0: pose_at(random, solid, place)})
        if picture.visible and picture.visible[0].share > SEEN:
            crops.append(crop(random, picture.light, picture.visible[0]))
    return crops


def pose_at(random: np.random.Generator, solid: Solid, place: Lookout) -> Pose:
    """People walk anywhere; two vehicles of three drive along the street, the others turn."""
    x, y = np.array(place.spot) + random.normal(0, 0.2, 2)
    heading = random.uniform(0, 2 * np.pi)
    if solid.kind == "vehicle" and random.random() < 0.67:
        heading = place.along + np.pi * random.integers(2) + random.normal(0, 0.1)
    return Pose(x, y, ground(x, y), heading, random.uniform(0, 1.6), random.uniform(0, 10))


def crop(random: np.random.Generator, light: Floats, visible: Visible) -> Image:
    """The box, developed as by some camera, from some distance, its sides a little off."""
    left, top, width, height = visible.box
    off = random.normal(0, 0.03, 4) + 0.01
    x0, x1 = left - off[0] * width, left + width + off[1] * width
    y0, y1 = top - off[2] * height, top + height + off[3] * height
    parts = cut(y0, y1, light.shape[0]), cut(x0, x1, light.shape[1])
    around = [slice(max(part.start - BORDER, 0), part.stop + BORDER) for part in parts]
    response = some_response(random)
    developed = develop(light[around[0], around[1]], response)
    inside = [slice(part.start - more.start, part.stop - more.start) for part, more in zip(parts, around, strict=True)]
    sharp = developed[inside[0], inside[1]]
    scale = min(1.0, np.exp(random.uniform(np.log(SMALLEST), np.log(SIDE))) / len(sharp))
    size = (max(round(sharp.shape[1] * scale), 8), max(round(len(sharp) * scale), 8))
    small = cv2.resize(sharp, size, interpolation=cv2.INTER_AREA)
    shared = random.standard_normal((*small.shape[:2], 1)) + 0.4 * random.standard_normal(small.shape)
    return np.ascontiguousarray(np.clip(small + shared * response.noise, 0, 255).astype(np.uint8)[..., ::-1])


def cut(start: float, stop: float, size: int) -> slice:
    first = int(np.clip(start, 0, size - 8))
    return slice(first, int(np.clip(np.ceil(stop), first + 8, size)))


def some_response(random: np.random.Generator) -> Response:
    red, green, blue = np.exp(random.normal(0, (0.08, 0.03, 0.08))).tolist()
    exposure = float(np.exp(random.uniform(np.log(0.65), np.log(1.4))))
    return Response((red, green, blue), exposure, random.uniform(0.65, 1.15), random.uniform(1, 4))


def rendered_shard(
    random: np.random.Generator,
    number: int,
    seed: int,
    teachers: Sequence[Embedder],
    identities: int = 0,
    backdrops: int = BACKDROPS,
    side: int = SIDE,
) -> Shard:
    """Each picture's target is the mean of what a teacher says of its identity's, so that views do not matter.

    identities: 0 for as many as are usual.
    """
    kinds = KINDS[number % len(KINDS)]
    people = kinds == PERSON
    identities, views = identities or IDENTITIES[people], VIEWS[people]
    places = lookouts(random, kinds, backdrops, side)
    first = FAR_FROM_FOOTAGE * (1 + seed) + 10_000 * number
    images = list[Image]()
    for each in range(identities):
        solid = drawn_solid(random, kinds, first + each)
        images += [fitted(view) for view in views_of(random, solid, places, views)]
    shard = told(images, np.arange(identities).repeat(views), teachers)
    means = shard.targets.reshape(identities, views, len(teachers), -1).mean(1)
    means /= np.linalg.norm(means, axis=2, keepdims=True)
    return replace(shard, targets=means.reshape(identities, -1).repeat(views, 0), vehicles=not people)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.renders", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--teachers", nargs="+", default=TEACHERS, help="names in the model manifest")
    parser.add_argument("--shards", type=int, default=2 * len(KINDS))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    teachers = load_teachers(options.teachers)
    for number in range(options.shards):
        path = options.out / f"rendered-{options.seed}-{number:03}.npz"
        if not path.exists():
            shard = rendered_shard(np.random.default_rng((options.seed, number)), number, options.seed, teachers)
            write_shard(path, shard)
            print(f"{path}: {len(shard.images)} pictures", flush=True)


if __name__ == "__main__":
    main()
