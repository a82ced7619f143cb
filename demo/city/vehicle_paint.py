"""Paints a vehicle: windows, lights, doors, plates, lettering."""

import numpy as np

from demo.city.vehicle_canvas import DULL, GLASS, Canvas, View
from demo.city.vehicle_types import Outline, Rgb, VehicleType

GLASS_COLOUR, RUBBER, BLACK = (28, 34, 40), (22, 22, 24), (14, 14, 15)
HEADLIGHT, TAIL_LIGHT, HANDLE = (215, 220, 225), (140, 15, 18), (40, 40, 42)
# Height of the lower and upper edge of windscreens that are too steep to be painted from above.
UPRIGHT_WINDSCREEN = {"bus": (1.2, 2.55), "truck": (1.45, 2.2), "van": (1.28, 2.05)}
HAULIERS = ("FRESH", "CARGO", "NORD", "LOGIX", "MOVE")
WHITE_PLATE, YELLOW_PLATE = (238, 238, 232), (240, 215, 70)  # private, for hire


def paint_vehicle(shape: VehicleType, name: str, paint: Rgb, second: Rgb, plate: str, seed: int) -> Canvas:
    canvas = Canvas(shape, paint)
    for view in ("left", "right"):
        paint_side(canvas, view, name, paint, second, seed)
    paint_top(canvas, name, paint)
    paint_front(canvas, name)
    paint_rear(canvas, name, paint)
    for end in ("front", "rear"):
        place = (-0.26, 0.40 if end == "front" else 0.62)
        canvas.text(end, place, plate, 0.33, BLACK, 1, (0.52, 0.12), YELLOW_PLATE if shape.large else WHITE_PLATE)
    canvas.draw_wheel()
    return canvas


def darker(colour: Rgb, factor: float) -> Rgb:
    red, green, blue = (int(value * factor) for value in colour)
    return red, green, blue


def height_at(outline: Outline, x: float) -> float:
    return float(np.interp(-x, [-a for a, _ in outline], [b for _, b in outline]))


def paint_side(canvas: Canvas, view: View, name: str, paint: Rgb, second: Rgb, seed: int) -> None:
    shape, half = canvas.shape, canvas.shape.length / 2
    canvas.polygon(view, [(half, 0), (half, 0.26), (-half, 0.26), (-half, 0)], RUBBER, DULL)
    if name == "bus":
        canvas.polygon(view, [(half, 0.3), (half, 1.0), (-half, 1.0), (-half, 0.3)], second)
    if name == "truck":
        paint_load(canvas, view, paint, seed)
    for window in shape.windows:
        canvas.polygon(view, window, GLASS_COLOUR, GLASS)
        canvas.lines(view, window, BLACK, 2, closed=True)
    paint_doors(canvas, view, paint)
    for x in shape.wheels:
        canvas.disc(view, (x, shape.radius), shape.radius + 0.06, BLACK)
    front, rear = height_at(shape.belt, half - 0.15), 1.2 if name == "bus" else 0.95
    canvas.polygon(
        view,
        [(half, front - 0.02), (half - 0.42, front + 0.03), (half - 0.38, front - 0.13), (half, front - 0.16)],
        HEADLIGHT,
        GLASS,
    )
    canvas.polygon(view, [(-half, rear), (0.28 - half, rear + 0.02), (0.22 - half, 0.78), (-half, 0.74)], TAIL_LIGHT)


def paint_load(canvas: Canvas, view: View, paint: Rgb, seed: int) -> None:
    box = (225, 225, 222) if seed % 2 else tuple_of(np.clip(np.array(paint) * 0.7 + 60, 0, 255))
    canvas.polygon(view, [(1.62, 0.95), (1.62, 3.1), (-3.6, 3.1), (-3.6, 0.95)], box, DULL)
    canvas.polygon(view, [(1.75, 0.3), (1.75, 0.95), (-3.6, 0.95), (-3.6, 0.3)], RUBBER, DULL)
    canvas.text(view, (-2.8, 1.7), HAULIERS[seed % len(HAULIERS)], 3.0, darker(paint, 0.8), 10)


