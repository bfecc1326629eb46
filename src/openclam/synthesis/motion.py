"""A set of the exercise as angles over time: a still start, reps, rests.

An opening gathers speed, glides and slows down, at rest at both ends. What goes along with it (roll,
tilt, lift) follows a minimum-jerk profile (Flash & Hogan 1985, J Neurosci 5:1688-1703).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.clam import ClamPose
from openclam.synthesis.frames import Array


@dataclass(frozen=True, slots=True)
class RepPlan:
    """One rep: how far, how fast, and what goes wrong.

    Angles are peaks since the closed position, degrees; `foot_lift_cm` likewise. The roll, tilt, turn
    and lift rise and fall with the opening; `late` delays them to the last part of the way up, where the
    hip nears its end and the pelvis takes over. `rest_s` follows the rep.
    """

    opening_deg: float = 32.0
    up_s: float = 1.5
    hold_s: float = 1.5
    down_s: float = 2.2
    rest_s: float = 0.6
    pelvic_roll_deg: float = 2.0
    pelvic_tilt_deg: float = 0.0
    trunk_rotation_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    foot_lift_cm: float = 0.0
    late: bool = True

    def __post_init__(self) -> None:
        for name in ("up_s", "down_s"):
            if getattr(self, name) <= 0.0:
                raise UsageError(f"a rep's {name} must be more than 0 seconds, got {getattr(self, name)}.")
        for name in ("hold_s", "rest_s", "foot_lift_cm"):
            if getattr(self, name) < 0.0:
                raise UsageError(f"a rep's {name} must not be negative, got {getattr(self, name)}.")

    @property
    def length_s(self) -> float:
        """Seconds from the first movement to the end of the rest that follows."""
        return self.up_s + self.hold_s + self.down_s + self.rest_s


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A set: the closed position, seconds of stillness before and after, the reps."""

    reps: tuple[RepPlan, ...]
    hip_flexion_deg: float = 45.0
    knee_flexion_deg: float = 90.0
    still_s: float = 2.2
    end_s: float = 1.0
    seed: int = 0
    sway_deg: float = 0.25
    _starts: tuple[float, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.reps:
            raise UsageError("a set needs at least one rep, got none; give SetPlan(reps=(RepPlan(), ...)).")
        lengths = np.cumsum([0.0, *(rep.length_s for rep in self.reps)])
        object.__setattr__(self, "_starts", tuple(float(self.still_s + length) for length in lengths[:-1]))

    @property
    def rep_starts_s(self) -> tuple[float, ...]:
        """When each rep's first movement begins, seconds."""
        return self._starts

    @property
    def length_s(self) -> float:
        """Length of the whole set, seconds."""
        return self._starts[-1] + self.reps[-1].length_s + self.end_s

    def pose_at(self, time_s: float) -> ClamPose:
        """The posture at one time: the rep in progress, plus the small sway of a person who holds still."""
        roll, tilt = self._sway(time_s)
        moving = {"opening_deg": 0.0, "pelvic_roll_deg": roll, "pelvic_tilt_deg": tilt}
        for start, rep in zip(self._starts, self.reps, strict=True):
            if start <= time_s < start + rep.length_s:
                share = lift_share(rep, time_s - start)
                follow = max(0.0, (share - 0.35) / 0.65) if rep.late else share
                moving["opening_deg"] = share * rep.opening_deg
                moving["pelvic_roll_deg"] += smooth(follow) * rep.pelvic_roll_deg
                moving["pelvic_tilt_deg"] += smooth(follow) * rep.pelvic_tilt_deg
                moving["trunk_rotation_deg"] = smooth(follow) * rep.trunk_rotation_deg
                moving["trunk_lean_deg"] = smooth(follow) * rep.trunk_lean_deg
                moving["foot_lift_cm"] = smooth(share) * rep.foot_lift_cm
        return ClamPose(**moving)

    def _sway(self, time_s: float) -> tuple[float, float]:
        """Breathing and balance: two slow sines each for roll and tilt, zero where the set begins."""
        random = np.random.default_rng(self.seed)
        rate, phase = random.uniform(0.12, 0.45, 4), random.uniform(0.0, 2.0 * np.pi, 4)
        waves = np.sin(2.0 * np.pi * rate * time_s + phase) - np.sin(phase)
        roll, tilt = waves.reshape(2, 2).sum(axis=1) * self.sway_deg
        return float(roll), float(tilt)


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


def lift_share(rep: RepPlan, time_s: float) -> float:
    """How far open, 0 to 1, `time_s` seconds into the rep."""
    if time_s < rep.up_s:
        return glide(time_s / rep.up_s)
    if time_s < rep.up_s + rep.hold_s:
        return 1.0
    return 1.0 - glide((time_s - rep.up_s - rep.hold_s) / rep.down_s)


def frame_times(length_s: float, fps: float) -> Array:
    """Times of the pictures of a clip (n,), seconds, from 0."""
    return np.arange(round(length_s * fps)) / fps
