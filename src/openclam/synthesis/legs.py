"""Both legs of a side-lying person: the closed position, and the one turn that is left when the foot is held.

The top thigh turns about the line from its hip centre to its ankle. `Clam` poses the body around this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.body import Skeleton
from openclam.synthesis.frames import Array, X, Y, Z, hip_angles, thigh_frame_of, turn, unit
from openclam.synthesis.start import Start

LYING = np.diag([1.0, -1.0, -1.0])
"""Pelvis frame (columns, in the room) of a person lying on the right side, pelvis upright on its edge."""

_MAT_SINK_M = 0.02
"""How far the flesh over the lower hip gives way."""

_FEET_ROLL_M = 0.005
"""Air between the feet where they rest on each other."""

_DRAGGED_M = 0.1
"""How far a foot that lies is dragged along; further off, the posture is no clam."""

_MOST_BENT_DEG, _LEAST_BENT_DEG = 150.0, 4.0
"""A knee bends no further than this, and stays a hinge whose plane is known."""


@dataclass(frozen=True, slots=True)
class ClosedLegs:
    """What the closed position fixes for the whole set. Points (3,) in the room, metres."""

    top_hip: Array
    top_ankle: Array
    knee_turn_deg: float
    bottom_hip: Array
    bottom_ankle: Array
    bottom_knee_height: float


def side_lying_pelvis(tilt_deg: float, roll_deg: float) -> Array:
    """Pelvis frame (3, 3) of a person on the right side, tilted (+ forward), then rolled (+ backward).

    Forward tilt brings the head end forward: a negative turn about the pelvis' Z (to the right).
    """
    return np.asarray(LYING @ turn(Z, -tilt_deg) @ turn(Y, roll_deg))


def close_legs(skeleton: Skeleton, start: Start) -> ClosedLegs:
    """Stack the legs: lower leg on the mat, feet on each other, knees nearly so, as far as `start` says.

    The hips are wider than the feet, so that the top leg starts adducted. The line to the ankle is
    turned until the top hip is flexed as asked; the lower leg then goes under the top foot, and from
    there as far aside as `start` says.

    Raises:
        UsageError: the top leg cannot lie this way.
    """
    skin = skeleton.clearance_m
    pelvis = side_lying_pelvis(start.pelvic_tilt_deg, start.pelvic_roll_deg)
    bottom_hip = np.array([0.0, 0.0, skin["hip"] - _MAT_SINK_M])
    top_hip = bottom_hip + pelvis @ (skeleton.head("upperleg01.L") - skeleton.head("upperleg01.R"))
    low_knee = skin["knee"] - _MAT_SINK_M / 2.0
    knee_height = low_knee + 2.0 * skin["knee"] + start.knees_apart_cm / 100.0
    ankle_height = max(3.0 * skin["ankle"] + _FEET_ROLL_M + start.feet_apart_cm / 100.0, skin["ankle"])
    lengths = leg_lengths(skeleton, "L")
    azimuth = 0.0
    for _ in range(40):
        ankle = _ankle_at(top_hip, lengths, start.knee_flexion_deg, azimuth, ankle_height)
        turned = _knee_turn_at_height(top_hip, ankle, lengths, knee_height)
        thigh = thigh_frame_of(top_hip, knee_on_circle(top_hip, ankle, lengths, turned), ankle)
        missing = start.hip_flexion_deg - hip_angles(pelvis, thigh, "left").flexion_deg
        azimuth += missing
        if abs(missing) < 1e-7:
            break
    below = np.array([ankle[0], ankle[1], skin["ankle"]]) - start.top_foot_forward_cm / 100.0 * X
    bottom_ankle = bend_leg(
        bottom_hip,
        below,
        leg_lengths(skeleton, "R"),
        start.bottom_hip_flexion_offset_deg,
        start.bottom_knee_flexion_offset_deg,
    )
    return ClosedLegs(top_hip, ankle, turned, bottom_hip, bottom_ankle, low_knee)


def bottom_knee(legs: ClosedLegs, ankle: Array, lengths: tuple[float, float]) -> Array:
    """Where the lower knee lies on the mat (3,), its ankle being at `ankle`."""
    turned = _knee_turn_at_height(legs.bottom_hip, ankle, lengths, legs.bottom_knee_height)
    return knee_on_circle(legs.bottom_hip, ankle, lengths, turned)


def bend_leg(
    hip: Array, ankle: Array, lengths: tuple[float, float], hip_flexion_deg: float, knee_flexion_deg: float
) -> Array:
    """Ankle (3,) of a leg that lies as given once hip and knee are bent by so much more; its height stays.

    Exact for a leg that lies level, and near it for one that does not.
    """
    level = (ankle - hip) * [1.0, 1.0, 0.0]
    drop = ankle[2] - hip[2]
    knee = knee_flexion_at(float(np.linalg.norm(ankle - hip)), lengths)
    bent = float(np.clip(knee + knee_flexion_deg, _LEAST_BENT_DEG, _MOST_BENT_DEG))
    if bent == knee and hip_flexion_deg == 0.0:
        return ankle
    distance = max(np.sqrt(max(_reach(lengths, bent) ** 2 - drop**2, 0.0)), 0.05)
    forward = hip_flexion_deg + _thigh_to_line_deg(lengths, knee) - _thigh_to_line_deg(lengths, bent)
    azimuth = np.arctan2(level[0], level[1]) + np.radians(forward)
    return np.asarray(hip + np.array([distance * np.sin(azimuth), distance * np.cos(azimuth), drop]))


def pulled_along(hip: Array, ankle: Array, lengths: tuple[float, float]) -> Array:
    """`ankle` (3,), or where a hip that moves off by a little more than the leg allows drags it to."""
    line = ankle - hip
    distance, most = float(np.linalg.norm(line)), _reach(lengths, _LEAST_BENT_DEG)
    return hip + line * (most / distance) if most < distance < most + _DRAGGED_M else ankle


def knee_flexion_at(distance: float, lengths: tuple[float, float]) -> float:
    """Knee flexion (deg) at which hip and ankle are `distance` metres apart (law of cosines)."""
    thigh, shank = lengths
    cosine = (distance**2 - thigh**2 - shank**2) / (2.0 * thigh * shank)
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _reach(lengths: tuple[float, float], knee_flexion_deg: float) -> float:
    thigh, shank = lengths
    return float(np.sqrt(thigh**2 + shank**2 + 2.0 * thigh * shank * np.cos(np.radians(knee_flexion_deg))))


def _thigh_to_line_deg(lengths: tuple[float, float], knee_flexion_deg: float) -> float:
    """Angle at the hip between the thigh and the line to the ankle."""
    thigh, shank = lengths
    bent = np.radians(knee_flexion_deg)
    return float(np.degrees(np.arctan2(shank * np.sin(bent), thigh + shank * np.cos(bent))))


def _ankle_at(
    hip: Array, lengths: tuple[float, float], knee_flexion_deg: float, azimuth_deg: float, height: float
) -> Array:
    """Ankle at `height`, as far from `hip` as the bent knee sets, `azimuth_deg` forward of the feet."""
    drop = height - hip[2]
    reach = _reach(lengths, knee_flexion_deg)
    if reach <= abs(drop):
        raise UsageError(
            f"a leg bent {knee_flexion_deg:g} degrees at the knee reaches {reach * 100:.0f} cm, and its foot would lie "
            f"{abs(drop) * 100:.0f} cm above or below the hip; bend the knee less or set the feet less far apart."
        )
    level = np.sqrt(reach**2 - drop**2)
    azimuth = np.radians(azimuth_deg)
    return np.asarray(hip + np.array([level * np.sin(azimuth), level * np.cos(azimuth), drop]))


def knee_on_circle(hip: Array, ankle: Array, lengths: tuple[float, float], turn_deg: float) -> Array:
    """Knee centre (3,) with hip and ankle held, at `turn_deg` above the horizontal about their line.

    `lengths` are those of thigh and shank, metres. 0 puts the knee level, in front; + lifts it.

    Raises:
        UsageError: hip and ankle are too far apart, or too near, for these lengths.
    """
    thigh, shank = lengths
    line = ankle - hip
    distance = float(np.linalg.norm(line))
    if not abs(thigh - shank) < distance < thigh + shank:
        raise UsageError(
            f"the leg ({thigh:.2f} m + {shank:.2f} m) cannot reach an ankle {distance:.2f} m from the hip; "
            "lower the foot lift or the pelvic roll."
        )
    along = (thigh**2 - shank**2 + distance**2) / (2.0 * distance)
    radius = np.sqrt(thigh**2 - along**2)
    level, up = _circle_axes(line)
    angle = np.radians(turn_deg)
    return np.asarray(hip + along * unit(line) + radius * (np.cos(angle) * level + np.sin(angle) * up))


def _circle_axes(line: Array) -> tuple[Array, Array]:
    """Level and upward unit vectors at a right angle to `line`; level points to the front of the body."""
    forward = np.cross(np.array([0.0, 0.0, 1.0]), unit(line))
    level = unit(forward if forward[0] >= 0.0 else -forward)
    up = np.cross(unit(line), level)
    return level, np.asarray(up if up[2] >= 0.0 else -up)


def knee_turn_deg(hip: Array, knee: Array, ankle: Array) -> float:
    """The inverse of `knee_on_circle`: how far the knee stands above the level, about hip to ankle."""
    level, up = _circle_axes(ankle - hip)
    return float(np.degrees(np.arctan2(np.dot(knee - hip, up), np.dot(knee - hip, level))))


def _knee_turn_at_height(hip: Array, ankle: Array, lengths: tuple[float, float], height: float) -> float:
    """The turn at which the knee is `height` metres above the floor, at most 80 degrees either way."""
    level, lifted = (float(knee_on_circle(hip, ankle, lengths, turn_deg)[2]) for turn_deg in (0.0, 90.0))
    share = np.clip((height - level) / (lifted - level), *np.sin(np.radians((-80.0, 80.0))))
    return float(np.degrees(np.arcsin(share)))


def leg_lengths(skeleton: Skeleton, side: str) -> tuple[float, float]:
    """Length of thigh and shank, metres; `side` is "L" or "R"."""
    hip, knee, ankle = (skeleton.head(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot"))
    return float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
