"""The time of each frame, from time stamps that cannot always be trusted."""

from __future__ import annotations

_RESET_S = 1.0
"""Step back that separates a wrong stamp (less) from a clock that began anew, as in joined recordings (more)."""


class StampChoice:
    """Chooses between the two stamps of a frame: when to show it (pts) and when to decode it (dts).

    The first is right as a rule. Some files do not hold it (H.264 in AVI); FFmpeg's guess then jumps back and forth,
    while the second counts on. The one that failed less often is taken, the rule of FFmpeg's own players
    (guess_correct_pts, libavcodec/decode.c).
    """

    def __init__(self) -> None:
        self._pts = _Stamps()
        self._dts = _Stamps()

    def choose(self, pts: int | None, dts: int | None) -> int | None:
        """The better of the frame's two stamps, in the units they came in; None where it has neither."""
        self._pts.see(pts)
        self._dts.see(dts)
        if pts is not None and (self._pts.faults <= self._dts.faults or dts is None):
            return pts
        return dts


class _Stamps:
    """How often a run of stamps did not grow."""

    def __init__(self) -> None:
        self.faults = 0
        self._last: int | None = None

    def see(self, stamp: int | None) -> None:
        if stamp is None:
            return
        self.faults += self._last is not None and stamp <= self._last
        self._last = stamp


class Clock:
    """Turns a stream's time stamps into seconds since the first frame, strictly increasing.

    - A frame without a stamp comes one frame period after the one before.
    - A stamp that repeats or steps back a little comes half a period after the one before. The next good
      stamp then holds again, and no drift builds up.
    - A stamp that steps back more than a second starts a new count that goes on from here.

    Args:
        period_s: the stream's declared time between frames, or None where it declares none that is usable.
    """

    def __init__(self, period_s: float | None) -> None:
        self._period_s = period_s
        self._offset_s: float | None = None
        self._last_s: float | None = None
        self.frames = 0
        self.without_stamp = 0
        self.not_advancing = 0

    @property
    def elapsed_s(self) -> float:
        """Time of the latest frame."""
        return self._last_s or 0.0

    def tick(self, stamp_s: float | None) -> float:
        """The time of the next frame in seconds; `stamp_s` is its raw time stamp, None where it has none."""
        self.frames += 1
        if stamp_s is None:
            self.without_stamp += 1
        time_s = self._next(stamp_s)
        self._last_s = time_s
        return time_s

    def _next(self, stamp_s: float | None) -> float:
        last_s = self._last_s
        if stamp_s is None:
            return 0.0 if last_s is None else last_s + self._period()
        if last_s is None or self._offset_s is None:
            # The first stamp. Frames without one may have gone before: it continues their count.
            now_s = 0.0 if last_s is None else last_s + self._period()
            self._offset_s = now_s - stamp_s
            return now_s
        time_s = stamp_s + self._offset_s
        if time_s > last_s:
            return time_s
        if last_s - time_s > _RESET_S:
            now_s = last_s + self._period()
            self._offset_s += now_s - time_s
            return now_s
        self.not_advancing += 1
        return last_s + self._period() / 2

    def _period(self) -> float:
        if self._period_s is not None:
            return self._period_s
        measured = self.elapsed_s / max(self.frames - 2, 1)
        # Without a declared rate and before any step was seen, a common rate is as good a guess as any;
        # a whole stream of such guesses is refused by the reader.
        return measured or 1 / 30
