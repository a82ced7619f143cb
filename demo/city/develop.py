"""From linear light to the 8-bit frame a camera stores: balance, exposure, tone curve, lens blur, sharpening, noise."""

import cv2
import numpy as np

from demo.city.camera import Response
from demo.city.raster import Bytes, Floats

LUMA: Floats = np.array([0.299, 0.587, 0.114], np.float32)
BLUR, SHARPEN_RADIUS, SHARPEN = 0.55, 1.6, 0.35
NOISE_PICTURES = 8
BORDER = 8  # pixels that blur and sharpening look beyond a rectangle


def develop(light: Floats, response: Response) -> Floats:
    """(h, w, 3) linear light to 0 to 255, still without noise."""
    balanced = light * (np.array(response.balance, np.float32) * np.float32(response.exposure * 0.95))
    grey = (balanced @ LUMA)[..., None]
    balanced = np.clip(grey + (balanced - grey) * np.float32(response.saturation), 0, None)
    toned = np.clip(balanced * (1 + balanced / 6) / (1 + balanced * np.float32(0.55)), 0, 1) ** np.float32(1 / 2.2)
    soft = cv2.GaussianBlur(toned, (0, 0), BLUR)
    sharp = soft + np.float32(SHARPEN) * (soft - cv2.GaussianBlur(soft, (0, 0), SHARPEN_RADIUS))
    return np.asarray(np.clip(sharp, 0, 1) * 255, np.float32)


class Sensor:
    """Develops frames of one camera; of each only the rectangle that differs from the empty street."""

    def __init__(self, empty: Floats, response: Response, seed: int) -> None:
        self.response = response
        self.empty = develop(empty, response)
        random = np.random.default_rng(seed)
        size = (NOISE_PICTURES, *empty.shape)
        shared = random.standard_normal((*size[:-1], 1), dtype=np.float32)
        self.noise = (shared + 0.4 * random.standard_normal(size, dtype=np.float32)) * np.float32(response.noise)
        self.random = random

    def frame(self, light: Floats, changed: tuple[slice, slice] | None) -> Bytes:
        """(h, w, 3) RGB. changed: rows and columns of `light` that are not the empty street's."""
        picture = self.empty.copy()
        if changed:
            rows, columns = (slice(max(0, part.start - BORDER), part.stop + BORDER) for part in changed)
            picture[rows, columns] = develop(light[rows, columns], self.response)
        noise = self.noise[self.random.integers(NOISE_PICTURES)]
        shift = int(self.random.integers(picture.shape[1]))
        return np.asarray(np.clip(picture + np.roll(noise, shift, 1), 0, 255), np.uint8)
