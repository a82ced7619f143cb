"""What the static city is painted with: linear reflectance of asphalt, paving, house fronts, leaves."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo.city.noise import cloud_noise, hash_noise
from demo.city.plan import EASTWARD, NORTHWARD, ROAD
from demo.city.raster import Floats
from demo.city.street import Material

Array = NDArray[Any]
GLASS_SHINE = 0.5
PLAIN = {Material.ROOF: (0.12, 0.12, 0.12), Material.METAL: (0.07, 0.07, 0.07), Material.BARK: (0.12, 0.085, 0.06)}
ZEBRA_MIDDLE, ZEBRA_HALF, STOP_LINE = 5.8, 1.5, 8.4
FRONTS = [
    (150, 85, 65),
    (190, 170, 140),
    (205, 200, 190),
    (120, 110, 100),
    (170, 120, 90),
    (95, 100, 108),
    (200, 185, 150),
    (160, 150, 155),
]
SIGNS = [(150, 25, 30), (20, 60, 120), (30, 100, 60), (230, 225, 215), (30, 30, 32), (220, 160, 40)]


def linear(colours: Any) -> Array:
    return np.asarray((np.array(colours, np.float32) / 255) ** 2.2)


def paint_surface(material: Array, seed: Array, uv: Floats, points: Floats) -> tuple[Floats, Floats]:
    """Reflectance (n, 3) and mirror share (n,) of points on the static mesh."""
    colour: Floats = np.zeros((len(material), 3), np.float32)
    shine: Floats = np.zeros(len(material), np.float32)
    road, pavement, front, leaf = (
        material == kind for kind in (Material.ROAD, Material.PAVEMENT, Material.FACADE, Material.LEAF)
    )
    colour[road] = asphalt(points[road, 0], points[road, 1])
    colour[pavement] = paving(points[pavement, 0], points[pavement, 1])
    colour[front], shine[front] = house_front(seed[front], uv[front, 0], uv[front, 1])
    colour[leaf] = leaves(seed[leaf], uv[leaf, 0])
    for kind, plain in PLAIN.items():
        colour[material == kind] = plain
    return colour, shine


def from_nearest(value: Array, streets: tuple[float, ...]) -> Array:
    """Signed distance from the middle of the nearest street."""
    offsets = value[:, None] - np.array(streets)
    return np.asarray(np.take_along_axis(offsets, np.abs(offsets).argmin(1)[:, None], 1)[:, 0])


def grains(x: Array, y: Array, seed: int) -> Array:
    return hash_noise((x * 60).astype(int), (y * 60).astype(int), seed) - 0.5


def asphalt(x: Array, y: Array) -> Array:
    grey = 0.105 + 0.07 * (cloud_noise(x * 0.35, y * 0.35, 3) - 0.5) + 0.05 * grains(x, y, 1)
    grey += 0.02 * (cloud_noise(x * 6, y * 6, 4) - 0.5)
    grey = np.where(cloud_noise(x * 0.12 + 9, y * 0.12, 8) > 0.62, grey * 0.7, grey)  # patches laid later
    grey = np.where(np.abs(cloud_noise(x * 0.4, y * 0.4, 11) - 0.5) < 0.004, grey * 0.45, grey)  # cracks
    colour = np.stack([grey, grey, grey * 1.02], 1)
    painted = markings(from_nearest(x, NORTHWARD), from_nearest(y, EASTWARD)) & (cloud_noise(x * 3, y * 3, 5) > 0.36)
    colour[painted] = 0.55 + 0.1 * grains(x, y, 2)[painted][:, None]
    return colour


def markings(x: Array, y: Array) -> NDArray[np.bool_]:
    """Lane lines, zebra crossings, stop lines; x, y from the middle of the nearest crossing. Traffic keeps right."""
    painted = np.zeros(len(x), bool)
    for along, across, side in ((x, y, -1), (y, x, 1)):
        here = (np.abs(across) < ROAD) & (np.abs(along) > ROAD)
        beyond = np.abs(along) > 9
        painted |= here & beyond & (np.abs(across) < 0.07) & (along % 6 < 3)
        painted |= here & beyond & (np.abs(np.abs(across) - 3.75) < 0.05)
        painted |= here & (np.abs(np.abs(along) - ZEBRA_MIDDLE) < ZEBRA_HALF) & ((across + 0.25) % 1.0 < 0.5)
        painted |= here & (np.abs(np.abs(along) - STOP_LINE) < 0.2) & (along * across * side < 0)
    return painted


def paving(x: Array, y: Array) -> Array:
    """Slabs of 60 cm, each a little different, with dark joints and stains."""
    slab = hash_noise(np.floor(x / 0.6).astype(int), np.floor(y / 0.6).astype(int), 2) - 0.5
    grey = 0.30 + 0.07 * slab + 0.06 * (cloud_noise(x * 0.8, y * 0.8, 6) - 0.5) + 0.03 * grains(x, y, 3)
    grey = np.where(((x / 0.6) % 1 < 0.03) | ((y / 0.6) % 1 < 0.03), grey * 0.55, grey)
    grey = np.where(cloud_noise(x * 2.5, y * 2.5, 20) > 0.70, grey * 0.8, grey)
    return np.stack([grey * 1.02, grey, grey * 0.95], 1)


def leaves(seed: Array, leaf: Array) -> Array:
    light = hash_noise(leaf.astype(int), seed, 1)
    base = np.array([0.055, 0.10, 0.03]) + np.array([0.05, 0.04, 0.01]) * (seed % 3 == 1)[:, None]
    return np.asarray(base * (0.6 + 0.9 * light)[:, None])


def house_front(seed: Array, along: Array, up: Array) -> tuple[Array, Array]:
    """Walls of brick or plaster, windows upstairs, shops and signs at the street."""
    colour = wall(seed, along, up)
    glass = draw_windows(colour, seed, along, up) | draw_shops(colour, seed, along, up)
    return colour, np.where(glass, GLASS_SHINE, 0)


def wall(seed: Array, along: Array, up: Array) -> Array:
    course = np.floor(up / 0.075).astype(int)
    place = along / 0.22 + 0.5 * (course % 2)
    brick = seed % 8 < 2
    tone = np.where(
        brick,
        0.85 + 0.18 * hash_noise(np.floor(place).astype(int), course, 5),
        1 + 0.12 * (cloud_noise(along * 1.5, up * 1.5, 7) - 0.5),
    )
    colour = linear(FRONTS)[seed % 8] * tone[:, None]
    colour[brick & (((up / 0.075) % 1 < 0.14) | (place % 1 < 0.05))] = 0.3
    dirt = 0.25 * np.clip((1.2 - up) / 1.2, 0, 1) * cloud_noise(along * 0.7, up * 0.7, 9)
    return np.asarray(colour * (1 - dirt)[:, None])


def draw_windows(colour: Array, seed: Array, along: Array, up: Array) -> NDArray[np.bool_]:
    column, floor = along / (2.0 + (seed % 5) * 0.3), (up - 3.6) / (3.1 + (seed % 3) * 0.2)
    across, high = np.abs(column % 1 - 0.5), floor % 1
    pane = (up > 3.6) & (across < 0.24) & (high > 0.25) & (high < 0.78)
    frame = (up > 3.6) & (across < 0.27) & (high > 0.22) & (high < 0.81) & ~pane
    chance = hash_noise(np.floor(column).astype(int), np.floor(floor).astype(int) + seed, 7)
    grey = 0.03 + 0.10 * chance + 0.10 * np.clip(high - 0.3, 0, 1)
    colour[frame] = 0.55
    colour[pane] = np.stack([grey * 0.9, grey, grey * 1.12], 1)[pane]
    colour[pane & (chance > 0.7) & (across > 0.12)] = (0.5, 0.47, 0.4)  # curtains
    colour[pane & ((across < 0.012) | (np.abs(high - 0.55) < 0.012))] = 0.5
    return np.asarray(pane)


def draw_shops(colour: Array, seed: Array, along: Array, up: Array) -> NDArray[np.bool_]:
    shop, place = (seed // 17) % 3 != 0, (along / 3.4) % 1
    glass = shop & (up < 2.9) & (place > 0.07) & (place < 0.93) & (up > 0.55)
    light = 0.02 + 0.28 * np.clip(cloud_noise(along * 1.6 + seed, up * 1.6, 30) - 0.35, 0, 1)
    goods = [light * (1 + 0.5 * np.sin(along * 3 + seed)), light, light * (1 + 0.4 * np.cos(along * 2.1 + seed))]
    colour[glass] = np.stack(goods, 1)[glass]
    door = shop & (up < 2.5) & (place > 0.62) & (place < 0.9) & ((place < 0.64) | (place > 0.88))
    colour[door] = 0.15
    sign = shop & (up > 2.95) & (up < 3.5)
    choice = hash_noise(np.floor(along / 7).astype(int), seed, 12)
    colour[sign] = linear(SIGNS)[(choice * 5.99).astype(int)][sign]
    strokes = hash_noise(np.floor(along / 0.13).astype(int), np.floor(up / 0.1).astype(int) + seed, 13) > 0.45
    word = ((along / 7) % 1 > 0.2) & ((along / 7) % 1 < 0.75) & (np.abs(up - 3.22) < 0.14)
    colour[sign & word & strokes] = 0.7
    return np.asarray(glass)
