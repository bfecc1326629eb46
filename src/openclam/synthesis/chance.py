"""Starting positions and moments drawn by chance, wide enough to learn from.

A good position and a clean opening are the most frequent; each of the page's faults comes alone and in
company, so that no two of them can be taken for one another. Everything hangs on the generator that is
passed in: the same generator gives the same draws.
"""

from __future__ import annotations

import numpy as np

from openclam.synthesis.clam import ClamPose
from openclam.synthesis.start import HeadSupport, Start, TopHand

_HANDS: tuple[TopHand, ...] = ("floor", "chest", "belly", "hip", "thigh", "behind")
_HAND_ODDS = (0.45, 0.13, 0.10, 0.16, 0.10, 0.06)
_SUPPORTS: tuple[HeadSupport, ...] = ("arm", "straight arm", "hand", "pillow", "none")
_SUPPORT_ODDS = (0.45, 0.15, 0.18, 0.12, 0.10)


def random_start(rng: np.random.Generator) -> Start:
    """A starting position, from exactly right to wrong in several ways at once."""
    forward, lower = _feet(rng)
    knees_apart, bottom_hip = _knees(rng)
    return Start(
        hip_flexion_deg=_around(rng, 45.0, 9.0, 12.0, 85.0),
        knee_flexion_deg=_around(rng, 90.0, 13.0, 48.0, 130.0),
        pelvic_roll_deg=_sometimes(rng, 0.4, 9.0, -15.0, 30.0),
        pelvic_tilt_deg=_sometimes(rng, 0.5, 6.0, -15.0, 15.0),
        trunk_rotation_deg=_sometimes(rng, 0.4, 8.0, -20.0, 20.0),
        trunk_lean_deg=_sometimes(rng, 0.3, 6.0, -8.0, 15.0),
        feet_apart_cm=lower,
        top_foot_forward_cm=forward,
        knees_apart_cm=knees_apart,
        bottom_hip_flexion_offset_deg=bottom_hip,
        bottom_knee_flexion_offset_deg=_sometimes(rng, 0.35, 12.0, -40.0, 25.0),
        top_hand=_HANDS[int(rng.choice(len(_HANDS), p=_HAND_ODDS))],
        head_support=_SUPPORTS[int(rng.choice(len(_SUPPORTS), p=_SUPPORT_ODDS))],
    )


def _feet(rng: np.random.Generator) -> tuple[float, float]:
    """How far the top foot lies forward, and above its place on the lower foot, cm.

    A foot that is more than a foot's width in front has slid off and lies lower.
    """
    kind = rng.uniform()
    if kind < 0.6:
        return float(rng.normal(0.0, 1.0)), abs(float(rng.normal(0.0, 0.3)))
    if kind < 0.8:
        return float(rng.uniform(-6.0, 6.0)), float(rng.uniform(0.0, 12.0))
    forward = float(rng.uniform(6.0, 18.0) * rng.choice([-1.0, 1.0], p=[0.3, 0.7]))
    return forward, float(rng.uniform(-1.0, 0.2) * np.clip(abs(forward) - 6.0, 0.0, 8.0))


def _knees(rng: np.random.Generator) -> tuple[float, float]:
    """Air between the knees, cm, and how much more the lower hip is bent, degrees.

    A top knee that drops below the lower one's top needs the lower knee to lie further back.
    """
    kind = rng.uniform()
    if kind < 0.55:
        return float(rng.uniform(0.0, 4.0)), _sometimes(rng, 0.3, 6.0, -20.0, 15.0)
    if kind < 0.85:
        return float(rng.uniform(2.0, 13.0)), _sometimes(rng, 0.5, 9.0, -30.0, 20.0)
    dropped = float(rng.uniform(-7.0, 0.0))
    return dropped, float(3.5 * dropped - rng.uniform(4.0, 10.0))


def random_moment(rng: np.random.Generator, start: Start) -> ClamPose:
    """A moment of the exercise: opening alone, a fault alone, or faults that go along with the opening.

    Two moments in five have nothing but an opening; in the others roll, tilt, turn, lean and lift come
    each by its own chance, half of the time growing with the opening and half without regard to it.
    """
    opening = _opening(rng)
    if rng.uniform() < 0.4:
        return ClamPose(opening_deg=opening)
    share = float(np.clip(opening / 40.0, 0.0, 1.2)) if rng.uniform() < 0.5 else 1.0
    return ClamPose(
        opening_deg=opening,
        pelvic_roll_deg=_limited(
            share * _now_and_then(rng, 0.65, -8.0, 40.0), -8.0 - start.pelvic_roll_deg / 2.0, 45.0
        ),
        pelvic_tilt_deg=share * _now_and_then(rng, 0.4, -20.0, 20.0),
        trunk_rotation_deg=share * _now_and_then(rng, 0.4, -25.0, 25.0),
        trunk_lean_deg=share * _now_and_then(rng, 0.3, -20.0, 20.0),
        foot_lift_cm=share * _now_and_then(rng, 0.35, 0.0, 15.0),
        foot_slide_cm=_now_and_then(rng, 0.1, -6.0, 6.0),
        hip_flexion_deg=_now_and_then(rng, 0.15, -12.0, 12.0),
        knee_flexion_deg=_now_and_then(rng, 0.15, -15.0, 12.0),
    )


def _opening(rng: np.random.Generator) -> float:
    """Closed or nearly, in one draw of six; mostly up to 50 degrees; now and then up to 95 or below 0."""
    kind = rng.uniform()
    if kind < 0.16:
        return float(rng.normal(0.0, 1.0))
    if kind < 0.86:
        return float(rng.uniform(0.0, 50.0))
    return float(rng.uniform(50.0, 95.0)) if kind < 0.95 else float(rng.uniform(-8.0, 0.0))


def _around(rng: np.random.Generator, middle: float, spread: float, low: float, high: float) -> float:
    """Mostly near `middle`, one time in four anywhere between the limits."""
    return float(rng.uniform(low, high) if rng.uniform() < 0.25 else np.clip(rng.normal(middle, spread), low, high))


def _sometimes(rng: np.random.Generator, chance: float, spread: float, low: float, high: float) -> float:
    """Zero but for a `chance`; then about zero with `spread`, or now and then anywhere between the limits."""
    return _around(rng, 0.0, spread, low, high) if rng.uniform() < chance else 0.0


def _now_and_then(rng: np.random.Generator, chance: float, low: float, high: float) -> float:
    """Zero but for a `chance`; then anywhere between the limits."""
    return float(rng.uniform(low, high)) if rng.uniform() < chance else 0.0


def _limited(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
