"""How much of a stream was lost to damage, and when that is too much to call it searched."""

from dataclasses import dataclass, field

from viscoper.errors import FootageError

# One broken picture in an hour of network recording is normal and is passed over. A person walks past a narrow view in
# about a second, so a longer hole could hide one.
MAX_HOLE_S = 0.5
MAX_LOST_SHARE = 0.02
# Recorders that start inside a group of pictures give nothing until the next key frame.
MAX_LATE_START_S = 10.0
END_TOLERANCE_S = 1.0
# A sign of damage may come this many frames before the hole: decoders hold frames back to put them in order.
_REORDERED = 16


@dataclass
class Losses:
    """Told of every decoded frame and every sign of damage, in order; raises FootageError at the first long hole."""

    name: str
    interval_s: float
    """Nominal seconds between frames."""
    late_start_s: float = field(default=MAX_HOLE_S, init=False)
    """How late the first frame may be; MAX_LATE_START_S for a stream that does not begin with a key frame."""
    last_s: float | None = field(default=None, init=False)
    lost_s: float = field(default=0.0, init=False)
    _since_sign: int = field(default=_REORDERED + 1, init=False)
    """Whole frames since the last sign of damage."""
    _bad_frames: int = field(default=0, init=False)
    _gap_s: float = field(default=0.0, init=False)
    """Seconds between the last two whole frames."""

    def sign(self, *, frame: bool) -> None:
        """Something is damaged here; `frame`: it costs a frame."""
        self._since_sign = 0
        self._bad_frames += frame

    def good(self, time_s: float) -> None:
        """A whole frame was decoded at `time_s`."""
        if self.last_s is None:
            if time_s > self.late_start_s:
                raise FootageError(f"{self.name} is damaged: nothing can be decoded in its first {time_s:.1f} s")
        else:
            gap_s = time_s - self.last_s
            if self._since_sign <= _REORDERED:
                # Without damage, a step much longer than the one before is a pause of a variable frame rate.
                self._settle(max(self._bad_frames * self.interval_s, gap_s - max(self.interval_s, self._gap_s), 0.0))
            self._gap_s = gap_s
        self._since_sign += 1
        self._bad_frames = 0
        self.last_s = time_s

    def _settle(self, hole_s: float) -> None:
        self.lost_s += hole_s
        if hole_s > MAX_HOLE_S:
            raise FootageError(
                f"{self.name} is damaged: {hole_s:.1f} s cannot be decoded after {self.last_s:.1f} s; export it again"
            )

    def finish(self, declared_s: float | None) -> None:
        """The stream has ended. `declared_s`: what the container says it lasts, None when it says nothing."""
        if self.last_s is None:
            raise FootageError(f"{self.name}: its video cannot be decoded")
        end_s = self.last_s + self.interval_s
        if declared_s is not None:
            missing_s = declared_s - end_s
            # The last frame of a stream with variable rate may stand as long as the ones before it.
            if missing_s > max(2 * self.interval_s, self._gap_s, min(END_TOLERANCE_S, MAX_LOST_SHARE * declared_s)):
                raise FootageError(
                    f"{self.name} is cut off or damaged: it should last {declared_s:.1f} s but can be read "
                    f"only until {end_s:.1f} s; export it again"
                )
        lost_s = self.lost_s + self._bad_frames * self.interval_s
        if lost_s > MAX_LOST_SHARE * end_s and lost_s > self.interval_s:
            raise FootageError(f"{self.name} is damaged: {lost_s:.1f} s of its {end_s:.1f} s cannot be decoded")
