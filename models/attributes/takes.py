"""What a camera, a detector and another street do to a picture whose look is known. None of it changes the look."""

import cv2
import numpy as np

from models.attributes.network import HEIGHT, WIDTH
from models.training.augment import before, boxed_anew, compressed, hidden
from viscoper.vision.boxes import Image
from viscoper.vision.crops import resized

# Spread of exposure and of the channels' balance (natural logarithms), of saturation, and noise in grey levels.
EXPOSURE, BALANCE, SATURATION, NOISE = 0.25, 0.06, 0.25, 3.0
# How often the background is another, by kind: a vehicle's ground tells how much light falls on it.
OTHERWHERE = {"person": 0.5, "vehicle": 0.2}


def another_take(
    random: np.random.Generator, image: Image, mask: Image | None, kind: str, photographs: list[Image]
) -> Image:
    """As [HEIGHT, WIDTH, 3]. `image`, `mask`: [height, width, 3] and [height, width]; without a mask its background
    stays."""
    if mask is not None and photographs and random.random() < OTHERWHERE[kind]:
        image = before(random, image, mask, photographs[int(random.integers(len(photographs)))])
    image = image[:, ::-1] if random.random() < 0.5 else image
    if random.random() < 0.7:
        image = boxed_anew(random, image)
    if random.random() < 0.2:
        image = shrunk(random, image)
    image = resized(image, WIDTH, HEIGHT)
    if random.random() < 0.3:
        image = compressed(random, image)
    if random.random() < 0.7:
        image = lit_otherwise(random, image)
    return hidden(random, image) if random.random() < 0.1 else image


def shrunk(random: np.random.Generator, image: Image) -> Image:
    scale = random.uniform(0.3, 0.9)
    size = (max(int(image.shape[1] * scale), 8), max(int(image.shape[0] * scale), 16))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def lit_otherwise(random: np.random.Generator, image: Image) -> Image:
    """In linear light, object and surroundings alike."""
    light = LINEAR[image] * np.exp(random.normal(0, EXPOSURE) + random.normal(0, BALANCE, 3)).astype(np.float32)
    grey = light.mean(2, keepdims=True)
    light = np.clip(grey + (light - grey) * np.float32(random.uniform(1 - SATURATION, 1 + SATURATION)), 0, 1)
    noise = random.standard_normal(light.shape, np.float32) * np.float32(random.uniform(0, NOISE))
    return np.asarray(np.clip(cv2.pow(light, 1 / 2.2) * 255 + noise, 0, 255), np.uint8)


LINEAR = ((np.arange(256) / 255) ** 2.2).astype(np.float32)
