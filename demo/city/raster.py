"""A small software rasteriser: z-buffer, perspective-correct coordinates, alpha-tested textures, depth maps."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

# Textures with alpha below this are holes: cloth that is not there.
ALPHA_TEST = 128


class Buffers:
    """What is nearest in each pixel: inverse depth, triangle number (-1: none) and its barycentric coordinates."""

    def __init__(self, height: int, width: int) -> None:
        self.inverse_depth: Floats = np.zeros((height, width), np.float32)
        self.triangle: Ints = np.full((height, width), -1, np.int32)
        self.second: Floats = np.zeros((height, width), np.float32)
        self.third: Floats = np.zeros((height, width), np.float32)


@njit(cache=True, fastmath=True)
def pixels_between(a: float, b: float, c: float, size: int) -> tuple[int, int]:
    """First and last of `size` pixels whose middle may lie in a triangle with these coordinates; none: first > last."""
    first = max(0, int(np.ceil(min(a, min(b, c)) - 0.5)))
    last = min(size - 1, int(np.floor(max(a, max(b, c)) - 0.5)))
    return first, last


@njit(cache=True, fastmath=True)
def rasterise(
    points: Any,
    faces: Any,
    uv: Any,
    face_uv: Any,
    texels: Any,
    texture_start: Any,
    texture_width: Any,
    texture_height: Any,
    material: Any,
    first_triangle: int,
    depth: Any,
    triangle: Any,
    second: Any,
    third: Any,
    flat: bool,
) -> None:
    """Draws triangles into the buffers where they are nearer than what is there.

    points: (V, 3) screen x, y and inverse depth, larger is nearer; a triangle with a point behind the camera
    (inverse depth <= 0) is left out unless `flat` (parallel projection). faces, face_uv: (T, 3).
    material: (T,) texture number, -1 for none. texels: all textures, RGBA, end to end.
    """
    height, width = depth.shape
    for t in range(faces.shape[0]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        za, zb, zc = points[a, 2], points[b, 2], points[c, 2]
        if not flat and (za <= 0 or zb <= 0 or zc <= 0):
            continue
        xa, ya, xb, yb, xc, yc = points[a, 0], points[a, 1], points[b, 0], points[b, 1], points[c, 0], points[c, 1]
        left, right = pixels_between(xa, xb, xc, width)
        top, bottom = pixels_between(ya, yb, yc, height)
        area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
        if right < left or bottom < top or area == 0:
            continue
        m = material[t]
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                px, py = x + 0.5, y + 0.5
                w1 = ((px - xa) * (yc - ya) - (xc - xa) * (py - ya)) / area
                w2 = ((xb - xa) * (py - ya) - (px - xa) * (yb - ya)) / area
                w0 = 1.0 - w1 - w2
                if w0 < 0 or w1 < 0 or w2 < 0:
                    continue
                z = w0 * za + w1 * zb + w2 * zc
                if z <= depth[y, x]:
                    continue
                p1, p2 = w1, w2
                if not flat:
                    p1, p2 = w1 * zb / z, w2 * zc / z
                if m >= 0:
                    p0 = 1 - p1 - p2
                    i0, i1, i2 = face_uv[t, 0], face_uv[t, 1], face_uv[t, 2]
                    u = p0 * uv[i0, 0] + p1 * uv[i1, 0] + p2 * uv[i2, 0]
                    v = p0 * uv[i0, 1] + p1 * uv[i1, 1] + p2 * uv[i2, 1]
                    tx = min(max(int(u * texture_width[m]), 0), texture_width[m] - 1)
                    ty = min(max(int(v * texture_height[m]), 0), texture_height[m] - 1)
                    if texels[texture_start[m] + (ty * texture_width[m] + tx) * 4 + 3] < ALPHA_TEST:
                        continue
                depth[y, x] = z
                triangle[y, x] = first_triangle + t
                second[y, x] = p1
                third[y, x] = p2


@njit(cache=True, fastmath=True)
def rasterise_depth(points: Any, faces: Any, depth: Any) -> None:
    """Keeps the largest third coordinate of the triangles over each pixel: a depth map in parallel projection."""
    height, width = depth.shape
    for t in range(faces.shape[0]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        xa, ya, xb, yb, xc, yc = points[a, 0], points[a, 1], points[b, 0], points[b, 1], points[c, 0], points[c, 1]
        left, right = pixels_between(xa, xb, xc, width)
        top, bottom = pixels_between(ya, yb, yc, height)
        area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
        if right < left or bottom < top or area == 0:
            continue
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                w1 = ((x + 0.5 - xa) * (yc - ya) - (xc - xa) * (y + 0.5 - ya)) / area
                w2 = ((xb - xa) * (y + 0.5 - ya) - (x + 0.5 - xa) * (yb - ya)) / area
                w0 = 1 - w1 - w2
                if w0 >= 0 and w1 >= 0 and w2 >= 0:
                    z = w0 * points[a, 2] + w1 * points[b, 2] + w2 * points[c, 2]
                    if z > depth[y, x]:
                        depth[y, x] = z


@njit(cache=True, fastmath=True)
def vertex_normals(vertices: Any, faces: Any) -> Any:
    """(V, 3) unit normals: the sum of the normals of each vertex's triangles, weighted by their area."""
    normals = np.zeros_like(vertices)
    for t in range(faces.shape[0]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        ux, uy, uz = vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2]
        vx, vy, vz = vertices[c, 0] - vertices[a, 0], vertices[c, 1] - vertices[a, 1], vertices[c, 2] - vertices[a, 2]
        for i in (a, b, c):
            normals[i, 0] += uy * vz - uz * vy
            normals[i, 1] += uz * vx - ux * vz
            normals[i, 2] += ux * vy - uy * vx
    for i in range(vertices.shape[0]):
        length = (normals[i, 0] ** 2 + normals[i, 1] ** 2 + normals[i, 2] ** 2) ** 0.5
        if length > 0:
            for k in range(3):
                normals[i, k] /= length
    return normals
