"""What a person does when not exercising: gets into position, talks, stretches between two sets.

Everything is given as changes since the closed position, by the names of `ClamPose`, and is nothing where
the exercise goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.profiles import smooth

_TALK_EASE_S = 0.7
_LEAST_BREAK_S = 4.0
"""Legs that are stretched and bent again in less time than this would fly."""

_TALK = {
    "trunk_rotation_deg": 3.0,
    "trunk_lean_deg": 1.2,
    "pelvic_roll_deg": 1.5,
    "opening_deg": 1.2,
    "head_turn_deg": 14.0,
    "head_nod_deg": 7.0,
}
"""How far each part moves while talking, about, degrees."""


@dataclass(frozen=True, slots=True)
class Settling:
    """Getting into position: where the body comes from, as changes against the closed position, and how long.

    Raises:
        UsageError: it takes no time.
    """

    length_s: float = 3.0
    hip_flexion_deg: float = -22.0
    knee_flexion_deg: float = -35.0
    pelvic_roll_deg: float = 15.0
    trunk_rotation_deg: float = 6.0
    opening_deg: float = 6.0

    def __post_init__(self) -> None:
        if self.length_s <= 0.0:
            raise UsageError(f"getting into position must take more than 0 seconds, got {self.length_s}.")


def getting_ready(settling: Settling, time_s: float) -> dict[str, float]:
    """The legs bend first, then the pelvis rolls into place; the knee comes to rest last."""
    share = time_s / settling.length_s
    legs, pelvis, knee = (1.0 - smooth((share - a) / (b - a)) for a, b in ((0.05, 0.7), (0.25, 0.9), (0.4, 1.0)))
    return {
        "hip_flexion_deg": legs * settling.hip_flexion_deg,
        "knee_flexion_deg": legs * settling.knee_flexion_deg,
        "pelvic_roll_deg": pelvis * settling.pelvic_roll_deg,
        "trunk_rotation_deg": pelvis * settling.trunk_rotation_deg,
        "opening_deg": knee * settling.opening_deg,
        "head_turn_deg": 10.0 * pelvis,
    }


def talking(time_s: float, length_s: float, seed: int) -> dict[str, float]:
    """Small turns of head, trunk and pelvis, fading in and out at both ends."""
    ease = smooth(time_s / _TALK_EASE_S) * smooth((length_s - time_s) / _TALK_EASE_S)
    random = np.random.default_rng([seed, 23])
    moved = {}
    for name, size in _TALK.items():
        rate, phase = random.uniform(0.2, 0.8, 2), random.uniform(0.0, 2.0 * np.pi, 2)
        moved[name] = float(ease * size * np.sin(2.0 * np.pi * rate * time_s + phase).mean())
    return moved


def stretching(time_s: float, length_s: float, seed: int) -> dict[str, float]:
    """Legs a good deal straighter for most of the break, bent again well before its end; and talking."""
    moved = talking(time_s, length_s, seed)
    if length_s < _LEAST_BREAK_S:
        return moved
    back_s = length_s - 1.5
    held = smooth((time_s - 0.3) / 1.4) * smooth((back_s - time_s) / 1.6)
    moved |= {"hip_flexion_deg": -14.0 * held, "knee_flexion_deg": -26.0 * held}
    return moved | {"pelvic_roll_deg": moved["pelvic_roll_deg"] + 8.0 * held}