def tuple_of(colour: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Rgb:
    red, green, blue = colour.astype(int).tolist()
    return red, green, blue


def paint_doors(canvas: Canvas, view: View, paint: Rgb) -> None:
    shape, half, windows = canvas.shape, canvas.shape.length / 2, canvas.shape.windows
    belt = height_at(shape.belt, 0)
    gaps = [4.2, 2.6, -0.4] if shape.large else [windows[0][0][0] - 0.02, windows[0][2][0] - 0.04]
    if len(windows) > 1 and not shape.large:
        gaps.append(windows[1][2][0] - 0.1)
        for x in (windows[0][2][0] + 0.12, windows[1][1][0] - 0.62):
            canvas.polygon(
                view, [(x, belt - 0.10), (x + 0.18, belt - 0.10), (x + 0.18, belt - 0.135), (x, belt - 0.135)], HANDLE
            )
    for x in gaps:
        canvas.lines(view, [(x, 0.3), (x, belt)], darker(paint, 0.45), 2)
    canvas.lines(view, [(half - 0.5, 0.55), (0.4 - half, 0.6)], darker(paint, 0.75), 2)


def paint_top(canvas: Canvas, name: str, paint: Rgb) -> None:
    shape, w = canvas.shape, canvas.shape.width
    if shape.windscreen and shape.rear_window:
        low, high = shape.windscreen
        canvas.polygon(
            "top", [(low, -w * 0.43), (high, -w * 0.38), (high, w * 0.38), (low, w * 0.43)], GLASS_COLOUR, GLASS
        )
        high_rear, low_rear = shape.rear_window
        canvas.polygon(
            "top",
            [(high_rear, -w * 0.37), (low_rear, -w * 0.42), (low_rear, w * 0.42), (high_rear, w * 0.37)],
            GLASS_COLOUR,
            GLASS,
        )
        canvas.lines("top", [(low + 0.06, -w * 0.42), (low + 0.06, w * 0.42)], BLACK, 3)
        for side in (-1, 1):
            canvas.lines(
                "top", [(high - 0.1, side * w * 0.36), (high_rear + 0.1, side * w * 0.36)], darker(paint, 0.5), 2
            )
            canvas.lines(
                "top", [(shape.length / 2 - 0.2, side * w * 0.24), (low, side * w * 0.3)], darker(paint, 0.7), 2
            )
    if name == "truck":
        canvas.polygon("top", [(1.62, -w / 2), (1.62, w / 2), (-3.6, w / 2), (-3.6, -w / 2)], (215, 215, 212), DULL)
    if name == "pickup":
        canvas.polygon(
            "top", [(-0.9, -w * 0.42), (-0.9, w * 0.42), (-2.45, w * 0.42), (-2.45, -w * 0.42)], (30, 30, 32), DULL
        )


def paint_front(canvas: Canvas, name: str) -> None:
    shape, w = canvas.shape, canvas.shape.width
    belt = height_at(shape.belt, shape.length / 2 - 0.1)
    canvas.polygon("front", [(-w / 2, 0), (w / 2, 0), (w / 2, 0.3), (-w / 2, 0.3)], RUBBER, DULL)
    canvas.polygon("front", [(-w * 0.28, 0.42), (w * 0.28, 0.42), (w * 0.3, 0.62), (-w * 0.3, 0.62)], RUBBER)
    for side in (-1, 1):
        lamp = [
            (side * w * 0.30, belt - 0.03),
            (side * w * 0.47, belt),
            (side * w * 0.47, belt - 0.17),
            (side * w * 0.32, belt - 0.15),
        ]
        canvas.polygon("front", lamp, HEADLIGHT, GLASS)
    if name in UPRIGHT_WINDSCREEN:
        low, high = UPRIGHT_WINDSCREEN[name]
        canvas.polygon(
            "front", [(-w * 0.44, low), (w * 0.44, low), (w * 0.42, high), (-w * 0.42, high)], GLASS_COLOUR, GLASS
        )


def paint_rear(canvas: Canvas, name: str, paint: Rgb) -> None:
    shape, w = canvas.shape, canvas.shape.width
    belt = height_at(shape.belt, 0.1 - shape.length / 2)
    canvas.polygon("rear", [(-w / 2, 0), (w / 2, 0), (w / 2, 0.3), (-w / 2, 0.3)], RUBBER, DULL)
    for side in (-1, 1):
        canvas.polygon(
            "rear",
            [
                (side * w * 0.33, belt),
                (side * w * 0.48, belt),
                (side * w * 0.48, belt - 0.24),
                (side * w * 0.36, belt - 0.2),
            ],
            TAIL_LIGHT,
            GLASS,
        )
        if name == "van":
            canvas.polygon(
                "rear",
                [(side * 0.1, 1.35), (side * 0.8, 1.35), (side * 0.78, 1.95), (side * 0.1, 1.95)],
                GLASS_COLOUR,
                GLASS,
            )
    canvas.lines("rear", [(-w * 0.4, belt - 0.3), (w * 0.4, belt - 0.3)], darker(paint, 0.5), 2)
    if name == "bus":
        canvas.polygon(
            "rear", [(-w * 0.44, 1.2), (w * 0.44, 1.2), (w * 0.42, 2.55), (-w * 0.42, 2.55)], GLASS_COLOUR, GLASS
        )
    if name == "truck":
        canvas.lines("rear", [(0, 1), (0, 3)], (60, 60, 60), 3)
