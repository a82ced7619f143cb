"""The static city as one camera sees it, lit once: what stays the same in every frame."""

from dataclasses import dataclass

import cv2
import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from demo.city.camera import Lens
from demo.city.light import GROUND_LIGHT, SKYLIGHT, SUN, SUNLIGHT, SunMap, sky
from demo.city.near_plane import split_at_camera
from demo.city.raster import Buffers, Floats, rasterise
from demo.city.street import Material, StaticMesh
from demo.city.surface import paint_surface
from demo.city.texture_map import NO_TEXELS, NO_TEXTURE

SUBPIXELS = 2  # per side of a pixel
SKY_RAYS, SUN_RAYS = 12, 2
SHADOW_REACH, SHADOW_TEXELS = 60.0, 2400


@dataclass(frozen=True)
class Hits:
    """What the camera's rays meet: positions, normals, viewing directions, and the surface's own facts. (n, ...)"""

    position: Floats
    normal: Floats
    towards: Floats
    uv: Floats
    material: NDArray[np.int64]
    seed: NDArray[np.int64]


class Backdrop:
    """All arrays (height, width, ...) in subpixels, linear light.

    colour: the finished picture. albedo, sun, ambient: its parts, so that shadows of what moves can be taken off.
    position, up: of the surface. solid: whether there is one (else sky). inverse_depth: for the z-buffer.
    """

    def __init__(self, lens: Lens, mesh: StaticMesh, seed: int) -> None:
        self.lens = lens
        buffers = Buffers(lens.height * SUBPIXELS, lens.width * SUBPIXELS)
        hits = cast_rays(lens, mesh, buffers)
        self.inverse_depth, self.solid = buffers.inverse_depth, buffers.triangle >= 0
        albedo, shine = paint_surface(hits.material, hits.seed, hits.uv, hits.position)
        sun, ambient = light_up(hits, mesh, np.random.default_rng(seed))
        self.albedo, self.sun = self.spread(albedo), self.spread(sun)
        ambient_picture = np.ascontiguousarray(self.spread(ambient))
        self.ambient = np.asarray(cv2.bilateralFilter(ambient_picture, 9, 0.12, 4), np.float32)
        self.position, self.up = self.spread(hits.position), self.spread(hits.normal[:, 2])
        self.colour = self.albedo * (self.sun[..., None] * SUNLIGHT + self.ambient)
        self.colour += self.spread(reflection(hits, shine))
        self.colour[~self.solid] = sky(lens.rays(SUBPIXELS)[~self.solid]) * np.float32(1.05)
        shape = (lens.height, SUBPIXELS, lens.width, SUBPIXELS, 3)
        self.picture = self.colour.reshape(shape).mean((1, 3)).astype(np.float32)
        self.sun_map = SunMap(lens.position, SHADOW_REACH, SHADOW_TEXELS)
        self.sun_map.add(mesh.vertices, mesh.faces)

    def spread(self, values: Floats) -> Floats:
        """Values of the solid subpixels put in their places."""
        picture: Floats = np.zeros((*self.solid.shape, *values.shape[1:]), np.float32)
        picture[self.solid] = values
        return picture


def cast_rays(lens: Lens, mesh: StaticMesh, buffers: Buffers) -> Hits:
    mesh = split_at_camera(mesh, lens)
    none = np.full(len(mesh.faces), -1, np.int32)
    rasterise(
        lens.project(mesh.vertices, SUBPIXELS),
        mesh.faces,
        np.zeros((1, 2), np.float32),
        np.zeros((1, 3), np.int32),
        NO_TEXELS,
        NO_TEXTURE,
        NO_TEXTURE,
        NO_TEXTURE,
        none,
        0,
        buffers.inverse_depth,
        buffers.triangle,
        buffers.second,
        buffers.third,
        False,
    )
    solid = buffers.triangle >= 0
    number = buffers.triangle[solid]
    corner = mesh.faces[number]
    second, third = buffers.second[solid][:, None], buffers.third[solid][:, None]

    def blended(values: Floats) -> Floats:
        return np.asarray(
            values[corner[:, 0]] * (1 - second - third) + values[corner[:, 1]] * second + values[corner[:, 2]] * third,
            np.float32,
        )

    position = blended(mesh.vertices)
    towards = position - lens.position
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    normal = np.cross(
        mesh.vertices[corner[:, 1]] - mesh.vertices[corner[:, 0]],
        mesh.vertices[corner[:, 2]] - mesh.vertices[corner[:, 0]],
    )
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
    normal *= np.where((normal * towards).sum(1, keepdims=True) > 0, -1, 1)
    return Hits(
        position, normal.astype(np.float32), towards, blended(mesh.uv), mesh.material[number], mesh.seed[number]
    )


def light_up(hits: Hits, mesh: StaticMesh, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Sunlight (n,) and light of sky and surroundings (n, 3), by rays that meet the city or not."""
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, mesh.vertices, mesh.faces)
    start = (hits.position + hits.normal * np.float32(0.02)).astype(np.float32)

    def free(directions: Floats) -> NDArray[np.bool_]:
        return np.asarray(scene.run(start, directions.astype(np.float32), query="OCCLUDED") < 0)

    count = len(start)
    towards_sun = [np.asarray(SUN + random.normal(0, 0.012, (count, 3)), np.float32) for _ in range(SUN_RAYS)]
    sun = np.mean([free(directions) for directions in towards_sun], 0)
    facing = np.where(
        hits.material == Material.LEAF, 0.35 + 0.5 * np.abs(hits.normal @ SUN), np.clip(hits.normal @ SUN, 0, 1)
    )
    ambient: Floats = np.zeros((count, 3), np.float32)
    for _ in range(SKY_RAYS):  # cosine weighted: a point of the sphere about the normal's tip
        direction = random.normal(size=(count, 3))
        direction = hits.normal + direction / np.linalg.norm(direction, axis=1, keepdims=True) * 0.98
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        to_sky = free(direction) & (direction[:, 2] > 0)
        ambient += np.where(to_sky[:, None], SKYLIGHT, GROUND_LIGHT)
    return (facing * sun).astype(np.float32), ambient / np.float32(SKY_RAYS)


def reflection(hits: Hits, shine: Floats) -> Floats:
    """The sky in window panes (Schlick's approximation of Fresnel's law)."""
    facing = (hits.towards * hits.normal).sum(1, keepdims=True)
    mirrored = hits.towards - 2 * facing * hits.normal
    strength = shine[:, None] * (0.05 + 0.95 * (1 - np.abs(facing)) ** 5)
    return np.asarray(strength * sky(mirrored) * 1.2, np.float32)
