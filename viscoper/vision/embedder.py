"""The embedder without a network: colour and texture of a crop, nothing learned.

It tells clothing and paint apart; it knows nothing of bodies, so it confuses people who are dressed alike. The stripes
follow Gray and Tao, "Viewpoint invariant pedestrian recognition" (ECCV 2008); the square root of a histogram before the
dot product is Hellinger's similarity; the gradient part is that of Dalal and Triggs (CVPR 2005), without block overlap.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.vision.boxes import Image
from viscoper.vision.crops import as_bgr

WIDTH, HEIGHT = 48, 96
STRIPES = 8
HUES, GREYS = 12, 6
ORIENTATIONS, CELL_ROWS, CELL_COLUMNS = 6, 6, 2
# What colour counts beside texture, chosen on real crops of people and vehicles.
COLOUR_SHARE = 0.8
# Below this saturation (of 255) a pixel's hue is mostly noise.
PALE = 40.0

Vector = npt.NDArray[np.float32]


class ColourTexture:
    """Called with BGR crops of any size; gives float32 [n, dim] of length 1, also for crops without content."""

    name = "colour-texture@1"
    dim = STRIPES * (HUES + GREYS) + CELL_ROWS * CELL_COLUMNS * ORIENTATIONS

    def __call__(self, crops: Sequence[Image]) -> Vector:
        if not crops:
            return np.zeros((0, self.dim), np.float32)
        return np.stack([self._embed(crop) for crop in crops])

    def _embed(self, crop: Image) -> Vector:
        image = _resized(as_bgr(crop), WIDTH, HEIGHT)
        colour = unit(np.sqrt(stripe_histograms(image, STRIPES)))
        texture = unit(np.sqrt(gradient_histograms(image)))
        joined = np.concatenate([np.sqrt(COLOUR_SHARE) * colour, np.sqrt(1 - COLOUR_SHARE) * texture])
        return unit(joined).astype(np.float32)


def colour_signature(crop: Image) -> Vector:
    """A short vector of length 1, float32 [4 * 18], cheap enough for every detection: upper to lower clothing."""
    image = _resized(crop, WIDTH // 2, HEIGHT // 2)
    return unit(np.sqrt(stripe_histograms(image, 4))).astype(np.float32)


def unit(vector: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """`vector` with length 1; a vector of zeros becomes one with all elements equal."""
    length = np.linalg.norm(vector)
    if length < 1e-12:
        return np.full(vector.shape, 1 / np.sqrt(vector.size))
    return np.asarray(vector / length)


def stripe_histograms(image: Image, stripes: int) -> npt.NDArray[np.float64]:
    """[stripes * (HUES + GREYS)]: per horizontal stripe, hues weighted by saturation beside the brightness of the rest.

    Pixels at the sides weigh less: they are background. Brightness is taken relative to the picture's own range, and
    both histograms share a pixel between neighbouring bins, so that light moves them little.
    """
    hue, saturation, value = (plane.astype(np.float64) for plane in cv2.split(cv2.cvtColor(image, cv2.COLOR_BGR2HSV)))
    height, width = hue.shape
    centred = np.exp(-(((np.arange(width) + 0.5) / width - 0.5) ** 2) / (2 * 0.25**2))
    coloured = saturation / (saturation + PALE) * np.clip(value / 60, 0, 1)
    stripe = np.repeat(np.arange(stripes), -(-height // stripes))[:height, None]
    hues = _soft_histogram(hue / 180 * HUES, coloured * centred, stripe, stripes, HUES, wraps=True)
    greys = _soft_histogram(
        _relative(value) * (GREYS - 1), (1 - coloured) * centred, stripe, stripes, GREYS, wraps=False
    )
    return np.concatenate([hues, greys], axis=1).ravel()


def gradient_histograms(image: Image) -> npt.NDArray[np.float64]:
    """[CELL_ROWS * CELL_COLUMNS * ORIENTATIONS]: edge strength by direction (0..180 degrees) in each cell."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(dx, dy)
    row = np.arange(HEIGHT)[:, None] * CELL_ROWS // HEIGHT
    column = np.arange(WIDTH)[None, :] * CELL_COLUMNS // WIDTH
    cell = row * CELL_COLUMNS + column
    bins = (angle % np.pi) / np.pi * ORIENTATIONS
    return _soft_histogram(
        bins.astype(np.float64), strength.astype(np.float64), cell, CELL_ROWS * CELL_COLUMNS, ORIENTATIONS, wraps=True
    ).ravel()


def _resized(crop: Image, width: int, height: int) -> Image:
    return np.asarray(cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _relative(value: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """0..1 around the picture's own mean; the spread has a floor, so that noise on a plain picture is not blown up."""
    return np.asarray(np.clip((value - value.mean()) / (4 * max(value.std(), 12.0)) + 0.5, 0, 1))


def _soft_histogram(
    position: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
    group: npt.NDArray[np.intp],
    groups: int,
    bins: int,
    *,
    wraps: bool,
) -> npt.NDArray[np.float64]:
    """[groups, bins]: each pixel's weight shared between the two bins nearest to its position."""
    low = np.floor(position).astype(np.intp)
    share = position - low
    histogram = np.zeros(groups * bins)
    for index, part in ((low, 1 - share), (low + 1, share)):
        within = index % bins if wraps else np.clip(index, 0, bins - 1)
        flat = (group * bins + within).ravel()
        histogram += np.bincount(flat, (weight * part).ravel(), groups * bins)
    return histogram.reshape(groups, bins)
