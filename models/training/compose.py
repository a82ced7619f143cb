"""People and vehicles that never were: bodies put together of several, dyed apart, before other backgrounds.

Each is made in several views, out of several pictures of the same bodies, with one dye: they are one identity. The
teacher is asked what each picture looks like, so a composition need not look right, only varied.
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.vision.boxes import Image

TALL, BROAD = 128, 64
# Rows of neck and waist in a picture of TALL rows.
NECK, WAIST = 22, (52, 76)

Floats = npt.NDArray[Any]
Dye = Callable[[Image], Floats]
# Pictures [n, TALL, BROAD, 3] of each identity.
Album = dict[str, npt.NDArray[np.uint8]]

ROWS, COLUMNS = np.mgrid[0:TALL, 0:BROAD].astype(np.float32)


def made_up_person(random: np.random.Generator, people: Album, views: int) -> list[Image]:
    """Trunk of one, legs and head of the same or of others, the clothes dyed apart."""
    names = list(people)
    trunk = names[random.integers(len(names))]
    legs = trunk if random.random() < 0.35 else names[random.integers(len(names))]
    head = names[random.integers(len(names))] if random.random() < 0.3 else trunk
    above, below = dye(random), dye(random)
    waist = random.uniform(*WAIST)
    pictures = [_chosen(random, people[name], views) for name in (trunk, legs, head)]
    made = []
    for whole, lower, upper in zip(*pictures, strict=True):
        under_waist = _step(ROWS, waist + random.normal(0, 3), random.uniform(0.6, 2.5))
        dressed = above(whole) * (1 - under_waist) + below(whole if legs == trunk else lower) * under_waist
        under_neck = _step(ROWS, NECK + random.normal(0, 2), 1.5)
        dressed = (whole if head == trunk else upper) * (1 - under_neck) + dressed * under_neck
        made.append(_set_before(random, dressed, people, 0.55, (15, 24)))
    return made


def made_up_vehicle(random: np.random.Generator, vehicles: Album, views: int) -> list[Image]:
    """One vehicle painted anew, sometimes in two colours."""
    names = list(vehicles)
    pictures = _chosen(random, vehicles[names[random.integers(len(names))]], views)
    above = dye(random)
    below = dye(random) if random.random() < 0.4 else above
    under = _step(ROWS, random.uniform(30, 100), 3.0)
    painted = (above(picture) * (1 - under) + below(picture) * under for picture in pictures)
    return [_set_before(random, picture, vehicles, 0.4, (22, 31)) for picture in painted]


def blended(random: np.random.Generator, some: list[Image], others: list[Image]) -> list[Image]:
    """Two identities, view for view, shine through each other: what a teacher says of what is no picture of anybody
    tells most of how it sees (Beyer et al., "A good teacher is patient and consistent", CVPR 2022)."""
    share = random.uniform(0.3, 0.7)
    return [
        np.asarray(cv2.addWeighted(one, share, other, 1 - share, 0), np.uint8)
        for one, other in zip(some, others, strict=True)
    ]


def dye(random: np.random.Generator) -> Dye:
    """One change of colour for all views of a garment: hue, strength, brightness; channels, a tint, stripes."""
    if random.random() < 0.15:
        return lambda image: image.astype(np.float32)
    turn, strength, more = random.integers(0, 180), random.uniform(0, 2.4), random.uniform(-10, 60)
    bright, offset = random.uniform(0.45, 1.5), random.uniform(-40, 40)
    order = random.permutation(3) if random.random() < 0.4 else np.arange(3)
    tint, tinted = random.uniform(0, 255, 3), random.uniform(0.25, 0.7) * (random.random() < 0.35)
    stripes, striped = _stripes(random), random.uniform(0.2, 0.7) * (random.random() < 0.18)
    ink = random.uniform(0, 255, 3)

    def change(image: Image) -> Floats:
        hsv = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_BGR2HSV).astype(np.float32)
        hsv[..., 0] = (hsv[..., 0] + turn) % 180
        hsv[..., 1] = np.clip(hsv[..., 1] * strength + more, 0, 255)
        hsv[..., 2] = np.clip(hsv[..., 2] * bright + offset, 0, 255)
        dyed = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR)[..., order].astype(np.float32)
        light = dyed.mean(2, keepdims=True) / 128
        dyed = (1 - tinted) * dyed + tinted * np.clip(light * tint, 0, 255)
        on = stripes * striped
        return np.asarray((1 - on) * dyed + on * np.clip(light * ink, 0, 255))

    return change


def _stripes(random: np.random.Generator) -> Floats:
    """[TALL, BROAD, 1] of 0 and 1."""
    angle = random.choice([0, random.uniform(0, np.pi)])
    phase = 2 * np.pi * (ROWS * np.cos(angle) + COLUMNS * np.sin(angle)) / random.uniform(3, 14)
    return np.asarray(np.sin(phase) > 0.2, np.float32)[..., None]


def _chosen(random: np.random.Generator, pictures: npt.NDArray[np.uint8], count: int) -> npt.NDArray[np.uint8]:
    return pictures[random.choice(len(pictures), count, replace=len(pictures) < count)]


def _step(place: Floats, edge: float, softness: float) -> Floats:
    """0 before the edge and 1 behind it, [TALL, BROAD, 1]."""
    return np.asarray(1 / (1 + np.exp(-np.clip((place - edge) / softness, -50, 50))))[..., None]


def _set_before(
    random: np.random.Generator, image: Floats, album: Album, share: float, half_width: tuple[float, float]
) -> Image:
    """`share` of the pictures get the sides of another one, sometimes blurred, around their middle."""
    if random.random() < share:
        names = list(album)
        behind = _chosen(random, album[names[random.integers(len(names))]], 1)[0].astype(np.float32)
        if random.random() < 0.5:
            behind = np.roll(cv2.GaussianBlur(behind, (0, 0), 4), int(random.integers(BROAD)), 1)
        away = np.abs(COLUMNS - BROAD / 2 - random.normal(0, 1.5))
        outside = _step(away, random.uniform(*half_width), 2.0)
        image = image * (1 - outside) + behind * outside
    return np.clip(image, 0, 255).astype(np.uint8)
