"""Shapes and paints of vehicles. Metres; x forward from the middle, z up; outlines run from front to rear."""

from dataclasses import dataclass

import numpy as np

Outline = list[tuple[float, float]]
Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class VehicleType:
    """belt: (x, z) below the windows. top: (x, z) of the roof line. windows: polygons (x, z) of one side.

    windscreen, rear_window: (lower x, upper x) where the body has them as slopes. wheels: x of the axles.
    """

    length: float
    width: float
    belt: Outline
    top: Outline
    windows: list[Outline]
    wheels: tuple[float, float]
    radius: float
    windscreen: tuple[float, float] | None
    rear_window: tuple[float, float] | None
    upright: bool = False  # sides that do not lean in: vans, trucks, buses
    large: bool = False

    @property
    def height(self) -> float:
        return max(z for _, z in self.top)


TYPES = {
    "sedan": VehicleType(
        4.6, 1.82, [(2.3, 0.55), (2.22, 0.70), (1.1, 0.90), (-1.5, 0.97), (-2.2, 1.0), (-2.3, 0.62)],
        [(2.3, 0.55), (2.22, 0.70), (1.05, 0.92), (0.35, 1.40), (-0.1, 1.46), (-0.8, 1.42), (-1.55, 1.05),
         (-2.2, 1.02), (-2.3, 0.62)],
        [[(0.95, 0.95), (0.33, 1.36), (-0.22, 1.41), (-0.22, 0.95)],
         [(-0.30, 0.95), (-0.30, 1.41), (-0.78, 1.37), (-1.25, 1.04), (-1.2, 0.97)]],
        (1.42, -1.38), 0.33, (1.02, 0.38), (-0.82, -1.5)),
    "hatchback": VehicleType(
        4.0, 1.76, [(2.0, 0.55), (1.92, 0.74), (1.0, 0.93), (-1.7, 1.0), (-1.95, 0.95), (-2.0, 0.6)],
        [(2.0, 0.55), (1.92, 0.74), (1.0, 0.95), (0.35, 1.44), (-0.2, 1.52), (-1.2, 1.47), (-1.85, 1.02),
         (-1.97, 0.9), (-2.0, 0.6)],
        [[(0.9, 0.98), (0.33, 1.40), (-0.25, 1.46), (-0.25, 0.98)],
         [(-0.33, 0.98), (-0.33, 1.46), (-1.1, 1.42), (-1.5, 1.06), (-1.45, 1.0)]],
        (1.25, -1.25), 0.31, (0.98, 0.38), (-1.25, -1.8)),
    "suv": VehicleType(
        4.7, 1.9, [(2.35, 0.62), (2.28, 0.88), (1.15, 1.06), (-2.1, 1.12), (-2.3, 1.08), (-2.35, 0.65)],
        [(2.35, 0.62), (2.28, 0.88), (1.15, 1.08), (0.5, 1.62), (0, 1.72), (-1.6, 1.69), (-2.2, 1.15),
         (-2.3, 1.05), (-2.35, 0.65)],
        [[(1.02, 1.11), (0.5, 1.57), (-0.25, 1.65), (-0.25, 1.11)],
         [(-0.33, 1.11), (-0.33, 1.65), (-1.1, 1.64), (-1.1, 1.12)],
         [(-1.18, 1.12), (-1.18, 1.64), (-1.58, 1.62), (-1.9, 1.18)]],
        (1.45, -1.4), 0.37, (1.12, 0.52), (-1.65, -2.15)),
    "van": VehicleType(
        5.4, 2.0, [(2.7, 0.6), (2.62, 0.95), (1.9, 1.15), (-2.65, 1.2), (-2.7, 0.6)],
        [(2.7, 0.6), (2.62, 0.95), (1.95, 1.2), (1.25, 2.1), (0.8, 2.25), (-2.55, 2.25), (-2.65, 2.1), (-2.7, 0.6)],
        [[(1.75, 1.22), (1.2, 1.92), (0.55, 1.92), (0.55, 1.22)]],
        (1.75, -1.6), 0.35, (1.92, 1.28), (-2.6, -2.62), upright=True),
    "minibus": VehicleType(
        5.2, 1.95, [(2.6, 0.6), (2.52, 0.92), (1.9, 1.1), (-2.5, 1.12), (-2.6, 0.6)],
        [(2.6, 0.6), (2.52, 0.92), (1.9, 1.15), (1.25, 1.85), (0.8, 1.95), (-2.3, 1.92), (-2.55, 1.2), (-2.6, 0.6)],
        [[(1.75, 1.14), (1.2, 1.74), (0.55, 1.74), (0.55, 1.14)],
         [(0.45, 1.14), (0.45, 1.76), (-0.75, 1.76), (-0.75, 1.14)],
         [(-0.85, 1.14), (-0.85, 1.76), (-2.1, 1.74), (-2.2, 1.18)]],
        (1.65, -1.55), 0.34, (1.88, 1.28), (-2.33, -2.5), upright=True),
    "pickup": VehicleType(
        5.2, 1.9, [(2.6, 0.65), (2.52, 0.92), (1.45, 1.08), (-0.75, 1.1), (-2.55, 1.08), (-2.6, 0.65)],
        [(2.6, 0.65), (2.52, 0.92), (1.4, 1.1), (0.8, 1.65), (0.4, 1.76), (-0.5, 1.74), (-0.85, 1.12),
         (-2.55, 1.09), (-2.6, 0.65)],
        [[(1.25, 1.12), (0.8, 1.6), (0.2, 1.68), (0.2, 1.12)],
         [(0.12, 1.12), (0.12, 1.68), (-0.48, 1.67), (-0.65, 1.14)]],
        (1.6, -1.55), 0.39, (1.38, 0.82), (-0.55, -0.8)),
    "truck": VehicleType(
        7.2, 2.3, [(3.6, 0.7), (3.55, 1.3), (1.75, 1.35), (1.6, 0.95), (-3.6, 0.95), (-3.6, 0.9)],
        [(3.6, 0.7), (3.55, 1.35), (3.3, 2.25), (3.0, 2.45), (1.8, 2.45), (1.74, 1.1), (1.6, 1.1), (1.58, 3.1),
         (-3.58, 3.1), (-3.6, 0.9)],
        [[(3.25, 1.45), (3.1, 2.15), (2.3, 2.15), (2.3, 1.45)]],
        (2.7, -2.2), 0.45, None, None, upright=True, large=True),
    "bus": VehicleType(
        11.0, 2.5, [(5.5, 0.5), (5.48, 1.1), (-5.45, 1.1), (-5.5, 0.5)],
        [(5.5, 0.5), (5.47, 1.1), (5.3, 2.9), (5.1, 3.05), (-5.35, 3.05), (-5.45, 2.8), (-5.5, 0.5)],
        [[(4.9 - 1.55 * i, 1.25), (4.9 - 1.55 * i, 2.5), (3.45 - 1.55 * i, 2.5), (3.45 - 1.55 * i, 1.25)]
         for i in range(7)],
        (3.3, -2.6), 0.48, None, None, upright=True, large=True),
}

