"""What a camera and a detector do to a picture: the student sees this, the teacher saw the picture as it was."""

import cv2
import numpy as np

from viscoper.vision.boxes import Image

# A picture's height and width in the shards; what looks far away is shrunk from there.
TALL, BROAD = 128, 64


def augmented(random: np.random.Generator, image: Image, height: int, width: int) -> Image:
    """The picture in another camera, as [height, width, 3]."""
    if random.random() < 0.5:
        image = image[:, ::-1]
    if random.random() < 0.8:
        image = boxed_anew(random, image)
    if random.random() < 0.4:
        scale = random.uniform(0.3, 0.9)
        image = _resized(image, max(round(TALL * scale), 16), max(round(BROAD * scale), 8), cv2.INTER_AREA)
    image = _resized(image, height, width, cv2.INTER_LINEAR)
    if random.random() < 0.25:
        image = compressed(random, image)
    if random.random() < 0.15:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), random.uniform(0.5, 1.3)), np.uint8)
    if random.random() < 0.8:
        image = lit_otherwise(random, image)
    if random.random() < 0.25:
        image = noisy(random, image)
    return hidden(random, image) if random.random() < 0.25 else image


def boxed_anew(random: np.random.Generator, image: Image) -> Image:
    """As another detector's box would cut it: each side elsewhere, the border repeated where it lies outside."""
    height, width = image.shape[:2]
    top, bottom, left, right = np.clip(random.normal(0, 0.04, 4), -0.12, 0.12) * (height, height, width, width)
    edges = [round(-top), round(bottom), round(-left), round(right)]
    above, below, before, behind = (max(edge, 0) for edge in edges)
    wider = cv2.copyMakeBorder(np.ascontiguousarray(image), above, below, before, behind, cv2.BORDER_REPLICATE)
    inside = [max(-edge, 0) for edge in edges]
    return np.asarray(wider[inside[0] : wider.shape[0] - inside[1], inside[2] : wider.shape[1] - inside[3]], np.uint8)


def compressed(random: np.random.Generator, image: Image) -> Image:
    _, code = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(15, 70))])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def lit_otherwise(random: np.random.Generator, image: Image) -> Image:
    """Exposure, white balance, black level, gamma and saturation of another camera."""
    light = image * random.uniform(0.7, 1.35) * (1 + random.normal(0, 0.06, 3)) + random.normal(0, 10)
    if random.random() < 0.5:
        light = 255 * (np.clip(light, 0, 255) / 255) ** random.uniform(0.7, 1.4)
    if random.random() < 0.4:
        grey = light.mean(2, keepdims=True)
        light = grey + (light - grey) * random.uniform(0.5, 1.4)
    return np.asarray(np.clip(light, 0, 255), np.uint8)


def noisy(random: np.random.Generator, image: Image) -> Image:
    noise = random.standard_normal(image.shape, np.float32) * random.uniform(2, 9)
    return np.asarray(np.clip(image + noise, 0, 255), np.uint8)


def hidden(random: np.random.Generator, image: Image) -> Image:
    """Something of one colour stands before a part of it."""
    height, width = image.shape[:2]
    tall, broad = int(random.uniform(0.1, 0.4) * height), int(random.uniform(0.2, 0.6) * width)
    top, left = int(random.integers(0, height - tall + 1)), int(random.integers(0, width - broad + 1))
    covered = image.copy()
    covered[top : top + tall, left : left + broad] = random.uniform(0, 255, 3)
    return covered


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


def _resized(image: Image, height: int, width: int, way: int) -> Image:
    return np.asarray(cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=way), np.uint8)
