"""Splits triangles that reach behind the camera, so that leaving out those that still do loses next to nothing."""

from dataclasses import replace

import numpy as np

from demo.city.camera import Lens
from demo.city.street import StaticMesh

NEAR, SMALLEST, ROUNDS = 0.3, 0.5, 8


def split_at_camera(mesh: StaticMesh, lens: Lens) -> StaticMesh:
    for _ in range(ROUNDS):
        depth = lens.seen(mesh.vertices)[:, 2][mesh.faces]
        crossing = (depth.min(1) < NEAR) & (depth.max(1) > NEAR)
        edges = np.linalg.norm(mesh.vertices[mesh.faces] - mesh.vertices[np.roll(mesh.faces, 1, 1)], axis=2)
        chosen = crossing & (edges.max(1) > SMALLEST)
        if not chosen.any():
            break
        mesh = split(mesh, chosen)
    return mesh


def split(mesh: StaticMesh, chosen: np.ndarray) -> StaticMesh:
    """Each chosen triangle into four, at the middles of its edges."""
    a, b, c = mesh.faces[chosen].T
    count, first = len(a), len(mesh.vertices)
    ab, bc, ca = (first + k * count + np.arange(count) for k in range(3))
    pieces = [np.stack(piece, 1) for piece in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]

    def with_middles(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values, *((values[i] + values[j]) / 2 for i, j in ((a, b), (b, c), (c, a)))])

    def repeated(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values[~chosen], *[values[chosen]] * 4])

    return replace(
        mesh,
        vertices=with_middles(mesh.vertices),
        uv=with_middles(mesh.uv),
        faces=np.concatenate([mesh.faces[~chosen], *pieces]).astype(np.int32),
        material=repeated(mesh.material),
        seed=repeated(mesh.seed),
    )
