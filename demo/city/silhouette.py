"""The truth of a frame: the box of each solid in the picture, and how much of it can be seen."""

from dataclasses import dataclass

import numpy as np

from demo.city.backdrop import SUBPIXELS
from demo.city.camera import Lens
from demo.city.raster import Buffers, Ints, rasterise
from demo.city.scene import Scene

FEWEST_PIXELS = 12  # of which less is seen is not seen at all
LARGEST = 4000  # pixels: a solid at the camera's very lens is not measured


@dataclass(frozen=True)
class Visible:
    """box: x, y, w, h in whole pixels, of the whole solid as if nothing stood before it, cut at the picture's border.

    share: of its silhouette's pixels, those beyond the border too, the part that can be seen.
    """

    number: int
    box: tuple[int, int, int, int]
    share: float


def measure(scene: Scene, lens: Lens, owner: Ints, drawn: list[int]) -> list[Visible]:
    """The solids that can be seen. owner: number of the solid in each subpixel."""
    seen = np.bincount(owner[owner >= 0], minlength=len(scene.solids)) / SUBPIXELS**2
    found = [silhouette(scene, lens, number, float(seen[number])) for number in drawn if seen[number] >= FEWEST_PIXELS]
    return [visible for visible in found if visible]


def silhouette(scene: Scene, lens: Lens, number: int, seen: float) -> Visible | None:
    """Draws the solid alone, in subpixels, beyond the borders too."""
    part = scene.face_range(number)
    points = lens.project(scene.vertices[scene.vertex_range(number)], SUBPIXELS)
    ahead = points[points[:, 2] > 0, :2]
    left, top = (np.floor(ahead.min(0) / SUBPIXELS) * SUBPIXELS).astype(int).tolist()
    right, bottom = np.ceil(ahead.max(0)).astype(int).tolist()
    if right - left > LARGEST * SUBPIXELS or bottom - top > LARGEST * SUBPIXELS:
        return None
    buffers = Buffers(bottom - top, right - left)
    points[:, :2] -= (left, top)
    rasterise(
        points,
        scene.solids[number].faces,
        scene.uv,
        scene.face_uv[part],
        scene.texels,
        scene.texture_start,
        scene.texture_width,
        scene.texture_height,
        scene.material[part],
        0,
        buffers.inverse_depth,
        buffers.triangle,
        buffers.second,
        buffers.third,
        False,
    )
    rows, columns = np.nonzero(buffers.triangle >= 0)
    if not len(rows):
        return None
    x0, x1 = (clip(value, lens.width) for value in (columns.min() + left, columns.max() + 1 + left))
    y0, y1 = (clip(value, lens.height) for value in (rows.min() + top, rows.max() + 1 + top))
    box = (int(np.floor(x0)), int(np.floor(y0)), int(np.ceil(x1) - np.floor(x0)), int(np.ceil(y1) - np.floor(y0)))
    return Visible(number, box, min(1.0, seen * SUBPIXELS**2 / len(rows)))


def clip(value: int, size: int) -> float:
    return float(np.clip(value / SUBPIXELS, 0, size))
