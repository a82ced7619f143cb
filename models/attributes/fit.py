"""python -m models.attributes.fit SAMPLES [--backgrounds DIR] [--out colours.npz]: fits the classifier of colours.

Multinomial logistic regression with a small penalty. Each sample is also taken under other light, other crops, and
before other backgrounds (photographs of DIR, through the sample's mask), so that the city's pavement is not learnt.
With --held N every Nth sample is left out and measured.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from viscoper.attributes import COLOURS, REGIONS
from viscoper.vision.attributes import WEIGHTS
from viscoper.vision.attributes_colour import Floats32
from viscoper.vision.attributes_features import region_features
from viscoper.vision.boxes import Image

TAKES = 4
PENALTY = {"upper": 1e-2, "lower": 3e-3, "body": 1e-3}
# Spread of exposure and of the channels' balance (natural logarithms), of saturation, and noise in grey levels.
EXPOSURE, BALANCE, SATURATION, NOISE = 0.3, 0.07, 0.2, 2.0
CROPPED = 0.05
# How much of the target the first name has; the others share the rest.
FIRST_NAME = 0.6


@dataclass(frozen=True)
class Sample:
    """A crop (BGR), where in it the object is (0..255), and by region the names of its colours."""

    image: Image
    mask: Image
    kind: str
    names: dict[str, list[str]]


def load_samples(folder: Path) -> list[Sample]:
    told = json.loads((folder / "samples.json").read_text())
    return [
        Sample(_read(folder / f"{name}.jpg"), _read(folder / f"{name}.png"), facts["kind"], facts["names"])
        for name, facts in told.items()
    ]


def another_take(sample: Sample, backgrounds: list[Image], random: np.random.Generator) -> Image:
    """The sample as another camera might have taken it."""
    image = sample.image
    if backgrounds and random.random() < 0.5:
        image = before(sample, backgrounds[int(random.integers(len(backgrounds)))], random)
    image = image[:, ::-1] if random.random() < 0.5 else image
    height, width = image.shape[:2]
    top, bottom, left, right = random.uniform(0, CROPPED, 4)
    image = image[int(top * height) : height - int(bottom * height), int(left * width) : width - int(right * width)]
    light = (image.astype(np.float32) / 255) ** 2.2
    light = light * np.exp(random.normal(0, EXPOSURE)) * np.exp(random.normal(0, BALANCE, 3))
    grey = light.mean(2, keepdims=True)
    light = np.clip(grey + (light - grey) * random.uniform(1 - SATURATION, 1 + SATURATION), 0, 1)
    return np.asarray(np.clip(light ** (1 / 2.2) * 255 + random.normal(0, NOISE, light.shape), 0, 255), np.uint8)


def before(sample: Sample, photograph: Image, random: np.random.Generator) -> Image:
    """The object before a part of a photograph, which is made about as bright as the ground that it replaces."""
    height, width = sample.image.shape[:2]
    tall = int(photograph.shape[0] * random.uniform(0.4, 0.95))
    broad = int(np.clip(tall * width / height, 8, photograph.shape[1]))
    y, x = int(random.integers(photograph.shape[0] - tall + 1)), int(random.integers(photograph.shape[1] - broad + 1))
    part = photograph[y : y + tall, x : x + broad]
    behind = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.GaussianBlur(sample.mask[..., 0].astype(np.float32) / 255, (0, 0), 0.7)[..., None]
    outside = sample.image[inside[..., 0] < 0.1]
    if len(outside):
        behind = behind * np.clip(outside.mean() / max(float(behind.mean()), 1.0), 0.5, 2) ** 0.7
    return np.asarray(np.clip(sample.image * inside + behind * (1 - inside), 0, 255), np.uint8)


def target(names: list[str]) -> Floats32:
    shares = np.zeros(len(COLOURS), np.float32)
    for name in names[1:]:
        shares[COLOURS.index(name)] += (1 - FIRST_NAME) / (len(names) - 1)
    shares[COLOURS.index(names[0])] += FIRST_NAME
    return np.asarray(shares / shares.sum(), np.float32)


def fit(features: Floats32, targets: Floats32, penalty: float) -> tuple[Floats32, Floats32]:
    """Weights [features, 11] and offsets [11] of the least cross-entropy (L-BFGS)."""
    mean, spread = features.mean(0), features.std(0) + 1e-3
    inputs, wanted = torch.from_numpy((features - mean) / spread), torch.from_numpy(targets)
    weights = torch.zeros(features.shape[1], len(COLOURS), requires_grad=True)
    offsets = torch.zeros(len(COLOURS), requires_grad=True)
    solver = torch.optim.LBFGS([weights, offsets], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        solver.zero_grad()
        logs = torch.log_softmax(inputs @ weights + offsets, 1)
        total = -(wanted * logs).sum(1).mean() + penalty * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    solver.step(loss)  # type: ignore[no-untyped-call]
    unscaled = weights.detach().numpy() / spread[:, None]
    return unscaled.astype(np.float32), (offsets.detach().numpy() - mean @ unscaled).astype(np.float32)


def fit_kind(kind: str, samples: list[Sample], held: list[Sample], backgrounds: list[Image]) -> dict[str, Floats32]:
    random = np.random.default_rng(0)
    takes = [[sample.image for sample in samples]]
    takes += [[another_take(sample, backgrounds, random) for sample in samples] for _ in range(TAKES)]
    seen = [region_features(image, kind) for take in takes for image in take]
    unseen = [region_features(sample.image, kind) for sample in held]
    fitted: dict[str, Floats32] = {}
    for region in REGIONS[kind]:
        targets = np.stack([target(sample.names[region]) for sample in samples] * len(takes))
        weights, offsets = fit(np.stack([each[region] for each in seen]), targets, PENALTY[region])
        fitted |= {f"{region}_weights": weights, f"{region}_offsets": offsets}
        told = [COLOURS[int(np.argmax(each[region] @ weights + offsets))] for each in unseen]
        right = [name in sample.names[region] for name, sample in zip(told, held, strict=True)]
        first = [name == sample.names[region][0] for name, sample in zip(told, held, strict=True)]
        if held:
            print(f"{region}: {len(held)} held out, {np.mean(right):.3f} right, {np.mean(first):.3f} by the first name")
    return fitted


def _read(path: Path) -> Image:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.attributes.fit", description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--backgrounds", type=Path, help="folder of photographs (JPEG)")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--held", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(0)
    photographs = sorted(options.backgrounds.glob("*.jp*g"))[::30] if options.backgrounds else []
    backgrounds = [_read(path) for path in photographs]
    samples = load_samples(options.samples)
    held = samples[:: options.held] if options.held else []
    used = [sample for index, sample in enumerate(samples) if not options.held or index % options.held]
    fitted: dict[str, Floats32] = {}
    for kind in REGIONS:
        own, left = ([sample for sample in part if sample.kind == kind] for part in (used, held))
        fitted |= fit_kind(kind, own, left, backgrounds)
    np.savez(options.out, **fitted)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
