"""The one texture of a vehicle: flat views of it (left, right, top, front, rear) and a wheel, side by side."""

from typing import Any, Literal

import cv2
import numpy as np

from demo.city.raster import Bytes, Floats
from demo.city.vehicle_types import Outline, Rgb, VehicleType

View = Literal["left", "right", "top", "front", "rear"]
VIEWS: tuple[View, ...] = ("left", "right", "top", "front", "rear")
PIXELS_PER_METRE = 110
MARGIN = 4
WHEEL = 80  # pixels of the wheel's square
# The alpha channel holds how the surface shines: below 210 glass, below 250 lacquer, above it is dull.
GLASS, LACQUER, DULL = 200, 230, 255


class Canvas:
    """Places are in metres of the vehicle: (x, z) in a side's view, (x, y) from the top, (y, z) in front and rear."""

    def __init__(self, shape: VehicleType, paint: Rgb) -> None:
        self.shape = shape
        self.tall, self.wide = pixels(shape.height) + 2 * MARGIN, pixels(shape.width) + 2 * MARGIN
        long = pixels(shape.length) + 2 * MARGIN
        self.row = {"left": 0, "right": self.tall, "top": 2 * self.tall}
        self.row["front"] = self.row["rear"] = 2 * self.tall + self.wide
        self.image: Bytes = np.empty((3 * self.tall + self.wide, max(long, 2 * self.wide + WHEEL), 4), np.uint8)
        self.image[:] = (*paint, LACQUER)
        self.wheel = (self.image.shape[1] - WHEEL // 2, self.row["front"] + WHEEL // 2)

    def pixel(self, view: View, across: Floats, up: Floats) -> tuple[Floats, Floats]:
        """Column and row of places in a view."""
        half_length, half_width, scale = self.shape.length / 2, self.shape.width / 2, PIXELS_PER_METRE
        if view == "top":
            return (across + half_length) * scale + MARGIN, self.row[view] + (up + half_width) * scale + MARGIN
        bottom = self.row[view] + self.tall - MARGIN
        if view in ("left", "right"):
            return (across + half_length) * scale + MARGIN, bottom - up * scale
        start = self.wide if view == "rear" else 0
        return start + (across + half_width) * scale + MARGIN, bottom - up * scale

    def share(self, pixels: "np.ndarray[Any, np.dtype[Any]]") -> Floats:
        """Texture coordinates in [0, 1] of (..., 2) columns and rows."""
        return np.asarray(pixels / np.array(self.image.shape[1::-1]), np.float32)

    def points(self, view: View, outline: Outline) -> "np.ndarray[tuple[int, ...], np.dtype[np.int32]]":
        across, up = np.array(outline, np.float32).T
        return np.round(np.stack(self.pixel(view, across, up), 1)).astype(np.int32)

    def polygon(self, view: View, outline: Outline, colour: Rgb, shine: int = LACQUER) -> None:
        cv2.fillPoly(self.image, [self.points(view, outline)], (*colour, shine))

    def lines(
        self, view: View, outline: Outline, colour: Rgb, thickness: int, shine: int = LACQUER, closed: bool = False
    ) -> None:
        cv2.polylines(self.image, [self.points(view, outline)], closed, (*colour, shine), thickness)

    def disc(self, view: View, centre: tuple[float, float], radius: float, colour: Rgb) -> None:
        column, row = self.points(view, [centre])[0].tolist()
        cv2.circle(self.image, (column, row), pixels(radius), (*colour, DULL), -1)

    def text(
        self,
        view: View,
        place: tuple[float, float],
        words: str,
        size: float,
        colour: Rgb,
        thickness: int,
        board: tuple[float, float] | None = None,
        board_colour: Rgb = (255, 255, 255),
    ) -> None:
        """Words whose lower left corner, for who reads them, is at `place`, on a board of (width, height) metres."""
        column, row = self.points(view, [place])[0].tolist()
        (width, height), _ = cv2.getTextSize(words, 0, size, thickness)
        if board:
            width, height = pixels(board[0]), pixels(board[1])
        label = np.ascontiguousarray(self.image[row - height : row + 4, column : column + width])
        if board:
            label[:] = (*board_colour, DULL)
        if view in ("left", "rear"):  # there the axis runs against the reading direction
            label = np.ascontiguousarray(label[:, ::-1])
        cv2.putText(label, words, (2, label.shape[0] - 5), 0, size, (*colour, DULL), thickness, cv2.LINE_AA)
        self.image[row - height : row + 4, column : column + width] = (
            label[:, ::-1] if view in ("left", "rear") else label
        )

    def draw_wheel(self) -> None:
        x, y = self.wheel
        cv2.circle(self.image, (x, y), 38, (22, 22, 23, DULL), -1)
        cv2.circle(self.image, (x, y), 25, (150, 152, 155, LACQUER), -1)
        for angle in np.linspace(0, 2 * np.pi, 6)[:-1]:
            end = (int(x + 24 * np.cos(angle)), int(y + 24 * np.sin(angle)))
            cv2.line(self.image, (x, y), end, (60, 60, 62, LACQUER), 5)
        cv2.circle(self.image, (x, y), 5, (90, 90, 92, LACQUER), -1)


def pixels(metres: float) -> int:
    return round(metres * PIXELS_PER_METRE)
