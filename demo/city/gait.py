"""How a person walks: angles of the joints over a step cycle, and the skin that follows the bones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from demo.city.bodies import Bodies
from demo.city.raster import Floats

NORMAL_SPEED = 1.3  # metres a second at which the swings have their full size


@dataclass(frozen=True)
class Gait:
    """A way of walking. stride: metres of a whole cycle of two steps. swing, arms: factors. lean: radians."""

    start: float
    stride: float
    swing: float
    arms: float
    lean: float
    carries: bool  # a bag in the right hand

    def rotations(self, bodies: Bodies, travelled: float, speed: float) -> Floats:
        """(B, 3, 3) each bone's turn against its parent. Positive turns about x swing backwards."""
        turns = np.repeat(np.eye(3, dtype=np.float32)[None], len(bodies.bone), 0)
        cycle = 2 * np.pi * (travelled / self.stride + self.start)
        size = self.swing * float(np.clip(speed / NORMAL_SPEED, 0.05, 1.25))
        for side, late, sign in ((".L", 0.0, 1), (".R", np.pi, -1)):
            for name, turn in self.limbs(cycle + late, size, sign).items():
                turns[bodies.bone[name + side]] = turn
        if self.carries:
            turns[bodies.bone["upperarm01.R"]] = about("x", -0.1 * size * np.sin(cycle)) @ about("y", -0.62)
        twist = size * 0.10 * np.sin(cycle)
        turns[0] = about("z", twist)
        turns[bodies.bone["spine03"]] = about("z", -2 * twist) @ about("x", self.lean)
        turns[bodies.bone["neck01"]] = about("z", twist) @ about("x", -self.lean * 0.6)
        return turns

    def limbs(self, cycle: float, size: float, sign: int) -> dict[str, Floats]:
        """Turns of one side's leg and arm; sign 1 for the left."""
        hip = size * (0.40 * np.sin(cycle) + 0.06)
        knee = size * (0.95 * np.clip(np.sin(cycle + 1.25), 0, 1) ** 1.5 + 0.10)
        ankle = size * 0.18 * np.sin(cycle - 0.6)
        arm = size * self.arms * 0.42 * np.sin(cycle + np.pi)
        return {
            "upperleg01": about("x", -hip) @ about("y", sign * 0.055),
            "lowerleg01": about("x", knee),
            "foot": about("x", ankle - 0.25 * knee),
            "upperarm01": about("x", -arm - 0.06) @ about("y", sign * 0.68),
            "lowerarm01": about("x", -(0.16 * size + 0.12 * max(0, arm))),
            "clavicle": about("z", -sign * 0.06 * size * np.sin(cycle + np.pi)),
        }


def about(axis: str, angle: float) -> Floats:
    """A turn about an axis, right-handed."""
    c, s = np.cos(angle), np.sin(angle)
    rows = {
        "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
        "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }
    return np.array(rows[axis], np.float32)


def bone_transforms(bodies: Bodies, heads: Floats, turns: Floats) -> Floats:
    """(B + 1, 3, 4) where each bone carries points to; the last only follows the right wrist and never turns."""
    count = len(turns)
    world: Floats = np.zeros((count + 1, 3, 4), np.float32)
    for bone in range(count):  # parents come first
        parent = int(bodies.parents[bone])
        turn, head = turns[bone], heads[bone]
        if parent >= 0:
            turn = world[parent, :, :3] @ turn
            head = world[parent, :, :3] @ head + world[parent, :, 3]
        world[bone, :, :3] = turn
        world[bone, :, 3] = head - turn @ heads[bone]
    wrist = bodies.bone["wrist.R"]
    world[count, :, :3] = np.eye(3)
    world[count, :, 3] = world[wrist, :, :3] @ heads[wrist] + world[wrist, :, 3] - heads[wrist]
    return world


@njit(cache=True, fastmath=True)
def skinned(vertices: Any, bones: Any, weights: Any, transforms: Any) -> Any:
    """Linear blend skinning: (V, 3) vertices carried by the weighted mean of their bones' transforms."""
    moved = np.empty_like(vertices)
    for i in range(vertices.shape[0]):
        x, y, z = vertices[i, 0], vertices[i, 1], vertices[i, 2]
        for row in range(3):
            total = 0.0
            for k in range(bones.shape[1]):
                weight = weights[i, k]
                if weight != 0:
                    m = transforms[bones[i, k], row]
                    total += weight * (m[0] * x + m[1] * y + m[2] * z + m[3])
            moved[i, row] = total
    return moved
