"""All that moves in the city as one mesh, its textures end to end: what the rasteriser and the shader take."""

from typing import Any

import numpy as np

from demo.city.raster import Floats, Ints
from demo.city.shade import PERSON, REFLECTANCE, VEHICLE
from demo.city.solid import Solid


class Scene:
    """vertices (V, 3) hold the last poses. Faces and textures are numbered through all solids."""

    def __init__(self, solids: list[Solid]) -> None:
        self.solids = solids
        first_vertex = starts([len(solid.vertices) for solid in solids])
        first_uv = starts([len(solid.uv) for solid in solids])
        first_texture = starts([len(solid.textures) for solid in solids])
        self.first_vertex, self.first_face = first_vertex, starts([len(solid.faces) for solid in solids])
        self.vertices: Floats = np.zeros((first_vertex[-1], 3), np.float32)
        self.faces = joined([solid.faces for solid in solids], first_vertex)
        self.uv = np.concatenate([solid.uv for solid in solids])
        self.face_uv = joined([solid.face_uv for solid in solids], first_uv)
        self.material = joined([solid.material for solid in solids], first_texture)
        images = [image for solid in solids for image in solid.textures]
        self.texels = np.concatenate([image.reshape(-1) for image in images])
        self.texture_start = starts([image.size for image in images])[:-1]
        self.texture_width = np.array([image.shape[1] for image in images], np.int64)
        self.texture_height = np.array([image.shape[0] for image in images], np.int64)
        kinds = [PERSON if solid.kind == "person" else VEHICLE for solid in solids for _ in solid.textures]
        self.material_kind = np.array(kinds, np.int32)

    def vertex_range(self, number: int) -> slice:
        return slice(int(self.first_vertex[number]), int(self.first_vertex[number + 1]))

    def face_range(self, number: int) -> slice:
        return slice(int(self.first_face[number]), int(self.first_face[number + 1]))

    def owners(self, triangle: Ints) -> Ints:
        """Number of the solid of each triangle number, -1 where there is none."""
        owner = np.full(triangle.shape, -1, np.int32)
        hit = triangle >= 0
        owner[hit] = np.searchsorted(self.first_face, triangle[hit], side="right") - 1
        return owner

    def textures(self) -> tuple[Any, ...]:
        return (
            self.texels,
            self.texture_start,
            self.texture_width,
            self.texture_height,
            self.material_kind,
            REFLECTANCE,
        )


def starts(sizes: list[int]) -> Any:
    return np.cumsum([0, *sizes]).astype(np.int64)


def joined(indices: list[Ints], first: Any) -> Ints:
    return np.concatenate([part + n for part, n in zip(indices, first, strict=False)]).astype(np.int32)
