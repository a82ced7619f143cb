"""Where on the body each texel of a texture lies."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo.city.bodies import Group, Place, load_bodies
from demo.city.raster import Buffers, Bytes, Floats, Ints, rasterise

NO_TEXELS: Bytes = np.zeros(0, np.uint8)
NO_TEXTURE: NDArray[np.int64] = np.zeros(1, np.int64)
TEXTURE_SIZE = {"helper-tights": 512, "body": 768, "helper-skirt": 192, "helper-hair": 192}


@dataclass(frozen=True)
class TextureMap:
    """uv: (U, 2) coordinates of the whole mesh fitted to this texture. place: of its texels, row by row."""

    size: int
    uv: Floats
    place: Place
    used: NDArray[np.bool_]

    def image(self, colour: Floats, opaque: NDArray[np.bool_]) -> Bytes:
        """(size, size, 4) RGBA of (n, 3) colours 0 to 255 and (n,) where there is any cloth."""
        alpha = np.where(opaque & self.used, 255, 0)[:, None]
        texels = np.concatenate([np.clip(colour, 0, 255), alpha], 1)
        return texels.astype(np.uint8).reshape(self.size, self.size, 4)


@cache
def texture_map(group: str) -> TextureMap:
    bodies = load_bodies()
    mesh, size = bodies.groups[group], TEXTURE_SIZE[group]
    uv = bodies.uv if group == "body" else fitted(bodies.uv, mesh.face_uv)
    return TextureMap(size, uv, *map_texels(mesh, uv, bodies.place.stacked(), size))


def fitted(uv: Floats, face_uv: Ints) -> Floats:
    """Coordinates stretched so that a group's part fills the texture."""
    used = uv[np.unique(face_uv)]
    low, high = used.min(0), used.max(0)
    return np.asarray((uv - low) / (high - low) * 0.98 + 0.01, np.float32)


def map_texels(mesh: Group, uv: Floats, attributes: Floats, size: int) -> tuple[Place, NDArray[np.bool_]]:
    """Draws the unfolded mesh, then grows its edge by a few texels so that seams do not show."""
    buffers = Buffers(size, size)
    points = np.concatenate([uv * size, np.ones((len(uv), 1))], 1).astype(np.float32)
    none = np.full(len(mesh.faces), -1, np.int32)
    rasterise(
        points,
        mesh.face_uv,
        uv,
        mesh.face_uv,
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
        True,
    )
    used = buffers.triangle >= 0
    corner = mesh.faces[buffers.triangle[used]]
    second, third = buffers.second[used][:, None], buffers.third[used][:, None]
    texels = np.zeros((size, size, attributes.shape[1]), np.float32)
    texels[used] = (
        attributes[corner[:, 0]] * (1 - second - third)
        + attributes[corner[:, 1]] * second
        + attributes[corner[:, 2]] * third
    )
    for _ in range(3):
        for shift, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
            edge = np.roll(used, shift, axis) & ~used
            texels[edge] = np.roll(texels, shift, axis)[edge]
            used = used | edge
    return Place(*texels.reshape(size * size, -1).T.copy()), used.reshape(-1)
