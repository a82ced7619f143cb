"""One sunny morning: sun, sky, and maps of what the sun sees."""

from typing import Any

import numpy as np
from numba import njit

from demo.city.noise import cloud_noise
from demo.city.raster import Floats, Ints, rasterise_depth

SUN: Floats = (np.array([-0.45, -0.55, 0.70]) / np.linalg.norm([-0.45, -0.55, 0.70])).astype(np.float32)
SUNLIGHT: Floats = np.array([1.0, 0.93, 0.82], np.float32) * np.float32(2.1)
SKYLIGHT: Floats = np.array([0.62, 0.74, 0.95], np.float32) * np.float32(0.62)
GROUND_LIGHT: Floats = np.array([0.17, 0.16, 0.15], np.float32) * np.float32(0.6)
# The sun's own axes: two across its rays, one towards it.
ACROSS = np.cross(SUN, [0, 0, 1]) / np.linalg.norm(np.cross(SUN, [0, 0, 1]))
SUN_AXES: Floats = np.stack([ACROSS, np.cross(SUN, ACROSS), SUN]).astype(np.float32)
NOTHING = -1e9


def sky(directions: Floats) -> Floats:
    """Colour of the sky in directions (..., 3): paler at the horizon, with soft clouds."""
    unit = directions / np.linalg.norm(directions, axis=-1, keepdims=True)
    up = np.clip(unit[..., 2], 0, 1)
    blue = np.sqrt(up)[..., None]
    clear = np.array([0.75, 0.82, 0.92]) * (1 - blue) + np.array([0.28, 0.47, 0.85]) * blue
    across = cloud_noise(unit[..., 0] / (up + 0.15) * 1.5, unit[..., 1] / (up + 0.15) * 1.5, 40, 5)
    cloud = np.clip(across - 0.45, 0, 1)[..., None] * 2.1
    return np.asarray(clear * (1 - cloud) + cloud * 0.95, np.float32)


class SunMap:
    """A square depth map seen from the sun. centre: (x, y) on the ground; half: metres; size: texels a side."""

    def __init__(self, centre: Floats, half: float, size: int) -> None:
        self.scale = np.float32(size / (2 * half))
        self.centre = (SUN_AXES @ np.array([centre[0], centre[1], 0])).astype(np.float32)
        self.depth: Floats = np.full((size, size), NOTHING, np.float32)

    def clear(self) -> None:
        self.depth.fill(NOTHING)

    def add(self, vertices: Floats, faces: Ints) -> None:
        seen = vertices @ SUN_AXES.T - self.centre
        middle = self.depth.shape[0] / 2
        points = np.stack([seen[:, 0] * self.scale + middle, seen[:, 1] * self.scale + middle, seen[:, 2]], 1)
        rasterise_depth(points.astype(np.float32), faces, self.depth)


@njit(cache=True, fastmath=True)
def sunlit(x: float, y: float, z: float, axes: Any, centre: Any, scale: float, depth: Any, bias: float) -> float:
    """Share of the four nearest texels from which the sun sees a point, blended. Outside the map all is lit."""
    size = depth.shape[0]
    u = (axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z - centre[0]) * scale + size / 2 - 0.5
    v = (axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z - centre[1]) * scale + size / 2 - 0.5
    height = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z - centre[2]
    column, row = int(np.floor(u)), int(np.floor(v))
    lit = 0.0
    for dy in range(2):
        for dx in range(2):
            i, j = column + dx, row + dy
            weight = (u - column if dx else 1 - u + column) * (v - row if dy else 1 - v + row)
            if i < 0 or j < 0 or i >= size or j >= size or depth[j, i] < height + bias:
                lit += weight
    return lit
