"""A textured mesh that moves: a person or a vehicle."""

from abc import ABC, abstractmethod
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo.city.raster import Bytes, Floats, Ints

Kind = Literal["person", "vehicle"]


class Pose(NamedTuple):
    """Where a solid is and how it moves. heading: radians, anticlockwise from east, the way it moves."""

    x: float
    y: float
    z: float
    heading: float
    speed: float  # metres a second
    travelled: float  # metres since the start: drives steps and wheels


class Solid(ABC):
    """A mesh with its textures. vertices (V, 3) at rest, faces (T, 3), uv in [0, 1], material: texture of each face."""

    kind: Kind
    length: float
    width: float
    height: float
    vertices: Floats
    faces: Ints
    uv: Floats
    face_uv: Ints
    material: Ints
    textures: list[Bytes]

    @abstractmethod
    def posed(self, pose: Pose) -> Floats:
        """(V, 3) vertices in the city."""


def turned(vertices: Floats, angle: float) -> Floats:
    """Vertices turned anticlockwise about the vertical axis."""
    cosine, sine = np.cos(angle), np.sin(angle)
    matrix: NDArray[np.float32] = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float32)
    return vertices @ matrix.T
