"""One-euro filter: keeps the region of interest steady from frame to frame.

Slow movement is smoothed strongly, quick movement followed at once (Casiez, Roussel and Vogel 2012,
doi 10.1145/2207676.2208639). The settings are those of MediaPipe's pose graph (Apache-2.0,
`pose_landmark_filtering`), for which the landmark network's crops are tuned.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MIN_CUTOFF_HZ = 0.01
SPEED_GAIN = 10.0
SPEED_CUTOFF_HZ = 1.0
LEAST_STEP_S = 1e-6
"""Time between frames that separates two moments (more) from one, which has no speed (less)."""

Values = npt.NDArray[np.float64]


class OneEuro:
    """Smooths an array of values; speeds are counted in object sizes a second."""

    def __init__(self) -> None:
        self._raw: Values | None = None
        self._smooth: Values
        self._speed: Values
        self._time_s = 0.0

    def step(self, values: Values, time_s: float, object_size: float) -> Values:
        """The smoothed values at `time_s`; a step that does not go forward in time passes unchanged."""
        if self._raw is None:
            self._raw, self._smooth, self._speed, self._time_s = values, values, np.zeros_like(values), time_s
            return values
        dt = time_s - self._time_s
        if dt < LEAST_STEP_S or object_size <= 0:
            return values
        speed = (values - self._raw) / object_size / dt
        self._speed = self._speed + _alpha(SPEED_CUTOFF_HZ, dt) * (speed - self._speed)
        cutoff = MIN_CUTOFF_HZ + SPEED_GAIN * np.abs(self._speed)
        self._smooth = self._smooth + _alpha(cutoff, dt) * (values - self._smooth)
        self._raw, self._time_s = values, time_s
        return self._smooth


def _alpha(cutoff_hz: float | Values, dt: float) -> float | Values:
    turn = 2 * np.pi * cutoff_hz * dt
    return turn / (turn + 1)
