"""Repeatable noise: values that depend on a place and a seed only."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def hash_noise(i: Array, j: Array, seed: Any = 0) -> Array:
    """White noise in [0, 1] of whole-number places (multiply and xor-shift, in the manner of integer hashes)."""
    mixed = (i.astype(np.int64) * 374761393 + j.astype(np.int64) * 668265263 + seed * 1442695041) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    return np.asarray(((mixed ^ (mixed >> 16)) & 0xFFFF).astype(np.float32) / 65535)


def value_noise(u: Array, v: Array, seed: int = 0) -> Array:
    """White noise between whole places, blended smoothly."""
    left, low = np.floor(u), np.floor(v)
    a, b = u - left, v - low
    a, b = a * a * (3 - 2 * a), b * b * (3 - 2 * b)
    i, j = left.astype(int), low.astype(int)
    lower = hash_noise(i, j, seed) * (1 - a) + hash_noise(i + 1, j, seed) * a
    upper = hash_noise(i, j + 1, seed) * (1 - a) + hash_noise(i + 1, j + 1, seed) * a
    return np.asarray(lower * (1 - b) + upper * b)


def cloud_noise(u: Array, v: Array, seed: int = 0, octaves: int = 4) -> Array:
    """Value noise summed over octaves, each finer and fainter, in [0, 1]."""
    total = sum(value_noise(u * 2**k, v * 2**k, seed + k) * 0.5**k for k in range(octaves))
    return np.asarray(total / (2 - 0.5 ** (octaves - 1)))


def wave_noise(points: Array, frequency: float, seed: int) -> Array:
    """Smooth noise of places in space, about [-1, 1]: ten plane waves in random directions. points: (n, 3)."""
    random = np.random.default_rng(seed)
    total = np.zeros(len(points))
    for _ in range(10):
        total = total + np.sin(points @ (random.normal(size=3) * frequency) + random.uniform(0, 6.3))
    return np.asarray(total / 10**0.5, np.float32)
