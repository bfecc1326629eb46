"""The running mean of a curve, so that one misread frame is no peak."""

from __future__ import annotations

import numpy as np

from openclam.kinematics.posture import Values

SUSTAINED_S = 0.3


def sustained(time_s: Values, values: Values, over_s: float = SUSTAINED_S) -> Values:
    """Running mean (n,) over `over_s` centred on each frame, in the frames' own time; NaN where nothing was seen."""
    first = np.searchsorted(time_s, time_s - over_s / 2, side="left")
    last = np.searchsorted(time_s, time_s + over_s / 2, side="right")
    seen = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(seen, values, 0.0))])
    number = np.concatenate([[0], np.cumsum(seen)])
    count = number[last] - number[first]
    return np.asarray(np.where(count > 0, (total[last] - total[first]) / np.maximum(count, 1), np.nan))
