"""Which parts of the body clothes cover, and the cloth's colour there."""

import numpy as np
from numpy.typing import NDArray

from demo.city.bodies import Place
from demo.city.noise import wave_noise
from demo.city.outfit import Colour, Outfit, Pattern
from demo.city.raster import Floats

Mask = NDArray[np.bool_]
LOWEST_COVERED = {"shorts": -0.30, "skirt": 0.05, "dress": 0.05}
ANKLE, SHOE_TOP, SOLE = -0.735, -0.745, -0.815
OUTER_HEM = {"jacket": 0.08, "hoodie": 0.06, "vest": 0.1, "puffer": 0.05, "coat": 0.02}
REFLECTIVE, LIME = (215, 218, 220), (205, 225, 40)


def top_covers(outfit: Outfit, at: Place) -> Mask:
    neckline = 0.735 + 0.02 * (at.y > 0) - 0.045 * np.exp(-((at.x / 0.06) ** 2)) * (at.y < 0)
    hem = 0.0 if outfit.bottom == "dress" else 0.17 if outfit.tucked else outfit.hem
    sleeve_end = outfit.sleeve * 0.93 if outfit.sleeve < 1.9 else 1.93
    return np.asarray(np.where(at.arm > 0.5, at.along < sleeve_end, (at.z < neckline) & (at.z > hem)))


def bottom_covers(outfit: Outfit, at: Place) -> Mask:
    lowest = LOWEST_COVERED.get(outfit.bottom, ANKLE)
    return np.asarray((at.arm < 0.5) & (at.z <= 0.2) & (at.z > lowest))


def shoe_covers(at: Place) -> Mask:
    return np.asarray((at.z < SHOE_TOP) & (at.arm < 0.5))


def outer_covers(outfit: Outfit, at: Place) -> Mask:
    vest = outfit.outer == "vest"
    collar = 0.70 if vest else 0.755
    covers = np.where(
        at.arm > 0.5, at.along < (0.08 if vest else 1.9), (at.z < collar) & (at.z > OUTER_HEM[outfit.outer])
    )
    front = (at.arm < 0.5) & (at.y < (-0.02 if outfit.open else 0))
    if outfit.open:
        gap = np.abs(at.x) < 0.035 + 0.05 * np.clip((0.75 - at.z) / 0.7, 0, 1)
    else:
        gap = (np.abs(at.x) < (at.z - 0.64) * 0.5) & (at.z > 0.64)
    return np.asarray(covers & ~(front & gap))


def cloth_height(at: Place) -> Floats:
    """Height for patterns: up the trunk, or along the sleeve."""
    return np.where(at.arm > 0.5, at.along * np.float32(0.28), at.z)


def patterned(outfit: Outfit, at: Place, base: Colour, second: Colour, pattern: Pattern) -> Floats:
    """(n, 3) colours of a patterned cloth."""
    height, sleeve = cloth_height(at), at.arm > 0.5
    around = np.where(sleeve, np.arctan2(at.y, at.x) * 0.12, np.arctan2(at.x, -at.y) * 0.16)
    colour = np.repeat(base[None], len(height), 0).astype(np.float32)
    stripe, front = outfit.stripe, ~sleeve & (at.y < 0)
    match pattern:
        case "stripes":
            colour[(height / stripe) % 1 < 0.45] = second
        case "upright stripes":
            colour[(around / (stripe * 0.6)) % 1 < 0.35] = second
        case "checks":
            colour[(np.floor(height / stripe * 2) + np.floor(around / stripe * 2)) % 2 < 1] = second
        case "yoke":
            colour[np.where(sleeve, at.along < 0.35, at.z > 0.52)] = second
        case "plaid":
            mixed = (((height / stripe) % 1 < 0.5) * 0.5 + ((around / stripe) % 1 < 0.5) * 0.5)[:, None]
            colour = (base * (1 - mixed) + second * mixed).astype(np.float32)
            line = ((height / stripe) % 1 < 0.06) | ((around / stripe) % 1 < 0.06)
            colour[line] = colour[line] * 0.4 + 120
        case "logo":
            print_ = front & (np.abs(at.x) < 0.1) & (np.abs(at.z - 0.5) < 0.07)
            colour[print_ & ((wave_noise(at.points, 60, outfit.seed) > 0) | (np.abs(at.z - 0.5) < 0.025))] = second
        case "high visibility":
            colour[:] = LIME
            bands = (np.abs(height - 0.30) < 0.025) | (np.abs(height - 0.45) < 0.025)
            colour[bands | (~sleeve & (np.abs(np.abs(at.x) - 0.1) < 0.025))] = REFLECTIVE
    return colour


def wrinkles(at: Place, seed: int, strength: float = 0.09, stretch: tuple[float, float, float] = (1, 1, 1.6)) -> Floats:
    """(n, 1) factors about 1: folds lighten and darken the cloth."""
    points = at.points * np.array(stretch, np.float32)
    folds = wave_noise(points, 22, seed) + 0.6 * wave_noise(points, 48, seed + 1)
    return np.asarray(1 + strength * np.clip(folds, -1.6, 1.6), np.float32)[:, None]
