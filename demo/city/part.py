"""Pieces a person is put together from: a patch of the body's mesh, or a rigid thing tied to a bone."""

from dataclasses import dataclass

import numpy as np

from demo.city.bodies import BONES_PER_VERTEX, Bodies, Group
from demo.city.raster import Floats, Ints
from demo.city.wardrobe import FLAT_ROWS

# Stands for a bone that moves with the right wrist and never turns: what hangs from the hand.
HANGING = -1


@dataclass(frozen=True)
class Part:
    vertices: Floats
    faces: Ints
    uv: Floats
    face_uv: Ints
    bones: Ints
    weights: Floats
    texture: str


def patch(bodies: Bodies, vertices: Floats, group: Group, uv: Floats, texture: str) -> Part:
    """Part of the body's mesh, moved out to where the cloth hangs."""
    used, faces = np.unique(group.faces, return_inverse=True)
    return Part(
        vertices[used],
        faces.reshape(-1, 3).astype(np.int32),
        uv,
        group.face_uv,
        bodies.bones[used],
        bodies.weights[used],
        texture,
    )


def flat_patch(bodies: Bodies, vertices: Floats, group: Group, row: int) -> Part:
    """The same in one of the flat colours."""
    plain = Group(group.faces, np.zeros_like(group.faces))
    return patch(bodies, vertices, plain, flat_uv(row), "flat")


def rigid(vertices: Floats, faces: Ints, bone: int, row: int) -> Part:
    bones = np.zeros((len(vertices), BONES_PER_VERTEX), np.int32)
    weights = np.zeros((len(vertices), BONES_PER_VERTEX), np.float32)
    bones[:, 0], weights[:, 0] = bone, 1
    return Part(vertices.astype(np.float32), faces, flat_uv(row), np.zeros_like(faces), bones, weights, "flat")


def flat_uv(row: int) -> Floats:
    return np.array([[0.5, (row + 0.5) / FLAT_ROWS]], np.float32)


def select(group: Group, chosen: np.ndarray) -> Group:
    return Group(group.faces[chosen], group.face_uv[chosen])


def rounded_box(centre: Floats, half: tuple[float, float, float], roundness: float = 0.35) -> tuple[Floats, Ints]:
    """A superellipsoid (Barr 1981): roundness 0 is a box, 1 an ellipsoid."""
    rows, columns = 8, 16

    def power(value: Floats) -> Floats:
        return np.asarray(np.sign(value) * np.abs(value) ** roundness)

    up, around = np.meshgrid(
        np.linspace(-np.pi / 2, np.pi / 2, rows), np.linspace(-np.pi, np.pi, columns + 1)[:-1], indexing="ij"
    )
    unit = np.stack(
        [power(np.cos(up)) * power(np.cos(around)), power(np.cos(up)) * power(np.sin(around)), power(np.sin(up))], -1
    )
    faces = []
    for i in range(rows - 1):
        for j in range(columns):
            a, b = i * columns + j, i * columns + (j + 1) % columns
            faces += [(a, b, b + columns), (a, b + columns, a + columns)]
    vertices = unit.reshape(-1, 3) * np.array(half) + centre
    return vertices.astype(np.float32), np.array(faces, np.int32)


def ribbon(start: Floats, end: Floats, half_width: float = 0.016) -> tuple[Floats, Ints]:
    """A strap from one point to another."""
    steps = 12
    middle = start + (end - start) * np.linspace(0, 1, steps)[:, None]
    side = np.array([half_width, 0, half_width])
    faces = [face for i in range(steps - 1) for face in ((i, i + 1, i + steps + 1), (i, i + steps + 1, i + steps))]
    return np.concatenate([middle - side, middle + side]).astype(np.float32), np.array(faces, np.int32)
