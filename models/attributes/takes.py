"""What a camera, a detector and another street do to a picture whose look is known. None of it changes the look."""

import cv2
import numpy as np

from models.attributes.network import HEIGHT, WIDTH
from models.training.augment import boxed_anew, compressed, hidden
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


def before(random: np.random.Generator, image: Image, mask: Image, photograph: Image) -> Image:
    """The object before a part of a photograph, which is made about as bright as the ground that it replaces."""
    height, width = image.shape[:2]
    tall = int(photograph.shape[0] * random.uniform(0.4, 0.95))
    broad = int(np.clip(tall * random.uniform(0.35, 0.9), 8, photograph.shape[1]))
    y, x = int(random.integers(photograph.shape[0] - tall + 1)), int(random.integers(photograph.shape[1] - broad + 1))
    part = photograph[y : y + tall, x : x + broad]
    behind = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 0.7)[..., None]
    outside = image[inside[..., 0] < 0.1]
    if len(outside):
        behind = behind * np.clip(outside.mean() / max(float(behind.mean()), 1.0), 0.5, 2) ** 0.7
    return np.asarray(np.clip(image * inside + behind * (1 - inside), 0, 255), np.uint8)
