"""A vehicle's body: rings across it at many places along it, joined to a skin."""

import numpy as np
from numpy.typing import NDArray

from demo.city.raster import Floats, Ints
from demo.city.vehicle_canvas import View
from demo.city.vehicle_types import VehicleType

RINGS = 44


def loft(shape: VehicleType) -> tuple[Floats, Ints]:
    """(V, 3) vertices and (T, 3) faces of the closed body without wheels."""
    half = shape.length / 2
    places = np.unique(np.concatenate([np.linspace(half, -half, RINGS), [x for x, _ in shape.top]]))[::-1]
    rings = np.stack([ring(shape, float(x)) for x in places])
    count, size = rings.shape[:2]
    faces = []
    for i in range(count - 1):
        for j in range(size - 1):
            a, b = i * size + j, (i + 1) * size + j
            faces += [(a, a + 1, b + 1), (a, b + 1, b)]
    floor = ground_clearance(shape)
    vertices = np.concatenate([rings.reshape(-1, 3), [[places[0], 0, floor], [places[-1], 0, floor]]])
    for first, middle in ((0, count * size), ((count - 1) * size, count * size + 1)):
        faces += [(first + j, middle, first + j + 1) for j in range(size - 1)]
    triangles = np.array(faces, np.int32)
    return vertices.astype(np.float32), outwards(vertices, triangles)


def ground_clearance(shape: VehicleType) -> float:
    return 0.35 if shape.large else 0.20


def ring(shape: VehicleType, x: float) -> Floats:
    """(21, 3) points across the body at x, from the lower left edge over the roof to the lower right one."""
    belt = float(np.interp(-x, [-a for a, _ in shape.belt], [b for _, b in shape.belt]))
    top = max(float(np.interp(-x, [-a for a, _ in shape.top], [b for _, b in shape.top])), belt + 0.005)
    end = abs(x) / (shape.length / 2)
    round_end = 0.02 * np.clip((end - 0.9) / 0.1, 0, 1) if shape.large else 0.10 * np.clip((end - 0.75) / 0.25, 0, 1)
    wide = shape.width / 2 * (1 - round_end**2 if not shape.large else 1 - round_end)
    cabin = float(np.clip((top - belt) / 0.45, 0, 1))
    lean = (0.05 if shape.upright else 0.15) * cabin * min(1.0, (top - belt) / 0.5)
    roof, floor = wide - lean, ground_clearance(shape)
    left = np.array(
        [
            (wide * 0.80, floor),
            (wide * 0.95, floor + 0.03),
            (wide * 0.99, min(0.45, belt * 0.5)),
            (wide, belt * 0.72),
            (wide * 0.985, belt - 0.03),
            (wide * 0.95, belt),
            (wide * 0.475 + roof * 0.5, (belt + top) / 2),
            (roof * 0.97, top - 0.06 * cabin),
            (roof * 0.88, top - 0.015 * cabin),
            (roof * 0.5, top + 0.01),
            (0, top + 0.015),
        ]
    )
    right = left[-2::-1] * (-1, 1)
    across = np.concatenate([left, right])
    return np.concatenate([np.full((len(across), 1), x), across], 1)


def normals(vertices: Floats, faces: Ints) -> Floats:
    normal = np.cross(vertices[faces[:, 1]] - vertices[faces[:, 0]], vertices[faces[:, 2]] - vertices[faces[:, 0]])
    return np.asarray(normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9))


def outwards(vertices: Floats, faces: Ints) -> Ints:
    """Faces turned so that their normals point away from the body's middle line."""
    normal, centre = normals(vertices, faces), vertices[faces].mean(1)
    away = centre - np.array([0, 0, 0.7])
    away[:, 0] = np.where(np.abs(normal[:, 0]) > 0.8, np.sign(centre[:, 0]), 0)
    inward = (normal * away).sum(1) < 0
    turned = faces.copy()
    turned[inward] = faces[inward][:, ::-1]
    return turned


def views_of(vertices: Floats, faces: Ints) -> dict[View, NDArray[np.bool_]]:
    """Which faces are painted from which view."""
    x, y, _ = normals(vertices, faces).T
    end, side = np.abs(x) > 0.75, np.abs(y) > 0.6
    return {
        "front": end & (x > 0),
        "rear": end & (x <= 0),
        "left": ~end & side & (y > 0),
        "right": ~end & side & (y <= 0),
        "top": ~end & ~side,
    }
