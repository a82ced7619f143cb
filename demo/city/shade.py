"""Lights what moves, and takes the light that it blocks off the backdrop; only in the tiles that something touches."""

from typing import Any

import numpy as np
from numba import njit, prange

from demo.city.light import sunlit

TILE = 16  # pixels
PERSON, VEHICLE = 0, 1
# Reflectance of 8-bit texture colours.
REFLECTANCE = ((np.arange(256) / 255.0) ** 2.2 * 0.92).astype(np.float32)
# The alpha channel of a vehicle's texture below which it shines, and as glass does: see vehicle_canvas.
SHINES, IS_GLASS = 250, 210


@njit(cache=True, fastmath=True)
def contact_shadow(x: float, y: float, contacts: Any) -> float:
    """Share of the sky's light that reaches the ground beside people and under vehicles.

    contacts: (n, 7) x, y, cosine and sine of the heading, half length, half width, strength.
    """
    open_sky = 1.0
    for k in range(contacts.shape[0]):
        dx, dy = x - contacts[k, 0], y - contacts[k, 1]
        along = abs(dx * contacts[k, 2] + dy * contacts[k, 3]) / contacts[k, 4]
        across = abs(-dx * contacts[k, 3] + dy * contacts[k, 2]) / contacts[k, 5]
        if along < 1.3 and across < 1.3:
            distance = (along**4 + across**4) ** 0.25
            if distance < 1.3:
                fade = max(0.0, 1.0 - max(0.0, distance - 0.55) / 0.75)
                open_sky *= 1 - contacts[k, 6] * fade * fade
    return open_sky


@njit(cache=True, fastmath=True)
def background_light(
    total: Any, y: int, x: int, backdrop: Any, contacts: Any, sunlight: Any, axes: Any, moving: Any
) -> None:
    """Adds a subpixel of the backdrop, less the light that moving things block."""
    colour, albedo, sun, ambient, position, solid, up = backdrop
    lit, open_sky = 1.0, 1.0
    if solid[y, x]:
        px, py, pz = position[y, x, 0], position[y, x, 1], position[y, x, 2]
        if sun[y, x] > 0.01:
            lit = sunlit(px, py, pz, axes, moving[0], moving[1], moving[2], 0.03)
        if up[y, x] > 0.5 and pz < 0.3:
            open_sky = contact_shadow(px, py, contacts)
    for k in range(3):
        blocked = sun[y, x] * sunlight[k] * (1 - lit) + ambient[y, x, k] * (1 - open_sky)
        total[k] += colour[y, x, k] - albedo[y, x, k] * blocked


@njit(cache=True, fastmath=True)
def mixed(values: Any, corners: Any, second: float, third: float, k: int) -> float:
    """A quantity between a triangle's corners."""
    first = values[corners[0], k] * (1 - second - third)
    return float(first + values[corners[1], k] * second + values[corners[2], k] * third)


@njit(cache=True, fastmath=True)
def face_normal(vertices: Any, corners: Any, normal: Any) -> None:
    """Bends a smooth normal half-way to the flat one of its triangle: body panels have edges."""
    a, b, c = vertices[corners[0]], vertices[corners[1]], vertices[corners[2]]
    ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
    nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    length = (nx * nx + ny * ny + nz * nz) ** 0.5 + 1e-12
    normal[0] = 0.5 * normal[0] + 0.5 * nx / length
    normal[1] = 0.5 * normal[1] + 0.5 * ny / length
    normal[2] = 0.5 * normal[2] + 0.5 * nz / length


@njit(cache=True, fastmath=True)
def mirrored_light(normal: Any, view: Any, facing: float, sun: Any, lit: float, glass: bool) -> float:
    """Light that lacquer or glass mirrors: the sky, the street's dark houses near the horizon, the sun."""
    base = 0.10 if glass else 0.06
    strength = base + (1 - base) * (1 + facing) ** 5
    rx, ry, rz = (view[0] - 2 * facing * normal[0], view[1] - 2 * facing * normal[1], view[2] - 2 * facing * normal[2])
    around = 0.16
    if rz > 0.12:
        around = 0.75 + 0.25 * min(1.0, rz * 2)
    elif rz > 0:
        around = 0.10 + 0.65 * rz / 0.12
    glint = max(0.0, rx * sun[0] + ry * sun[1] + rz * sun[2])
    return float(strength * around + lit * glint**180 * 2.5)


