"""Lets cloth hang: going down the trunk it never follows the body inwards all the way."""

import numpy as np

from demo.city.bodies import Bodies
from demo.city.garment import Mask
from demo.city.raster import Floats

TOP, STEP, ROWS, SECTORS = 0.62, 0.03, 41, 24
FURTHEST = 0.09  # metres from the skin


def drape(bodies: Bodies, body: Floats, cloth: Floats, strength: float, hanging: Mask) -> Floats:
    """Cloth with its hanging vertices moved out to the widest radius above them, by `strength` in [0, 1]."""
    if not hanging.any():
        return cloth
    centre = np.array([0, body[hanging, 1].mean()])
    offset = body[hanging, :2] - centre
    angle, radius = np.arctan2(offset[:, 1], offset[:, 0]), np.hypot(offset[:, 0], offset[:, 1])
    below = np.clip((TOP - bodies.place.z[hanging]) / STEP, 0, ROWS - 1.01)
    hung = look_up(widest_above(angle, radius, below), angle, below)
    grip = strength * np.clip(below * STEP / 0.12, 0, 1)
    wider = radius + np.clip(hung - radius, 0, FURTHEST) * grip
    factor = np.clip(wider / np.maximum(radius, 1e-3), 1, 4)[:, None]
    draped = cloth.copy()
    draped[hanging, :2] = (draped[hanging, :2] - centre) * factor + centre
    return draped


def widest_above(angle: Floats, radius: Floats, below: Floats) -> Floats:
    """(ROWS, SECTORS) largest radius at or above each height, smoothed around the body."""
    sector = ((angle + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    table = np.zeros((ROWS, SECTORS), np.float32)
    np.maximum.at(table, (below.astype(int), sector), radius)
    for _ in range(2):
        table = np.where(table > 0, table, np.maximum(np.roll(table, 1, 1), np.roll(table, -1, 1)))
    table = np.maximum.accumulate(table, 0)
    return np.asarray((table * 2 + np.roll(table, 1, 1) + np.roll(table, -1, 1)) / 4)


def look_up(table: Floats, angle: Floats, below: Floats) -> Floats:
    """The table between its places (bilinear; sectors wrap around)."""
    around = (angle + np.pi) / (2 * np.pi) * SECTORS - 0.5
    column, row = np.floor(around).astype(int), below.astype(int)
    across, down = around - column, below - row
    upper = table[row, column % SECTORS] * (1 - across) + table[row, (column + 1) % SECTORS] * across
    lower = table[row + 1, column % SECTORS] * (1 - across) + table[row + 1, (column + 1) % SECTORS] * across
    return np.asarray(upper * (1 - down) + lower * down)
