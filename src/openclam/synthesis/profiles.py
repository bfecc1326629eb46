"""How a limb gets from one place to another: shares of the way, 0 to 1, over shares of the time."""

from __future__ import annotations

from typing import Literal

import numpy as np

Way = Literal["glide", "brisk", "swing", "drop"]
"""`glide`: an even speed between two soft ends. `brisk`: likewise, with ends that are hardly soft. `swing`: flung off
at once and borne by momentum. `drop`: let go, falling faster and faster until it lands."""


def way(kind: Way, share: float) -> float:
    """Share of the way, 0 to 1, at `share` of the time; clipped outside."""
    if kind == "swing":
        return swing(share)
    if kind == "drop":
        return drop(share)
    return glide(share, 0.06) if kind == "brisk" else glide(share)


def swing(share: float) -> float:
    """Most of the way in the first half of the time: a quick push, then momentum that runs out."""
    s = min(max(share, 0.0), 1.0)
    return smooth(1.0 - (1.0 - s) ** 1.7)


def drop(share: float) -> float:
    """A free fall, landing within the last tenth of the time."""
    s = min(max(share, 0.0), 1.0)
    fallen, landing = 0.9, 2.0 / 0.9
    if s < fallen:
        return (s / fallen) ** 2 * (1.0 - landing * (1.0 - fallen) / 2.0)
    left = (1.0 - s) / (1.0 - fallen)
    return 1.0 - landing * (1.0 - fallen) / 2.0 * left**2


def ripple(time_s: float, seed: int) -> float:
    """Uneven force over time: three sines of 1.5 to 5 Hz, about -1 to 1."""
    random = np.random.default_rng([seed, 17])
    rate, phase = random.uniform(1.5, 5.0, 3), random.uniform(0.0, 2.0 * np.pi, 3)
    return float(np.sin(2.0 * np.pi * rate * time_s + phase).mean())


def smooth(share: float) -> float:
    """Minimum-jerk step from 0 to 1 for `share` from 0 to 1; clipped outside."""
    s = min(max(share, 0.0), 1.0)
    return s**3 * (10.0 - 15.0 * s + 6.0 * s**2)


def glide(share: float, ramp: float = 0.22) -> float:
    """Step from 0 to 1 at an even speed between two soft ends, each `ramp` (0 to 0.5) of the time long."""
    s = min(max(share, 0.0), 1.0)
    if s > 0.5:
        return 1.0 - glide(1.0 - s, ramp)
    speed = 1.0 / (1.0 - ramp)
    if s < ramp:
        return float(speed * (s - ramp / np.pi * np.sin(np.pi * s / ramp)) / 2.0)
    return speed * (s - ramp / 2.0)