PAINTS: list[tuple[Rgb, float]] = [  # (colour, how common)
    ((235, 235, 232), 20), ((25, 25, 28), 17), ((120, 122, 125), 13), ((175, 178, 182), 14), ((150, 22, 28), 9),
    ((30, 50, 110), 7), ((60, 95, 150), 6), ((40, 75, 60), 3), ((200, 170, 60), 2), ((110, 85, 60), 3),
    ((215, 205, 185), 2), ((70, 20, 30), 2), ((235, 120, 30), 1), ((90, 120, 100), 1),
]
PLATE_SYLLABLES = "GNDRMBSOJH"


def sample_paint(random: np.random.Generator) -> Rgb:
    shares = np.array([share for _, share in PAINTS])
    base = PAINTS[int(random.choice(len(PAINTS), p=shares / shares.sum()))][0]
    red, green, blue = np.clip(np.array(base) + random.normal(0, 6, 3), 5, 245).astype(int).tolist()
    return red, green, blue


def sample_plate(random: np.random.Generator) -> str:
    """A plate in the Korean order (three figures, a syllable, four figures), the syllable as a Latin letter."""
    syllable = PLATE_SYLLABLES[int(random.integers(len(PLATE_SYLLABLES)))]
    return f"{random.integers(100, 700)}{syllable} {random.integers(1000, 10000)}"
