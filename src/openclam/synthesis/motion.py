"""A set of the exercise as angles over time: getting into position, a still start, reps, rests.

An opening gathers speed, glides and slows down, at rest at both ends. What goes along with it (roll,
tilt, lift) follows a minimum-jerk profile (Flash & Hogan 1985, J Neurosci 5:1688-1703).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.clam import ClamPose
from openclam.synthesis.frames import Array
from openclam.synthesis.pauses import Settling, getting_ready, stretching, talking
from openclam.synthesis.profiles import Way, ripple, smooth, way
from openclam.synthesis.start import Start

Rest = Literal["still", "talk", "break"]
"""What happens after a rep: nothing; a few words to somebody; legs stretched between two sets."""


@dataclass(frozen=True, slots=True)
class RepPlan:
    """One rep: how far, how fast, and what goes wrong.

    Angles are peaks since the closed position, degrees; `foot_lift_cm` and `foot_slide_cm` likewise. The
    roll, tilt, turn and lift rise and fall with the opening; `late` delays them to the last part of the way
    up, where the hip nears its end and the pelvis takes over. `up_way` and `down_way` are how the leg
    travels (`profiles.Way`), `jerk` from 0 (smooth) to 1 how unevenly. `closes_to_deg` is the opening that
    the rep ends at: below 0 the knees are pressed together, above it they stay apart. `rest_s` follows the
    rep, with what `rest` says.
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
    foot_slide_cm: float = 0.0
    up_way: Way = "glide"
    down_way: Way = "glide"
    jerk: float = 0.0
    closes_to_deg: float = 0.0
    rest: Rest = "still"

    def __post_init__(self) -> None:
        for name in ("up_s", "down_s"):
            if getattr(self, name) <= 0.0:
                raise UsageError(f"a rep's {name} must be more than 0 seconds, got {getattr(self, name)}.")
        for name in ("hold_s", "rest_s", "foot_lift_cm"):
            if getattr(self, name) < 0.0:
                raise UsageError(f"a rep's {name} must not be negative, got {getattr(self, name)}.")
        if not 0.0 <= self.jerk <= 1.0:
            raise UsageError(f"a rep's jerk must lie between 0 (smooth) and 1, got {self.jerk}.")

    @property
    def length_s(self) -> float:
        """Seconds from the first movement to the end of the rest that follows."""
        return self.moving_s + self.rest_s

    @property
    def moving_s(self) -> float:
        """Seconds from the first movement to the last one."""
        return self.up_s + self.hold_s + self.down_s


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A recording's movement: getting into position, seconds of stillness, the reps of one set or more.

    `settling` is how the person gets into position, None where they lie ready. `still_s` and `end_s` are
    seconds of stillness before the first rep and after the last rest; `sway_deg` is the size of breathing
    and balance. A trimmed recording lacks the first `begins_s` and the last `cut_s` seconds. All times count from
    where the recording begins, so that what came before it has times below 0.
    """

    reps: tuple[RepPlan, ...]
    start: Start = field(default_factory=Start)
    still_s: float = 2.2
    end_s: float = 1.0
    seed: int = 0
    sway_deg: float = 0.25
    settling: Settling | None = None
    begins_s: float = 0.0
    cut_s: float = 0.0
    _starts: tuple[float, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.reps:
            raise UsageError("a set needs at least one rep, got none; give SetPlan(reps=(RepPlan(), ...)).")
        lengths = np.cumsum([0.0, *(rep.length_s for rep in self.reps)])
        first = self.ready_s + self.still_s
        object.__setattr__(self, "_starts", tuple(float(first + length) for length in lengths[:-1]))
        if self.length_s <= 0.0:
            raise UsageError(
                f"a recording must have some length, got one of {self.length_s:.1f} s: begins_s ({self.begins_s}) and "
                f"cut_s ({self.cut_s}) cut all of it off."
            )

    @property
    def ready_s(self) -> float:
        """When the person lies in position: from here on the closed position is held, seconds."""
        return (0.0 if self.settling is None else self.settling.length_s) - self.begins_s

    @property
    def rep_starts_s(self) -> tuple[float, ...]:
        """When each rep's first movement begins, seconds."""
        return self._starts

    @property
    def sets(self) -> tuple[int, ...]:
        """The set that each rep belongs to, from 1; a break begins a new one."""
        breaks = [0, *(rep.rest == "break" for rep in self.reps[:-1])]
        return tuple(1 + int(count) for count in np.cumsum(breaks))

    @property
    def length_s(self) -> float:
        """Length of the whole recording, seconds."""
        return self._starts[-1] + self.reps[-1].length_s + self.end_s - self.cut_s

    def pose_at(self, time_s: float) -> ClamPose:
        """The posture at one time: what is in progress, plus the small sway of a person who holds still."""
        moving = dict.fromkeys(ClamPose.__dataclass_fields__, 0.0)
        if self.settling is not None and time_s < self.ready_s:
            _add(moving, getting_ready(self.settling, time_s + self.begins_s))
        rests_at = 0.0
        for number, (start, rep) in enumerate(zip(self._starts, self.reps, strict=True)):
            if start <= time_s < start + rep.moving_s:
                _add(moving, rep_at(rep, time_s - start, rests_at, self.seed + number))
                rests_at = 0.0
                break
            if time_s < start:
                break
            rests_at = rep.closes_to_deg
            if time_s < start + rep.length_s:
                _add(moving, _resting(rep, time_s - start - rep.moving_s, self.seed + number))
                break
        moving["opening_deg"] += rests_at
        roll, tilt = self._sway(time_s)
        _add(moving, {"pelvic_roll_deg": roll, "pelvic_tilt_deg": tilt})
        return ClamPose(**moving)

    def _sway(self, time_s: float) -> tuple[float, float]:
        """Breathing and balance: two slow sines each for roll and tilt, zero where the position is reached."""
        rate, phase = _sway_waves(self.seed)
        waves = np.sin(2.0 * np.pi * rate * (time_s - self.ready_s) + phase) - np.sin(phase)
        roll, tilt = waves.reshape(2, 2).sum(axis=1) * self.sway_deg
        return float(roll), float(tilt)