@njit(cache=True, fastmath=True)
def moving_light(
    total: Any,
    t: int,
    second: float,
    third: float,
    solids: Any,
    textures: Any,
    eye: Any,
    lights: Any,
    axes: Any,
    moving: Any,
    still: Any,
) -> None:
    """Adds a subpixel of something that moves."""
    vertices, normals, faces, uv, face_uv, material = solids
    texels, start, width, height, material_kind, reflectance = textures
    sun, sunlight, skylight = lights
    corners, m = faces[t], material[t]
    u, v = mixed(uv, face_uv[t], second, third, 0), mixed(uv, face_uv[t], second, third, 1)
    tx, ty = min(max(int(u * width[m]), 0), width[m] - 1), min(max(int(v * height[m]), 0), height[m] - 1)
    texel = start[m] + (ty * width[m] + tx) * 4
    point, normal, view = np.empty(3), np.empty(3), np.empty(3)
    for k in range(3):
        point[k] = mixed(vertices, corners, second, third, k)
        normal[k] = mixed(normals, corners, second, third, k)
        view[k] = point[k] - eye[k]
    vehicle = material_kind[m] == VEHICLE
    if vehicle:
        face_normal(vertices, corners, normal)
    normal /= (normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2) ** 0.5 + 1e-9
    view /= (view[0] ** 2 + view[1] ** 2 + view[2] ** 2) ** 0.5
    facing = normal[0] * view[0] + normal[1] * view[1] + normal[2] * view[2]
    if facing > 0:
        normal *= -1.0
        facing = -facing
    wrap = 0.0 if vehicle else 0.12  # cloth scatters a little light around the edge
    towards_sun = max(0.0, (normal[0] * sun[0] + normal[1] * sun[1] + normal[2] * sun[2] + wrap) / (1 + wrap))
    lit = 0.0
    if towards_sun > 0:
        x, y, z = point[0] + normal[0] * 0.03, point[1] + normal[1] * 0.03, point[2] + normal[2] * 0.03
        lit = sunlit(x, y, z, axes, still[0], still[1], still[2], 0.06)
        if lit > 0:
            lit *= sunlit(x, y, z, axes, moving[0], moving[1], moving[2], 0.035)
    gloss = 0.0
    if vehicle and texels[texel + 3] < SHINES:
        gloss = mirrored_light(normal, view, facing, sun, lit, texels[texel + 3] <= IS_GLASS)
    upward, near_ground = 0.5 + 0.5 * normal[2], min(1.0, 0.45 + point[2] * 0.35)
    for k in range(3):
        around = (skylight[k] * upward * 0.85 + 0.10 * (1 - upward) + 0.05) * near_ground
        total[k] += reflectance[texels[texel + k]] * (lit * towards_sun * sunlight[k] + around) + gloss


@njit(cache=True, fastmath=True, parallel=True)
def shade_tiles(
    picture: Any,
    tiles: Any,
    subpixels: int,
    triangle: Any,
    second: Any,
    third: Any,
    backdrop: Any,
    contacts: Any,
    solids: Any,
    textures: Any,
    eye: Any,
    lights: Any,
    axes: Any,
    moving: Any,
    still: Any,
) -> None:
    """Fills the pixels (height, width, 3) of the tiles (row, column): the mean of their subpixels."""
    height, width = picture.shape[:2]
    for n in prange(tiles.shape[0]):
        total = np.zeros(3)
        for row in range(tiles[n, 0] * TILE, min((tiles[n, 0] + 1) * TILE, height)):
            for column in range(tiles[n, 1] * TILE, min((tiles[n, 1] + 1) * TILE, width)):
                total[:] = 0
                for y in range(row * subpixels, (row + 1) * subpixels):
                    for x in range(column * subpixels, (column + 1) * subpixels):
                        t = triangle[y, x]
                        if t < 0:
                            background_light(total, y, x, backdrop, contacts, lights[1], axes, moving)
                        else:
                            moving_light(
                                total, t, second[y, x], third[y, x], solids, textures, eye, lights, axes, moving, still
                            )
                for k in range(3):
                    picture[row, column, k] = total[k] / (subpixels * subpixels)
