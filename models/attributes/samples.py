"""python -m models.attributes.samples OUT --seed N: people and vehicles of a synthetic city whose colours are known.

OUT/NNNNN.jpg: a crop as a camera of the city would give it; OUT/NNNNN.png: where in it the object is; OUT/samples.json:
{"NNNNN": {"kind", "names": {region: [name, ...]}}}. Every other outfit has its colours drawn evenly from the palette,
so that rare ones are seen often enough. Needs requirements-city.lock. Started again with another seed, it adds to OUT.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from demo.city.backdrop import Backdrop
from demo.city.bodies import load_bodies
from demo.city.camera import Lens
from demo.city.cameras import CAMERAS
from demo.city.cast import VEHICLES
from demo.city.description import describe_outfit, describe_paint
from demo.city.develop import Sensor
from demo.city.outfit import CLOTH, Colour, sample_outfit
from demo.city.person import Person
from demo.city.plan import ground
from demo.city.render import Picture, Renderer
from demo.city.scene import Scene
from demo.city.solid import Pose, Solid
from demo.city.street import build_street
from demo.city.vehicle import Vehicle
from demo.city.vehicle_types import PAINTS
from viscoper.vision.boxes import Image

WIDTH, HEIGHT = 960, 540
# Metres from the camera, and how far to the side as shares of the half picture.
NEAR_PEOPLE, NEAR_VEHICLES, NEAR_LARGE = (6.0, 13.5), (8.0, 18.0), (12.0, 22.0)
ASIDE = (-0.62, 0.0, 0.62)
LEAST_SEEN = 0.8
# A detector's box lies this far around the object, give or take, in pixels.
MARGIN, MARGIN_SPREAD = 3.0, 2.0
FRAME_QUALITY = 70


def draw_person(random: np.random.Generator, evenly: bool) -> Person:
    bodies = load_bodies()
    body, seed = int(random.integers(1, len(bodies.people) + 1)), int(random.integers(1, 10**8))
    outfit = sample_outfit(seed, *bodies.people[body - 1])
    if evenly:
        cloth = [any_cloth(random) for _ in range(4)]
        outfit = replace(
            outfit, top=cloth[0], top_second=cloth[1], outer_colour=cloth[2], bottom_colour=cloth[3]
        )  # fmt: skip
    return Person(body, seed, outfit)


def any_cloth(random: np.random.Generator) -> Colour:
    colour = np.array(CLOTH[int(random.integers(len(CLOTH)))][0])
    return np.asarray(np.clip(colour + random.normal(0, 6, 3), 8, 245), np.float32)


def draw_vehicle(random: np.random.Generator, evenly: bool) -> Vehicle:
    name, seed = VEHICLES[int(random.integers(len(VEHICLES)))], int(random.integers(1, 10**6))
    if not evenly:
        return Vehicle(name, seed)
    paint = np.array(PAINTS[int(random.integers(len(PAINTS)))][0]) + random.normal(0, 6, 3)
    red, green, blue = np.clip(paint, 5, 245).astype(int).tolist()
    return Vehicle(name, seed, (red, green, blue))


def cast(random: np.random.Generator, people: int, vehicles: int) -> Iterator[list[Solid]]:
    """Three people or one vehicle at a time."""
    for index in range(people // len(ASIDE)):
        yield [draw_person(random, index % 2 == 0) for _ in ASIDE]
    for index in range(vehicles):
        yield [draw_vehicle(random, index % 2 == 0)]


def pose(random: np.random.Generator, lens: Lens, solid: Solid, aside: float) -> Pose:
    """Somewhere before the camera, turned anyhow."""
    reach = NEAR_PEOPLE if isinstance(solid, Person) else NEAR_VEHICLES
    reach = NEAR_LARGE if isinstance(solid, Vehicle) and solid.shape.large else reach
    ahead = lens.axes[2][:2] / np.linalg.norm(lens.axes[2][:2])
    away = random.uniform(*reach)
    shift = (aside + random.uniform(-0.15, 0.15)) * away * lens.width / 2 / lens.focal
    x, y = (lens.position[:2] + ahead * away + np.array([ahead[1], -ahead[0]]) * shift).tolist()
    height = ground(x, y) if isinstance(solid, Person) else 0.0
    return Pose(x, y, height, random.uniform(0, 2 * np.pi), 1.4, random.uniform(0, 50))


def as_recorded(frame: Image) -> Image:
    """BGR, compressed as footage is."""
    _, data = cv2.imencode(".jpg", frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, FRAME_QUALITY])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def crops(
    random: np.random.Generator, frame: Image, picture: Picture, solids: list[Solid]
) -> Iterator[tuple[Image, Image, dict[str, Any]]]:
    """Crop, mask and what it shows, of all that is well seen."""
    for seen in picture.visible:
        if seen.share < LEAST_SEEN:
            continue
        x, y, w, h = seen.box
        left, top, right, bottom = (MARGIN + random.normal(0, MARGIN_SPREAD, 4)).tolist()
        rows = slice(max(0, int(y - top)), min(HEIGHT, int(y + h + bottom)))
        columns = slice(max(0, int(x - left)), min(WIDTH, int(x + w + right)))
        owner = picture.owner[::2, ::2][rows, columns]
        solid = solids[seen.number]
        names = describe_outfit(solid.outfit) if isinstance(solid, Person) else {}
        names |= describe_paint(solid.paint) if isinstance(solid, Vehicle) else {}
        mask = np.asarray((owner == seen.number) * 255, np.uint8)
        yield frame[rows, columns], mask, {"kind": solid.kind, "names": names}


def samples(seed: int, people: int, vehicles: int) -> Iterator[tuple[Image, Image, dict[str, Any]]]:
    """From each camera of the city so many people and vehicles."""
    random = np.random.default_rng(seed)
    street = build_street(seed, [plan.at for plan in CAMERAS])
    for number, plan in enumerate(CAMERAS):
        lens = Lens(plan, WIDTH, HEIGHT)
        backdrop = Backdrop(lens, street, seed)
        sensor = Sensor(backdrop.picture, plan.response, seed + number)
        for solids in cast(random, people, vehicles):
            places = ASIDE if len(solids) > 1 else (0.0,)
            poses = {i: pose(random, lens, *each) for i, each in enumerate(zip(solids, places, strict=True))}
            picture = Renderer(Scene(solids), backdrop).draw(poses)
            yield from crops(random, as_recorded(sensor.frame(picture.light, picture.changed)), picture, solids)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.attributes.samples", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--people", type=int, default=60, help="from each camera")
    parser.add_argument("--vehicles", type=int, default=36, help="from each camera")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    listing = options.out / "samples.json"
    told: dict[str, Any] = json.loads(listing.read_text()) if listing.exists() else {}
    for crop, mask, facts in samples(options.seed, options.people, options.vehicles):
        name = f"{len(told):05}"
        cv2.imwrite(str(options.out / f"{name}.jpg"), crop, [cv2.IMWRITE_JPEG_QUALITY, 95])
        cv2.imwrite(str(options.out / f"{name}.png"), mask)
        told[name] = facts
        listing.write_text(json.dumps(told))


if __name__ == "__main__":
    main()
