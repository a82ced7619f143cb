"""Who is in the city and where they go: drawn from the seed until each passes enough cameras."""

from collections.abc import Callable

import numpy as np

from demo.city.bodies import load_bodies
from demo.city.camera import Lens
from demo.city.path import Path
from demo.city.person import Person
from demo.city.raster import Floats
from demo.city.routes import driving_route, walking_route
from demo.city.traffic import Mover
from demo.city.vehicle import Vehicle

WALKING_PACE, DRIVING_PACE = (1.2, 1.6), (5.5, 8.0)  # metres a second; 20 to 29 km/h
# Metres within which a passage is worth recording, and in which nobody may appear from nowhere.
NEAR = {"person": 13.0, "vehicle": 22.0}
PASSING = {"person": 6, "vehicle": 2}  # half seconds
POPPING = 45.0
TRIES = 4000
VEHICLES = ("sedan", "suv", "hatchback", "van", "sedan", "pickup", "minibus", "truck", "hatchback", "bus")
# The last person of every six wears the clothes of the one before; the fifth vehicle is the first's twin.
LOOK_ALIKE_EVERY, TWIN = 6, 4


def cast(seed: int, people: int, vehicles: int, lenses: list[Lens], seconds: float) -> list[Mover]:
    """People first, then vehicles. Everybody passes two cameras or more, some three."""
    random = np.random.default_rng(seed)
    movers = [walker(random, seed, number, lenses, seconds) for number in range(people)]
    return movers + [driver(random, seed, number, lenses, seconds, movers) for number in range(vehicles)]


def walker(random: np.random.Generator, seed: int, number: int, lenses: list[Lens], seconds: float) -> Mover:
    person = Person(body_of(seed, number), 1000 * seed + number)
    if number % LOOK_ALIKE_EVERY == LOOK_ALIKE_EVERY - 1:
        before = Person(body_of(seed, number - 1), 1000 * seed + number - 1)
        person = Person(body_of(seed, number), 1000 * seed + number, before.outfit)

    def candidate() -> Mover:
        pace = random.uniform(*WALKING_PACE)
        path = Path(walking_route(random, pace * seconds + 10), 1.5)
        departure = float(random.choice([0.0, random.uniform(0, seconds / 4)]))
        return Mover(person, path, pace, departure, aside=random.uniform(0.25, 1.1))

    return choose(candidate, lenses, seconds, 3 if number % 2 == 0 else 2)


def body_of(seed: int, number: int) -> int:
    """A body of its own for each person. Children, who do not walk alone, are left out."""
    grown = [body for body, (_, age) in enumerate(load_bodies().people, 1) if age != "child"]
    return grown[(7 * seed + 5 * number) % len(grown)]


def driver(
    random: np.random.Generator, seed: int, number: int, lenses: list[Lens], seconds: float, others: list[Mover]
) -> Mover:
    vehicle = Vehicle(VEHICLES[number % len(VEHICLES)], 1000 * seed + 500 + number)
    if number == TWIN:
        first = Vehicle(VEHICLES[0], 1000 * seed + 500)
        vehicle = Vehicle(VEHICLES[0], 1000 * seed + 500 + number, first.paint)

    def candidate() -> Mover:
        # Spread over the time, so that the streets are neither empty nor jammed.
        departure = seconds * 0.75 * (number + random.uniform(0, 0.8)) / len(VEHICLES)
        return Mover(vehicle, Path(driving_route(random), 5.0), random.uniform(*DRIVING_PACE), departure)

    return choose(candidate, lenses, seconds, 4 if number % 2 == 0 else 3)


def choose(candidate: Callable[[], Mover], lenses: list[Lens], seconds: float, cameras: int) -> Mover:
    """The first candidate that passes so many cameras, else the best of all tries."""
    best, most = candidate(), -1
    for _ in range(TRIES):
        mover = candidate()
        passed = cameras_passed(mover, lenses, seconds)
        if passed > most:
            best, most = mover, passed
        if most >= cameras:
            break
    return best


def cameras_passed(mover: Mover, lenses: list[Lens], seconds: float) -> int:
    """Number of cameras passed near by, at full pace; -1 for somebody who would appear or vanish in sight."""
    times = np.arange(mover.departure, seconds, 0.5)
    travelled = (times - mover.departure) * mover.pace
    travelled = travelled[travelled < mover.path.length]
    spots = [mover.beside(float(distance)) for distance in travelled]
    points = np.array([(spot.x, spot.y, mover.solid.height / 2) for spot in spots], np.float32)
    if mover.kind == "person":
        ends = [0] if mover.departure > 0 else []
        ends += [-1] if len(points) < len(times) else []
        if any(in_sight(points[end:][:1], lens, POPPING).any() for end in ends for lens in lenses):
            return -1
    return sum(int(in_sight(points, lens, NEAR[mover.kind]).sum()) >= PASSING[mover.kind] for lens in lenses)


def in_sight(points: Floats, lens: Lens, reach: float) -> Floats:
    """Whether points are in the picture and nearer than `reach`."""
    x, y, inverse = lens.project(points).T
    return np.asarray((inverse > 1 / reach) & (x > 0) & (x < lens.width) & (y > 0) & (y < lens.height))
