"""python -m models.training.prepare DATA OUT: makes pictures and asks the teacher about each.

The teacher is an embedder of the model manifest. Shard 0 holds the real pictures, later ones people and vehicles that
never were. Started again, it goes on after the last shard that is whole; a shard follows from the seed and its number.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.fetch import fetch_detector
from models.training.compose import Album, blended, made_up_person, made_up_vehicle
from models.training.pictures import (
    Picture,
    conreid,
    fall_action,
    footage,
    read_photographs,
    two_camera_vehicles,
)
from models.training.rendered_people import rendered_people
from models.training.shards import Shard, write_shard
from models.training.teacher import TEACHER, told
from viscoper.settings import load_settings
from viscoper.vision.detector import Detector
from viscoper.vision.embedders import Embedder, load_embedder

# Identities of a shard, and pictures of each.
IDENTITIES, VIEWS = 512, 4
VEHICLE_SHARE, BLENDED_SHARE = 0.16, 0.3
# The last of conreid's identities by number are kept for evaluation.
KEPT_BACK = 20


def real_pictures(data: Path, clips: Sequence[Path] = ()) -> list[Picture]:
    """What is trained on: no identity that is kept for evaluation. Raises ValueError for a set without pictures."""
    people = list(conreid(data / "conreid"))
    kept_back = set(sorted({picture.identity for picture in people})[-KEPT_BACK:])
    people = [picture for picture in people if picture.identity not in kept_back]
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


def albums(pictures: Iterable[Picture]) -> dict[str, Album]:
    """By kind, all pictures of each identity."""
    grouped: dict[str, dict[str, list[npt.NDArray[np.uint8]]]] = {"person": {}, "vehicle": {}}
    for picture in pictures:
        grouped[picture.kind].setdefault(picture.identity, []).append(picture.image)
    return {kind: {name: np.stack(images) for name, images in each.items()} for kind, each in grouped.items()}


def real_shard(pictures: Sequence[Picture], teacher: Embedder) -> Shard:
    names = np.array([picture.identity for picture in pictures])
    return told([picture.image for picture in pictures], np.unique(names, return_inverse=True)[1], teacher)


def made_up_shard(random: np.random.Generator, of: dict[str, Album], identities: int, teacher: Embedder) -> Shard:
    images: list[npt.NDArray[np.uint8]] = []
    for _ in range(identities):
        vehicle = bool(of["vehicle"]) and random.random() < VEHICLE_SHARE
        make, album = (made_up_vehicle, of["vehicle"]) if vehicle else (made_up_person, of["person"])
        views = make(random, album, VIEWS)
        if random.random() < BLENDED_SHARE:
            views = blended(random, views, make(random, album, VIEWS))
        images += views
    return told(images, np.arange(identities).repeat(VIEWS), teacher)


def prepare(
    pictures: list[Picture], out: Path, teacher: Embedder, shards: int, seed: int, identities: int = IDENTITIES
) -> None:
    of = albums(pictures)
    for number in range(shards):
        path = out / f"{number:04}.npz"
        if path.exists():
            continue
        random = np.random.default_rng((seed, number))
        shard = made_up_shard(random, of, identities, teacher) if number else real_shard(pictures, teacher)
        write_shard(path, shard)
        print(f"{path}: {len(shard.images)} pictures", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.prepare", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--footage", type=Path, nargs="*", default=[], metavar="CLIP", help="people are cut out of it")
    parser.add_argument("--rendered", type=Path, metavar="DIR", help="shards of models.attributes.samples")
    parser.add_argument("--teacher", default=TEACHER, help="name in the model manifest")
    parser.add_argument("--shards", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    teacher = load_embedder(load_settings().model_copy(update={"embedder": options.teacher}))
    pictures = real_pictures(options.data, options.footage)
    if options.rendered:
        photographs = read_photographs(options.data / "fall_action/images")
        pictures += rendered_people(options.rendered, photographs, options.seed)
    prepare(pictures, options.out, teacher, options.shards, options.seed)


if __name__ == "__main__":
    main()
