"""The static city: ground, kerbs, buildings, trees, lamps and benches as one mesh."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from demo.city.plan import BUILDING_LINE, EAST, EASTWARD, KERB, NORTH, NORTHWARD, ROAD, SOUTH, WEST, Point
from demo.city.raster import Floats, Ints

Span = tuple[float, float]
TREE_FREE, LAMP_FREE = 17.0, 13.0  # metres around cameras without crowns and posts


class Material(IntEnum):
    ROAD = 0
    PAVEMENT = 1
    FACADE = 2
    ROOF = 3
    BARK = 4
    LEAF = 5
    METAL = 6


@dataclass(frozen=True)
class StaticMesh:
    """vertices (V, 3), faces (T, 3), uv (V, 2) in metres along the surface, material and seed of each face (T,)."""

    vertices: Floats
    faces: Ints
    uv: Floats
    material: NDArray[np.int64]
    seed: NDArray[np.int64]


@dataclass
class MeshBuilder:
    vertices: list[Floats] = field(default_factory=list)
    faces: list[Ints] = field(default_factory=list)
    uv: list[Floats] = field(default_factory=list)
    material: list[int] = field(default_factory=list)
    seed: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, vertices: object, faces: object, uv: object, material: Material, seed: int) -> None:
        points = np.array(vertices, np.float32)
        triangles = np.array(faces, np.int32)
        self.vertices.append(points)
        self.faces.append(triangles + self.count)
        self.uv.append(np.array(uv, np.float32))
        self.material += [int(material)] * len(triangles)
        self.seed += [seed] * len(triangles)
        self.count += len(points)

    def quad(self, corners: object, uv: object, material: Material, seed: int = 0) -> None:
        self.add(corners, [(0, 1, 2), (0, 2, 3)], uv, material, seed)

    def box(self, x: Span, y: Span, z: Span, material: Material, seed: int = 0, roof: Material | None = None) -> None:
        corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
        for k in range(4):
            (ax, ay), (bx, by) = corners[k], corners[(k + 1) % 4]
            width = float(np.hypot(bx - ax, by - ay))
            self.quad(
                [(ax, ay, z[0]), (bx, by, z[0]), (bx, by, z[1]), (ax, ay, z[1])],
                [(0, z[0]), (width, z[0]), (width, z[1]), (0, z[1])],
                material,
                seed + k * 17,
            )
        self.quad([(*corner, z[1]) for corner in corners], corners, material if roof is None else roof, seed)

    def cylinder(
        self, at: Point, z: Span, radius: float, material: Material, top_radius: float | None = None, sides: int = 8
    ) -> None:
        angle = np.linspace(0, 2 * np.pi, sides + 1)[:-1]
        circles = [
            np.stack([at.x + r * np.cos(angle), at.y + r * np.sin(angle), np.full(sides, height)], 1)
            for r, height in ((radius, z[0]), (top_radius or radius, z[1]))
        ]
        faces = [
            face
            for j in range(sides)
            for k in [(j + 1) % sides]
            for face in ((j, k, sides + k), (j, sides + k, sides + j))
        ]
        uv = [(j / sides * 6 * radius, height) for height in z for j in range(sides)]
        self.add(np.concatenate(circles), faces, uv, material, 0)

    def build(self) -> StaticMesh:
        return StaticMesh(
            np.concatenate(self.vertices),
            np.concatenate(self.faces),
            np.concatenate(self.uv),
            np.array(self.material),
            np.array(self.seed),
        )


def build_street(seed: int, cameras: list[Point]) -> StaticMesh:
    """The whole city; places of cameras are kept free of crowns and poles."""
    random = np.random.default_rng(seed)
    mesh = MeshBuilder()
    corners = [(WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH)]
    mesh.quad([(*corner, 0) for corner in corners], corners, Material.ROAD)
    for x in gaps(NORTHWARD, WEST, EAST):
        for y in gaps(EASTWARD, SOUTH, NORTH):
            mesh.box(x, y, (0, KERB), Material.PAVEMENT, roof=Material.PAVEMENT)
            add_buildings(mesh, random, x, y)
            add_furniture(mesh, random, x, y, cameras)
    return mesh.build()


def gaps(streets: tuple[float, ...], low: float, high: float) -> list[Span]:
    """The stretches between the roads."""
    edges = [low, *(edge for street in streets for edge in (street - ROAD, street + ROAD)), high]
    return list(zip(edges[::2], edges[1::2], strict=True))


def add_buildings(mesh: MeshBuilder, random: np.random.Generator, x: Span, y: Span) -> None:
    """Houses side by side along the block, two rows deep, their fronts on the building line."""
    inset = BUILDING_LINE - ROAD
    west = x[0] + (inset if x[0] > WEST else 0)
    east = x[1] - (inset if x[1] < EAST else 0)
    south = y[0] + (inset if y[0] > SOUTH else 0)
    north = y[1] - (inset if y[1] < NORTH else 0)
    middle = (south + north) / 2
    for row in ((south, middle), (middle, north)):
        start = west
        while east - start > 1:
            end = start + random.uniform(8, 15)
            end = east if east - end < 6 else end
            mesh.box(
                (start, end),
                row,
                (KERB, random.uniform(4.5, 10)),
                Material.FACADE,
                int(random.integers(10_000)),
                Material.ROOF,
            )
            start = end


def add_furniture(mesh: MeshBuilder, random: np.random.Generator, x: Span, y: Span, cameras: list[Point]) -> None:
    """Trees, lamps, bins and benches along the kerbs of a block's southern and northern pavement."""
    for edge, inwards in ((y[0], 1), (y[1], -1)):
        if edge in (SOUTH, NORTH):
            continue
        place = x[0] + random.uniform(6, 9)
        while place < x[1] - 6:
            at = Point(place, edge + inwards * 0.7)
            near = min(np.hypot(at.x - camera.x, at.y - camera.y) for camera in cameras)
            if near > TREE_FREE and random.random() < 0.55:
                add_tree(mesh, random, at)
            elif near > LAMP_FREE:
                add_lamp(mesh, at, -inwards)
            if random.random() < 0.35:
                wall = edge + inwards * (BUILDING_LINE - ROAD - 0.45)
                add_bench(mesh, Point(place + 4, wall))
            place += random.uniform(9, 14)


