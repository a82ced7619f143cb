"""The cameras of the city: where they hang, what they see, and how they render colour."""

from dataclasses import dataclass, field

import numpy as np

from demo.city.plan import Point
from demo.city.raster import Floats


@dataclass(frozen=True)
class Response:
    """What a camera does to linear light before it is stored: white balance, exposure, contrast, noise.

    balance: factor of red, green and blue. saturation: 0 grey, 1 as it is. noise: grey levels (standard deviation).
    """

    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    exposure: float = 1.0
    saturation: float = 1.0
    noise: float = 2.0


@dataclass(frozen=True)
class CameraPlan:
    """at, height: where it hangs. look: the point of the ground in the middle of its picture. view: degrees across."""

    name: str
    address: str
    notes: str
    at: Point
    height: float
    look: Point
    view: float = 52.0
    response: Response = field(default_factory=Response)


class Lens:
    """A pinhole camera. Screen x to the right, y down, pixels; depth along the viewing direction, metres."""

    NEAR = 0.05

    def __init__(self, plan: CameraPlan, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.position: Floats = np.array([plan.at.x, plan.at.y, plan.height], np.float32)
        forward = np.array([plan.look.x, plan.look.y, 0], np.float32) - self.position
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, [0, 0, 1])
        right /= np.linalg.norm(right)
        self.axes = np.stack([right, np.cross(forward, right), forward]).astype(np.float32)
        self.focal = width / 2 / float(np.tan(np.radians(plan.view) / 2))

    def seen(self, points: Floats) -> Floats:
        """(n, 3) points in the camera's axes: right, down, forward."""
        return np.asarray((points - self.position) @ self.axes.T, np.float32)

    def project(self, points: Floats, scale: int = 1) -> Floats:
        """(n, 3) screen x, y (times `scale`) and inverse depth, -1 for what is behind."""
        across, down, depth = self.seen(points).T
        inverse = np.where(depth > self.NEAR, 1 / np.maximum(depth, self.NEAR), -1)
        x = (self.focal * across * inverse + self.width / 2) * scale
        y = (self.focal * down * inverse + self.height / 2) * scale
        return np.stack([x, y, inverse], 1).astype(np.float32)

    def rays(self, scale: int) -> Floats:
        """(height, width, 3) directions of the pixels' middles, at depth 1."""
        x, y = np.meshgrid(
            (np.arange(self.width * scale) + 0.5) / scale - self.width / 2,
            (np.arange(self.height * scale) + 0.5) / scale - self.height / 2,
        )
        return np.asarray(np.stack([x / self.focal, y / self.focal, np.ones_like(x)], -1) @ self.axes, np.float32)
