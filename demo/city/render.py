"""Draws frames: what moves goes over the backdrop, with its shadows, and the truth is measured on the way."""

from dataclasses import dataclass

import numpy as np

from demo.city.backdrop import SUBPIXELS, Backdrop
from demo.city.light import SKYLIGHT, SUN, SUN_AXES, SUNLIGHT, SunMap
from demo.city.raster import Buffers, Floats, Ints, rasterise, vertex_normals
from demo.city.scene import Scene
from demo.city.shade import TILE, shade_tiles
from demo.city.silhouette import Visible, measure
from demo.city.solid import Pose, Solid

REACH, TEXELS, AHEAD = 28.0, 1400, 18.0  # of the sun map of what moves: metres, texels, metres before the camera
FURTHEST = 110.0  # metres; what is further is not drawn
CONTACT_STRENGTH = {"person": 0.45, "vehicle": 0.8}


@dataclass(frozen=True)
class Picture:
    """light: (h, w, 3) linear. changed: rows and columns that differ from the empty street. visible: the truth.

    owner: (h * SUBPIXELS, w * SUBPIXELS) number of the solid in each subpixel, -1 for none.
    """

    light: Floats
    changed: tuple[slice, slice] | None
    visible: list[Visible]
    owner: Ints


class Renderer:
    def __init__(self, scene: Scene, backdrop: Backdrop) -> None:
        self.scene, self.backdrop, self.lens = scene, backdrop, backdrop.lens
        self.sun_map = SunMap(self.lens.position[:2] + self.lens.axes[2, :2] * AHEAD, REACH, TEXELS)
        self.normals: Floats = np.zeros_like(scene.vertices)

    def draw(self, poses: dict[int, Pose]) -> Picture:
        """poses: of the solids by their number in the scene."""
        height, width = self.backdrop.solid.shape
        buffers = Buffers(height, width)
        buffers.inverse_depth[:] = self.backdrop.inverse_depth
        self.sun_map.clear()
        touched = np.zeros((-(-self.lens.height // TILE), -(-self.lens.width // TILE)), bool)
        drawn = [number for number, pose in poses.items() if self.draw_solid(number, pose, buffers, touched)]
        light = self.backdrop.picture.copy()
        self.shade(light, touched, buffers, contacts([self.scene.solids[n] for n in poses], list(poses.values())))
        owner = self.scene.owners(buffers.triangle)
        visible = measure(self.scene, self.lens, owner, drawn)
        return Picture(light, bounds(touched), visible, owner)

    def draw_solid(self, number: int, pose: Pose, buffers: Buffers, touched: np.ndarray) -> bool:
        """Draws a solid and what its shadow touches; false where it is out of sight."""
        scene, solid = self.scene, self.scene.solids[number]
        if not self.may_be_seen(solid, pose):
            return False
        vertices = solid.posed(pose)
        part, faces = scene.vertex_range(number), scene.face_range(number)
        scene.vertices[part] = vertices
        self.sun_map.add(vertices, solid.faces)
        self.normals[part] = vertex_normals(vertices, solid.faces)
        self.touch(vertices, solid, pose, touched)
        projected = self.lens.project(vertices, SUBPIXELS)
        rasterise(
            projected,
            solid.faces,
            scene.uv,
            scene.face_uv[faces],
            scene.texels,
            scene.texture_start,
            scene.texture_width,
            scene.texture_height,
            scene.material[faces],
            faces.start,
            buffers.inverse_depth,
            buffers.triangle,
            buffers.second,
            buffers.third,
            False,
        )
        return True

    def may_be_seen(self, solid: Solid, pose: Pose) -> bool:
        """Whether it, or a shadow as long as it is tall, can be within the picture."""
        radius = solid.length / 2 + 2 * solid.height
        middle = np.array([[pose.x, pose.y, pose.z + solid.height / 2]], np.float32)
        across, down, depth = (float(value) for value in self.lens.seen(middle)[0])
        if depth < -radius or depth > FURTHEST:
            return False
        slope_x, slope_y = (size / 2 / self.lens.focal for size in (self.lens.width, self.lens.height))
        return bool(
            abs(across) - radius * np.hypot(1, slope_x) < max(depth, 0) * slope_x
            and abs(down) - radius * np.hypot(1, slope_y) < max(depth, 0) * slope_y
        )

    def touch(self, vertices: Floats, solid: Solid, pose: Pose, touched: np.ndarray) -> None:
        """Marks the tiles of a solid, its shadow and the darkness at its foot: the box around all of them."""
        shadow = vertices - SUN * (vertices[:, 2:] / SUN[2])
        foot = np.array([[pose.x, pose.y, 0]]) + turned_corners(solid, pose.heading) * 1.4
        points = self.lens.project(np.concatenate([vertices, shadow, foot]).astype(np.float32))
        ahead = points[:, 2] > 0
        if not ahead.any():
            return
        low, high = points[ahead, :2].min(0) / TILE, points[ahead, :2].max(0) / TILE
        if not ahead.all():  # it reaches behind the camera: its box has no end there
            low, high = np.zeros(2), np.array(touched.shape[::-1])
        left, top = np.maximum(np.floor(low).astype(int), 0)
        right, bottom = np.maximum(np.ceil(high).astype(int), 0)
        touched[top:bottom, left:right] = True

    def shade(self, light: Floats, touched: np.ndarray, buffers: Buffers, feet: Floats) -> None:
        scene, still, backdrop = self.scene, self.backdrop.sun_map, self.backdrop
        shade_tiles(
            light,
            np.argwhere(touched),
            SUBPIXELS,
            buffers.triangle,
            buffers.second,
            buffers.third,
            (
                backdrop.colour,
                backdrop.albedo,
                backdrop.sun,
                backdrop.ambient,
                backdrop.position,
                backdrop.solid,
                backdrop.up,
            ),
            feet,
            (scene.vertices, self.normals, scene.faces, scene.uv, scene.face_uv, scene.material),
            scene.textures(),
            self.lens.position,
            (SUN, SUNLIGHT, SKYLIGHT),
            SUN_AXES,
            (self.sun_map.centre, self.sun_map.scale, self.sun_map.depth),
            (still.centre, still.scale, still.depth),
        )


def turned_corners(solid: Solid, heading: float) -> Floats:
    """(4, 3) corners of the solid's foot, from its middle."""
    along = np.array([np.cos(heading), np.sin(heading), 0]) * solid.length / 2
    across = np.array([-np.sin(heading), np.cos(heading), 0]) * solid.width / 2
    return np.stack([along + across, along - across, -along + across, -along - across])


def contacts(solids: list[Solid], poses: list[Pose]) -> Floats:
    """(n, 7) what darkens the ground: see ``shade.contact_shadow``."""
    rows = [
        (
            pose.x,
            pose.y,
            np.cos(pose.heading),
            np.sin(pose.heading),
            max(solid.length / 2, 0.3),
            max(solid.width / 2, 0.3),
            CONTACT_STRENGTH[solid.kind],
        )
        for solid, pose in zip(solids, poses, strict=True)
    ]
    return np.array(rows, np.float32).reshape(-1, 7)


def bounds(touched: np.ndarray) -> tuple[slice, slice] | None:
    if not touched.any():
        return None
    rows, columns = (np.flatnonzero(touched.any(axis)) * TILE for axis in (1, 0))
    return slice(int(rows[0]), int(rows[-1]) + TILE), slice(int(columns[0]), int(columns[-1]) + TILE)