def add_lamp(mesh: MeshBuilder, at: Point, towards_road: int) -> None:
    mesh.cylinder(at, (KERB, 6.5), 0.07, Material.METAL)
    arm = sorted((at.y, at.y + towards_road * 1.4))
    mesh.box((at.x - 0.15, at.x + 0.15), (arm[0], arm[1]), (6.4, 6.55), Material.METAL)


def add_bench(mesh: MeshBuilder, at: Point) -> None:
    mesh.box((at.x - 0.8, at.x + 0.8), (at.y - 0.2, at.y + 0.2), (0.5, 0.56), Material.BARK)
    for side in (-1, 1):
        x = at.x + side * 0.65
        mesh.box((x - 0.05, x + 0.05), (at.y - 0.18, at.y + 0.18), (KERB, 0.5), Material.METAL)


def add_tree(mesh: MeshBuilder, random: np.random.Generator, at: Point) -> None:
    """A trunk and a ball of leaves, small squares at random angles."""
    height, radius, leaves = random.uniform(2.4, 3.2), random.uniform(1.2, 1.8), 900
    mesh.cylinder(at, (KERB, height + 0.5), 0.14, Material.BARK, 0.09)
    direction = random.normal(size=(leaves, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    centre = np.array([at.x, at.y, height + radius * 0.9])
    middle = centre + direction * radius * random.uniform(0.45, 1, (leaves, 1)) ** 0.6
    a, b = random.normal(size=(2, leaves, 3)) * 0.1
    corners = np.stack([middle - a - b, middle + a - b, middle + a + b, middle - a + b], 1).reshape(-1, 3)
    faces = (np.arange(leaves)[:, None, None] * 4 + np.array([(0, 1, 2), (0, 2, 3)])).reshape(-1, 3)
    uv = np.repeat(np.arange(leaves), 4)[:, None] * np.array([[1, 0]])
    mesh.add(corners, faces, uv, Material.LEAF, int(random.integers(10_000)))
