"""What tells vehicles of one type and paint apart, where the city has but plates: wheels, stripes, words, dirt."""

import cv2
import numpy as np

from demo.city.vehicle import Vehicle
from demo.city.vehicle_canvas import DULL, Canvas
from demo.city.vehicle_paint import darker
from demo.city.vehicle_types import Rgb, sample_paint

WORDS = ("TAXI", "EXPRESS", "HANBIT", "SERVICE", "MART", "119", "POST", "BORA")
DIRT = np.array([120, 105, 85], np.float32)


def wear(random: np.random.Generator, vehicle: Vehicle) -> None:
    """Paints over the vehicle's texture."""
    canvas = Canvas(vehicle.shape, vehicle.paint)
    canvas.image = vehicle.textures[0]
    for chance, paint in ((0.7, paint_wheels), (0.12, paint_roof), (0.2, paint_stripe), (0.15, paint_words)):
        if random.random() < chance:
            paint(random, canvas)
    if random.random() < 0.5:
        soil(random, canvas)


def some_colour(random: np.random.Generator) -> Rgb:
    if random.random() < 0.5:
        return sample_paint(random)
    red, green, blue = random.integers(10, 245, 3).tolist()
    return red, green, blue


def paint_wheels(random: np.random.Generator, canvas: Canvas) -> None:
    """Rims of another brightness, size and number of spokes."""
    (x, y), rim = canvas.wheel, int(random.integers(20, 32))
    grey = int(random.integers(25, 225))
    cv2.circle(canvas.image, (x, y), 38, (22, 22, 23, DULL), -1)
    cv2.circle(canvas.image, (x, y), rim, (grey, grey, grey, DULL), -1)
    spokes = int(random.integers(0, 10))
    for angle in np.linspace(0, 2 * np.pi, spokes + 1)[:-1]:
        end = (int(x + rim * np.cos(angle)), int(y + rim * np.sin(angle)))
        cv2.line(canvas.image, (x, y), end, (*darker((grey, grey, grey), 0.4), DULL), int(random.integers(2, 6)))


def paint_roof(random: np.random.Generator, canvas: Canvas) -> None:
    """Roof in another colour, from the windscreen's upper edge to the rear window's."""
    shape = canvas.shape
    front = shape.windscreen[1] if shape.windscreen else shape.length / 2
    rear = shape.rear_window[0] if shape.rear_window else -shape.length / 2
    half = shape.width * 0.42
    canvas.polygon("top", [(front, -half), (front, half), (rear, half), (rear, -half)], some_colour(random))


def paint_stripe(random: np.random.Generator, canvas: Canvas) -> None:
    """A band along both sides, over the bonnet, or both."""
    colour, half = some_colour(random), canvas.shape.length / 2
    low, tall = random.uniform(0.3, 0.75), random.uniform(0.06, 0.25)
    if random.random() < 0.8:
        for view in ("left", "right"):
            canvas.polygon(view, [(half, low), (half, low + tall), (-half, low + tall), (-half, low)], colour)
    else:
        canvas.polygon("top", [(half, -tall), (half, tall), (half - 1.2, tall), (half - 1.2, -tall)], colour)


def paint_words(random: np.random.Generator, canvas: Canvas) -> None:
    words, colour = str(random.choice(WORDS)), some_colour(random)
    size, x = random.uniform(0.8, 1.6), random.uniform(-1.2, -0.2)
    for view in ("left", "right"):
        canvas.text(view, (x, 0.55), words, size, colour, int(random.integers(2, 6)))


def soil(random: np.random.Generator, canvas: Canvas) -> None:
    """Dirt that thins out upwards on the sides and ends."""
    reach, strength = random.uniform(0.3, 1.0), random.uniform(0.2, 0.8)
    up = (canvas.tall - 1 - np.arange(canvas.tall)) / 110 / reach
    share = (strength * np.clip(1 - up, 0, 1))[:, None, None]
    for view in ("left", "right", "front"):
        rows = slice(canvas.row[view], canvas.row[view] + canvas.tall)
        if view == "front":  # and the rear, beside it; not the wheel
            part = canvas.image[rows, : 2 * canvas.wide, :3]
        else:
            part = canvas.image[rows, :, :3]
        part[:] = (part * (1 - share) + DIRT * share).astype(np.uint8)
