"""A vehicle: a body lofted over its outline, four wheels that turn, two mirrors."""

from typing import Literal

import numpy as np

from demo.city.raster import Floats, Ints
from demo.city.solid import Pose, Solid, turned
from demo.city.vehicle_canvas import WHEEL, Canvas
from demo.city.vehicle_paint import paint_vehicle
from demo.city.vehicle_shape import loft, views_of
from demo.city.vehicle_types import TYPES, Rgb, sample_paint, sample_plate

SPOKES = 18
TYRE_WIDTH = 0.24


class Vehicle(Solid):
    """Look-alikes share type and paint and differ in the plate."""

    kind: Literal["vehicle"] = "vehicle"

    def __init__(self, name: str, seed: int, paint: Rgb | None = None) -> None:
        random = np.random.default_rng(seed)
        self.name, self.shape = name, TYPES[name]
        self.paint = paint or sample_paint(random)
        self.plate = sample_plate(random)
        self.length, self.width, self.height = self.shape.length, self.shape.width, self.shape.height
        canvas = paint_vehicle(self.shape, name, self.paint, sample_paint(random), self.plate, seed)
        self.textures = [canvas.image]
        self.pieces: list[tuple[Floats, Ints, Floats]] = []  # (vertices, faces, uv of each face's corners)
        self.add_body(canvas)
        self.wheels = [self.add_wheel(canvas, x, side) for x in self.shape.wheels for side in (-1, 1)]
        if self.shape.windscreen:
            for side in (-1, 1):
                self.add_mirror(canvas, side)
        self.assemble()

    def vertex_count(self) -> int:
        return sum(len(vertices) for vertices, _, _ in self.pieces)

    def add_body(self, canvas: Canvas) -> None:
        vertices, faces = loft(self.shape)
        corners = vertices[faces]
        uv = np.empty((len(faces), 3, 2), np.float32)
        for view, chosen in views_of(vertices, faces).items():
            x, y, z = np.moveaxis(corners[chosen], -1, 0)
            across, up = (x, y) if view == "top" else (x, z) if view in ("left", "right") else (y, z)
            uv[chosen] = np.stack(canvas.pixel(view, across, up), -1)
        self.pieces.append((vertices, faces, canvas.share(uv)))

    def add_wheel(self, canvas: Canvas, x: float, side: int) -> tuple[slice, float]:
        """Tyre and disc. Gives the wheel's vertices and the axle's x."""
        radius, outer = self.shape.radius, side * (self.width / 2 + 0.005)
        angle = np.linspace(0, 2 * np.pi, SPOKES + 1)[:-1]
        circle_x, circle_z = radius * np.cos(angle), radius * np.sin(angle)
        rings = [
            np.stack([x + size * circle_x, np.full(SPOKES, y), radius + size * circle_z], 1)
            for y, size in ((side * (self.width / 2 - TYRE_WIDTH), 1.0), (outer - side * 0.02, 1.0), (outer, 0.9))
        ]
        vertices = np.concatenate([*rings, [[x, outer - side * 0.03, radius]]]).astype(np.float32)
        flat = (vertices[:, [0, 2]] - (x, radius)) / radius * (WHEEL / 2 - 2) * (1, -1)
        flat[: 2 * SPOKES] = (WHEEL / 2 - 4, 0)  # the tread is all rubber
        uv = canvas.share(flat + canvas.wheel)
        faces = []
        for j in range(SPOKES):
            k = (j + 1) % SPOKES
            for ring in (0, SPOKES):
                faces += [(ring + j, ring + k, ring + SPOKES + k), (ring + j, ring + SPOKES + k, ring + SPOKES + j)]
            faces.append((2 * SPOKES + j, 2 * SPOKES + k, 3 * SPOKES))
        first = self.vertex_count()
        triangles = np.array(faces, np.int32)
        self.pieces.append((vertices, triangles, uv[triangles]))
        return slice(first, first + len(vertices)), x

    def add_mirror(self, canvas: Canvas, side: int) -> None:
        x, z = self.shape.windows[0][0]
        corners = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)])
        vertices = corners * (0.06, 0.09, 0.07) + (x - 0.12, side * (self.width / 2 + 0.08), z + 0.06)
        faces = np.array(
            [
                (0, 1, 3),
                (0, 3, 2),
                (4, 6, 7),
                (4, 7, 5),
                (0, 4, 5),
                (0, 5, 1),
                (2, 3, 7),
                (2, 7, 6),
                (0, 2, 6),
                (0, 6, 4),
                (1, 5, 7),
                (1, 7, 3),
            ],
            np.int32,
        )
        paint = canvas.share(canvas.points("left", [(-0.2, 0.62)]))  # a place of the door
        self.pieces.append((vertices.astype(np.float32), faces, np.tile(paint, (len(faces), 3, 1))))

    def assemble(self) -> None:
        first = np.cumsum([0] + [len(vertices) for vertices, _, _ in self.pieces])
        self.vertices = np.concatenate([vertices for vertices, _, _ in self.pieces]).astype(np.float32)
        self.faces = np.concatenate([faces + n for (_, faces, _), n in zip(self.pieces, first, strict=False)]).astype(
            np.int32
        )
        self.uv = np.concatenate([uv.reshape(-1, 2) for _, _, uv in self.pieces]).astype(np.float32)
        self.face_uv = np.arange(3 * len(self.faces), dtype=np.int32).reshape(-1, 3)
        self.material = np.zeros(len(self.faces), np.int32)

    def posed(self, pose: Pose) -> Floats:
        vertices = self.vertices.copy()
        angle = pose.travelled / self.shape.radius
        for wheel, axle in self.wheels:
            x, z = vertices[wheel, 0] - axle, vertices[wheel, 2] - self.shape.radius
            vertices[wheel, 0] = axle + x * np.cos(angle) + z * np.sin(angle)
            vertices[wheel, 2] = self.shape.radius - x * np.sin(angle) + z * np.cos(angle)
        return np.asarray(turned(vertices, pose.heading) + np.array([pose.x, pose.y, pose.z]), np.float32)
