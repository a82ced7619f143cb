"""Time stamps of a stream, whatever is wrong with them, as seconds since its first frame."""

from dataclasses import dataclass, field
from fractions import Fraction

# A step larger than this is a recorder's clock that was set, not a pause in motion-triggered recording.
MAX_PAUSE_S = 3600.0


@dataclass
class Timeline:
    """Turns presentation time stamps (in display order) into seconds that never fall.

    A missing stamp, a repeated one, or one that jumps back (two recordings joined in one TS) or far ahead is replaced
    by the last time plus one nominal frame; later stamps then count from there.
    """

    time_base: Fraction
    interval_s: float
    """Nominal seconds between frames."""
    origin: int | None = None
    """The stamp of time 0; the first stamp seen when not given."""
    last_s: float | None = field(default=None, init=False)
    jumps: int = field(default=0, init=False)
    """How often the stamps had to be re-based."""
    _shift_s: float = field(default=0.0, init=False)

    def seconds(self, stamp: int | None) -> float:
        """Seconds from the first frame to the frame with this stamp."""
        if self.origin is None and stamp is not None:
            self.origin = stamp
        if stamp is None or self.origin is None:
            return self._advance(self._next())
        raw = float((stamp - self.origin) * self.time_base)
        time = raw + self._shift_s
        if self.last_s is not None and not self.last_s < time <= self.last_s + MAX_PAUSE_S:
            return self._rebase(raw)
        return self._advance(max(time, 0.0))

    def _rebase(self, raw: float) -> float:
        time = self._next()
        if raw + self._shift_s != self.last_s:
            self.jumps += 1
            self._shift_s = time - raw
        return self._advance(time)

    def _next(self) -> float:
        return 0.0 if self.last_s is None else self.last_s + self.interval_s

    def _advance(self, time: float) -> float:
        self.last_s = time
        return time
