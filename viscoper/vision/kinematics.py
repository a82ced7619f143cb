"""Where a track's object is expected: a Kalman filter with constant velocity, its time in seconds.

Frame rates differ between cameras and the motion gate leaves frames out, so nothing here counts frames. Both axes of
the centre share one covariance; noise is given in lengths of the object, so that near and far objects are treated
alike. The box's size follows the measurements smoothly. The filter is the one of SORT (Bewley et al., ICIP 2016).
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

# Standard deviations in lengths of the object (a person's height, a vehicle's longer side) and seconds.
MEASUREMENT = 0.1
ACCELERATION = 1.0
# A walker covers 0.8 heights a second; 50 km/h is 3 car lengths a second.
FIRST_VELOCITY = {"person": 0.8, "vehicle": 2.5}
SIZE_MEMORY = 0.6

Vector = npt.NDArray[np.float64]


@dataclass
class Kinematics:
    """State of one object at `time_s`: centre and velocity in source pixels (per second), width and height."""

    time_s: float
    centre: Vector
    size: Vector
    first_velocity: float
    velocity: Vector = field(default_factory=lambda: np.zeros(2))
    covariance: Vector = field(init=False)

    def __post_init__(self) -> None:
        self.covariance = np.diag([MEASUREMENT**2, self.first_velocity**2]) * self.length**2

    @classmethod
    def starting(cls, time_s: float, box: Vector, kind: str) -> "Kinematics":
        """The state after one box (x1, y1, x2, y2)."""
        return cls(time_s, (box[:2] + box[2:]) / 2, box[2:] - box[:2], FIRST_VELOCITY[kind])

    @property
    def length(self) -> float:
        """The object's longer side in pixels."""
        return float(max(self.size.max(), 1.0))

    def box(self, time_s: float) -> Vector:
        """The expected box x1, y1, x2, y2 at `time_s`, which may lie before or after the state's own time."""
        centre = self.centre + self.velocity * (time_s - self.time_s)
        return np.concatenate([centre - self.size / 2, centre + self.size / 2])

    def spread(self, time_s: float) -> float:
        """Standard deviation in pixels, along each axis, of a box measured at `time_s` around the expected one."""
        return float(np.sqrt(self._moved(time_s)[0, 0] + (MEASUREMENT * self.length) ** 2))

    def correct(self, time_s: float, box: Vector) -> None:
        """Takes in the box measured at `time_s`."""
        before, measured = self.box(time_s), (box[:2] + box[2:]) / 2
        covariance = self._moved(time_s)
        gain = covariance[:, 0] / (covariance[0, 0] + (MEASUREMENT * self.length) ** 2)
        expected = (before[:2] + before[2:]) / 2
        self.centre = expected + gain[0] * (measured - expected)
        self.velocity = self.velocity + gain[1] * (measured - expected)
        self.covariance = covariance - np.outer(gain, covariance[0])
        self.size = SIZE_MEMORY * self.size + (1 - SIZE_MEMORY) * (box[2:] - box[:2])
        self.time_s = time_s

    def _moved(self, time_s: float) -> Vector:
        """Covariance of position and velocity at `time_s`; acceleration is white noise held over the step."""
        step = abs(time_s - self.time_s)
        transition = np.array([[1.0, step], [0.0, 1.0]])
        noise = np.array([[step**4 / 4, step**3 / 2], [step**3 / 2, step**2]])
        moved: Vector = transition @ self.covariance @ transition.T + (ACCELERATION * self.length) ** 2 * noise
        return moved
