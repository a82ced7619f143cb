"""What a person looks like: skin, hair and clothes, drawn from a seed.

Dark and neutral clothes are the commonest, as on a real street, so that colour alone does not tell people apart.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float32]  # (3,) sRGB 0 to 255
Rgb = tuple[int, int, int]

CLOTH: list[tuple[Rgb, float]] = [  # (colour, how common)
    ((25, 25, 28), 14),
    ((45, 48, 55), 9),
    ((90, 92, 95), 7),
    ((150, 150, 150), 6),
    ((225, 225, 220), 5),
    ((240, 240, 238), 6),
    ((30, 40, 75), 8),
    ((40, 70, 130), 3.5),
    ((90, 130, 185), 3),
    ((150, 25, 30), 2.5),
    ((190, 50, 40), 1.6),
    ((30, 75, 50), 2),
    ((75, 95, 50), 2.5),
    ((205, 175, 60), 1),
    ((225, 125, 35), 0.8),
    ((120, 80, 50), 2.5),
    ((180, 150, 110), 2.5),
    ((215, 195, 165), 3),
    ((110, 50, 95), 1),
    ((225, 150, 170), 1.2),
    ((60, 130, 140), 1.2),
    ((95, 25, 45), 2),
]
TROUSERS: list[tuple[Rgb, float]] = [
    ((28, 28, 32), 1),
    ((35, 40, 60), 1),
    ((95, 95, 98), 1),
    ((60, 60, 62), 1),
    ((150, 130, 100), 1),
    ((190, 175, 150), 1),
    ((75, 70, 50), 1),
    ((105, 75, 50), 1),
    ((215, 212, 205), 1),
]
DENIM: list[tuple[Rgb, float]] = [((35, 40, 60), 1), ((45, 65, 105), 1), ((70, 95, 140), 1), ((28, 28, 32), 1)]
SKIN: list[tuple[Rgb, float]] = [
    ((233, 196, 170), 20),
    ((225, 180, 150), 22),
    ((205, 155, 120), 20),
    ((170, 120, 85), 13),
    ((130, 88, 60), 10),
    ((95, 62, 44), 8),
    ((70, 46, 34), 7),
]
HAIR: list[tuple[Rgb, float]] = [
    ((18, 15, 14), 25),
    ((30, 22, 18), 20),
    ((55, 36, 24), 20),
    ((90, 60, 35), 13),
    ((140, 100, 55), 8),
    ((185, 150, 95), 5),
    ((105, 45, 25), 4),
]
GREY_HAIR: list[tuple[Rgb, float]] = [((120, 118, 115), 1), ((185, 183, 180), 1)]
SHOES: list[tuple[Rgb, float]] = [
    ((20, 20, 22), 35),
    ((235, 235, 232), 30),
    ((120, 75, 45), 12),
    ((60, 60, 65), 13),
    ((180, 40, 40), 5),
    ((40, 60, 120), 5),
]

Pattern = Literal["plain", "stripes", "plaid", "checks", "logo", "yoke", "upright stripes", "high visibility"]


@dataclass(frozen=True)
class Outfit:
    """Lengths in metres on the average body; sleeve: 1 to the elbow, 2 to the wrist."""

    seed: int
    skin: Colour
    hair: Colour
    hairstyle: str
    beard: bool
    hat: str
    hat_colour: Colour
    top: Colour
    top_second: Colour
    pattern: Pattern
    sleeve: float
    hem: float
    tucked: bool
    outer: str
    outer_colour: Colour
    outer_second: Colour
    outer_pattern: Pattern
    open: bool
    bottom: str
    bottom_colour: Colour
    looseness: float
    skirt_end: float
    side_stripe: bool
    stripe: float
    shoe: Colour
    sock: Colour
    bag: str
    bag_colour: Colour

    @property
    def bare_legs(self) -> bool:
        return self.bottom in ("shorts", "skirt", "dress")


def pick(random: np.random.Generator, options: dict[str, float]) -> str:
    shares = np.array(list(options.values()))
    return str(list(options)[int(random.choice(len(options), p=shares / shares.sum()))])


def shade_of(random: np.random.Generator, palette: list[tuple[Rgb, float]], spread: float = 12) -> Colour:
    """A colour of the palette, moved a little."""
    shares = np.array([share for _, share in palette])
    colour = np.array(palette[int(random.choice(len(palette), p=shares / shares.sum()))][0])
    moved = colour + random.normal(0, spread, 3) * 0.5 + random.normal(0, spread) * 0.5
    return np.asarray(np.clip(moved, 8, 245), np.float32)


def sample_outfit(seed: int, female: bool, age: str) -> Outfit:
    random = np.random.default_rng(seed)
    grey = age == "old" and random.random() < 0.75
    bottom = pick(random, WOMENS_BOTTOMS if female else MENS_BOTTOMS)
    palette = DENIM if bottom == "jeans" else CLOTH if bottom in ("skirt", "dress") else TROUSERS
    return Outfit(
        seed=seed,
        skin=shade_of(random, SKIN, 5),
        hair=shade_of(random, GREY_HAIR if grey else HAIR, 5),
        hairstyle=pick(random, WOMENS_HAIR if female else MENS_HAIR),
        beard=not female and age != "child" and random.random() < 0.25,
        hat=pick(random, {"none": 80, "cap": 12, "beanie": 8}),
        hat_colour=shade_of(random, CLOTH),
        top=shade_of(random, CLOTH),
        top_second=shade_of(random, CLOTH),
        pattern=pick_pattern(random, TOP_PATTERNS),
        sleeve=float(random.choice([0.55, 2.0, 1.1], p=[0.4, 0.5, 0.1])),
        hem=float(random.choice([0.14, 0.08, 0.02], p=[0.3, 0.5, 0.2])),
        tucked=random.random() < 0.25,
        outer=pick(random, OUTER),
        outer_colour=shade_of(random, CLOTH),
        outer_second=shade_of(random, CLOTH),
        outer_pattern=pick_pattern(random, OUTER_PATTERNS),
        open=random.random() < 0.5,
        bottom=bottom,
        bottom_colour=shade_of(random, palette, 8),
        looseness=0.002 if bottom == "leggings" else random.uniform(0.004, 0.028),
        skirt_end=random.uniform(-0.5, -0.1),
        side_stripe=random.random() < 0.08,
        stripe=random.uniform(0.02, 0.09),
        shoe=shade_of(random, SHOES, 6),
        sock=shade_of(random, [((225, 225, 225), 1), ((30, 30, 30), 1)], 4),
        bag=pick(random, {"none": 54, "backpack": 22, "shoulder": 14, "hand": 10}),
        bag_colour=shade_of(random, CLOTH),
    )


WOMENS_BOTTOMS = {"trousers": 34.0, "jeans": 28, "shorts": 8, "skirt": 12, "dress": 8, "leggings": 10}
MENS_BOTTOMS = {"trousers": 46.0, "jeans": 40, "shorts": 14}
WOMENS_HAIR = {"short": 15.0, "medium": 20, "long": 40, "bun": 10, "ponytail": 15}
MENS_HAIR = {"buzz": 20.0, "short": 60, "bald": 12, "medium": 8}
OUTER = {"none": 46.0, "jacket": 20, "coat": 9, "puffer": 10, "hoodie": 10, "vest": 5}
TOP_PATTERNS: dict[Pattern, float] = {
    "plain": 48,
    "stripes": 14,
    "plaid": 10,
    "checks": 6,
    "logo": 10,
    "yoke": 6,
    "upright stripes": 6,
}
OUTER_PATTERNS: dict[Pattern, float] = {"plain": 82, "plaid": 7, "yoke": 6, "high visibility": 5}


def pick_pattern(random: np.random.Generator, options: dict[Pattern, float]) -> Pattern:
    shares = np.array(list(options.values()))
    return list(options)[int(random.choice(len(options), p=shares / shares.sum()))]