@lru_cache(maxsize=64)
def _sway_waves(seed: int) -> tuple[Array, Array]:
    """Rates (Hz) and phases (rad) of the sway, (4,) each."""
    random = np.random.default_rng(seed)
    return random.uniform(0.12, 0.45, 4), random.uniform(0.0, 2.0 * np.pi, 4)


def _add(moving: dict[str, float], more: dict[str, float]) -> None:
    for name, value in more.items():
        moving[name] += value


def rep_at(rep: RepPlan, time_s: float, from_deg: float = 0.0, seed: int = 0) -> dict[str, float]:
    """What a rep has changed `time_s` seconds into it, by the names of `ClamPose`.

    `from_deg` is the opening that the rep before came to rest at. What `late` delays follows the opening.
    """
    share = lift_share(rep, time_s)
    uneven = share + (0.035 * rep.jerk * ripple(time_s, seed) * 4.0 * share * (1.0 - share) if rep.jerk else 0.0)
    bottom = from_deg if time_s < rep.up_s else rep.closes_to_deg
    follow = smooth(max(0.0, (share - 0.35) / 0.65) if rep.late else share)
    return {
        "opening_deg": bottom + uneven * (rep.opening_deg - bottom),
        "pelvic_roll_deg": follow * rep.pelvic_roll_deg,
        "pelvic_tilt_deg": follow * rep.pelvic_tilt_deg,
        "trunk_rotation_deg": follow * rep.trunk_rotation_deg,
        "trunk_lean_deg": follow * rep.trunk_lean_deg,
        "foot_lift_cm": smooth(share) * rep.foot_lift_cm,
        "foot_slide_cm": smooth(share) * rep.foot_slide_cm,
    }


def _resting(rep: RepPlan, time_s: float, seed: int) -> dict[str, float]:
    if rep.rest == "talk":
        return talking(time_s, rep.rest_s, seed)
    return stretching(time_s, rep.rest_s, seed) if rep.rest == "break" else {}


def lift_share(rep: RepPlan, time_s: float) -> float:
    """How far open, 0 to 1, `time_s` seconds into the rep."""
    if time_s < rep.up_s:
        return way(rep.up_way, time_s / rep.up_s)
    if time_s < rep.up_s + rep.hold_s:
        return 1.0
    return 1.0 - way(rep.down_way, (time_s - rep.up_s - rep.hold_s) / rep.down_s)


def frame_times(length_s: float, fps: float) -> Array:
    """Times of the pictures of a clip (n,), seconds, from 0."""
    return np.arange(round(length_s * fps)) / fps
