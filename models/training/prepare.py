"""python -m models.training.prepare DATA OUT: makes pictures and asks the teachers about each.

The teachers are embedders of the model manifest. Of each kind shard 0 holds the real pictures, later ones people or
vehicles that never were. Started again, it goes on after the last shard that is whole; a shard follows from the seed,
its kind and its number.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.fetch import fetch_detector
from models.training.compose import Album, blended, made_up_person, made_up_vehicle
from models.training.pictures import Picture, conreid, fall_action, footage, two_camera_vehicles
from models.training.shards import Shard, write_shard
from models.training.teacher import TEACHERS, load_teachers, told
from viscoper.settings import load_settings
from viscoper.vision.boxes import Image
from viscoper.vision.detector import Detector
from viscoper.vision.embedders import Embedder

# Identities of a shard, and pictures of each.
IDENTITIES, VIEWS = 512, 4
BLENDED_SHARE = 0.3
SHARDS = {"person": 4, "vehicle": 2}
MakeUp = Callable[[np.random.Generator, Album, int], list[Image]]
MAKE: dict[str, MakeUp] = {"person": made_up_person, "vehicle": made_up_vehicle}
# The last of conreid's identities by number are kept for evaluation.
KEPT_BACK = 20
# Of one person's frames, which are alike.
OF_EACH = 40


def real_pictures(data: Path, clips: Sequence[Path] = ()) -> list[Picture]:
    """What is trained on: no identity that is kept for evaluation. Raises ValueError for a set without pictures."""
    people = list(conreid(data / "conreid"))
    kept_back = set(sorted({picture.identity for picture in people})[-KEPT_BACK:])
    people = thinned(picture for picture in people if picture.identity not in kept_back)
    vehicles = list(two_camera_vehicles(data / "vehicle_reid_2cam", "train.txt"))
    falls = list(fall_action(data / "fall_action"))
    for name, found in (("conreid", people), ("fall_action", falls), ("vehicle_reid_2cam", vehicles)):
        if not found:
            raise ValueError(f"{data / name} holds no pictures; models/appearance/README.md says what lies where")
    pictures = people + falls + vehicles
    if clips:
        settings = load_settings()
        detector = Detector(fetch_detector(settings), settings.home, settings.detector_size, settings.person_score)
        pictures += [picture for clip in clips for picture in footage(clip, detector)]
    return pictures


def thinned(pictures: Iterable[Picture]) -> list[Picture]:
    """About OF_EACH of every identity, evenly over its pictures."""
    by_identity: dict[str, list[Picture]] = {}
    for picture in pictures:
        by_identity.setdefault(picture.identity, []).append(picture)
    return [picture for some in by_identity.values() for picture in some[:: max(round(len(some) / OF_EACH), 1)]]


def albums(pictures: Iterable[Picture]) -> dict[str, Album]:
    """By kind, all pictures of each identity."""
    grouped: dict[str, dict[str, list[npt.NDArray[np.uint8]]]] = {"person": {}, "vehicle": {}}
    for picture in pictures:
        grouped[picture.kind].setdefault(picture.identity, []).append(picture.image)
    return {kind: {name: np.stack(images) for name, images in each.items()} for kind, each in grouped.items()}


def real_shard(pictures: Sequence[Picture], teachers: Sequence[Embedder]) -> Shard:
    names = np.array([picture.identity for picture in pictures])
    return told([picture.image for picture in pictures], np.unique(names, return_inverse=True)[1], teachers)


def made_up_shard(
    random: np.random.Generator, make: MakeUp, album: Album, identities: int, teachers: Sequence[Embedder]
) -> Shard:
    images: list[npt.NDArray[np.uint8]] = []
    for _ in range(identities):
        views = make(random, album, VIEWS)
        if random.random() < BLENDED_SHARE:
            views = blended(random, views, make(random, album, VIEWS))
        images += views
    return told(images, np.arange(identities).repeat(VIEWS), teachers)


def prepare(
    pictures: list[Picture],
    out: Path,
    teachers: Sequence[Embedder],
    shards: Mapping[str, int],
    seed: int,
    identities: int = IDENTITIES,
) -> None:
    """shards: how many of each kind."""
    for kind, album in albums(pictures).items():
        for number in range(shards[kind] if album else 0):
            path = out / f"{kind}-{number:03}.npz"
            if path.exists():
                continue
            if number:
                random = np.random.default_rng((seed, number, list(MAKE).index(kind)))
                shard = made_up_shard(random, MAKE[kind], album, identities, teachers)
            else:
                shard = real_shard([picture for picture in pictures if picture.kind == kind], teachers)
            write_shard(path, replace(shard, vehicles=kind == "vehicle"))
            print(f"{path}: {len(shard.images)} pictures", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.prepare", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--footage", type=Path, nargs="*", default=[], metavar="CLIP", help="people are cut out of it")
    parser.add_argument("--teachers", nargs="+", default=TEACHERS, help="names in the model manifest")
    parser.add_argument("--people", type=int, default=SHARDS["person"], metavar="SHARDS")
    parser.add_argument("--vehicles", type=int, default=SHARDS["vehicle"], metavar="SHARDS")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    teachers = load_teachers(options.teachers)
    pictures = real_pictures(options.data, options.footage)
    shards = {"person": options.people, "vehicle": options.vehicles}
    prepare(pictures, options.out, teachers, shards, options.seed)


if __name__ == "__main__":
    main()
