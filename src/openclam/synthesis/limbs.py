"""Head and arms: what bears the head, where the top hand lies (page S7, S8).

These parts are dressing: no measured angle depends on them, but a pose network must believe them.
Places are in the room; X is forward, Z up, the head at -Y.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from openclam.synthesis.body import Skeleton
from openclam.synthesis.frames import Array, X, Y, segment_frame, turn, unit
from openclam.synthesis.start import HeadSupport, Start, TopHand

_ON_THE_MAT: tuple[TopHand, ...] = ("floor", "behind")
_NECK = ("neck01", "neck02", "neck03", "head")
_UP = np.array([0.0, 0.0, 1.0])
_WRIST_HEIGHT_M = 0.028
"""Wrist centre above the mat with the hand flat on it."""

_ELBOW_LOW_M, _ELBOW_HIGH_M = 0.035, 0.075
"""Elbow centre above the mat: bearing the body, and at most while the arm lies under the head."""


@dataclass(frozen=True, slots=True)
class _Support:
    """How one kind of support holds the upper body.

    `neck_bend_deg`: how far the head sinks sideways from level, + down. `shoulder_m`: how much higher
    than usual the lower shoulder is.
    """

    neck_bend_deg: float
    shoulder_m: float = 0.0


_SUPPORTS: dict[HeadSupport, _Support] = {
    "arm": _Support(22.0),
    "straight arm": _Support(24.0),
    "hand": _Support(-14.0, 0.17),
    "pillow": _Support(8.0),
    "none": _Support(33.0),
}


def shoulder_raised_m(support: HeadSupport) -> float:
    """How much higher than on a lower arm that lies on the mat the lower shoulder is, metres."""
    return _SUPPORTS[support].shoulder_m


def place_head(thorax: Array, lying: Array, support: HeadSupport) -> dict[str, Array]:
    """Neck and head (3, 3) each, bent sideways to what bears the head by equal shares.

    The head lies: it faces where `lying` (3, 3) does, whatever the thorax does.
    """
    step = _SUPPORTS[support].neck_bend_deg / len(_NECK)
    bases = (thorax, lying, lying, lying)
    return {bone: base @ turn(X, step * (i + 1)) for i, (bone, base) in enumerate(zip(_NECK, bases, strict=True))}


def place_arms(
    skeleton: Skeleton,
    start: Start,
    thorax: Array,
    heads: dict[str, Array],
    top_shoulder_deg: float = 0.0,
    hand_lags_m: Array | float = 0.0,
) -> dict[str, Array]:
    """Rotations of both clavicles, upper arms, forearms and hands.

    `heads` are the joint centres in the room with the arms still hanging from the thorax at rest. The top shoulder's
    blade is drawn back by `top_shoulder_deg`; a top hand on the mat lies `hand_lags_m` (3,) off its place by the chest.
    """
    clavicle = thorax @ turn(Y, top_shoulder_deg + (16.0 if start.top_hand == "behind" else -14.0))
    target = _top_hand_target(skeleton, start.top_hand, thorax, heads)
    if start.top_hand in _ON_THE_MAT:
        target = replace(target, wrist=target.wrist + hand_lags_m)
    return _bottom_arm(skeleton, start.head_support, thorax, heads) | _top_arm(skeleton, clavicle, target, heads)


def _bottom_arm(skeleton: Skeleton, support: HeadSupport, thorax: Array, heads: dict[str, Array]) -> dict[str, Array]:
    """The lower arm, elbow and forearm on the mat however high the shoulder is."""
    if support == "hand":
        return _elbow_prop(skeleton, thorax, heads)
    if support in ("pillow", "none"):  # in front of the chest, the hand towards the head
        clavicle = thorax @ turn(Y, 28.0)
        upper, forearm = np.array([0.93, -0.35, 0.0]), np.array([0.25, -0.97, 0.0])
    elif support == "straight arm":
        clavicle = thorax @ turn(Y, 25.0) @ turn(X, -28.0)
        upper, forearm = np.array([0.16, -0.98, -0.03]), np.array([0.02, -1.0, 0.0])
    else:  # elbow at a right angle, forearm behind and under the head
        clavicle = thorax @ turn(Y, 25.0) @ turn(X, -28.0)
        upper, forearm = np.array([0.30, -0.95, -0.05]), np.array([-0.88, -0.47, 0.02])
    shoulder = _shoulder(skeleton, "R", clavicle, heads)
    length, _ = _arm_lengths(skeleton, "R")
    drop = np.clip((shoulder[2] - _ELBOW_HIGH_M) / length, 0.0, 0.95)
    if drop > -upper[2]:
        upper = np.sqrt(1.0 - drop**2) * unit(upper * [1.0, 1.0, 0.0]) - drop * _UP
    return {"clavicle.R": clavicle} | _arm(skeleton, "R", unit(upper), unit(forearm), palm=_UP)


def _elbow_prop(skeleton: Skeleton, thorax: Array, heads: dict[str, Array]) -> dict[str, Array]:
    """Elbow on the mat headward of the shoulder, the hand under the side of the head."""
    clavicle = thorax @ turn(Y, 12.0) @ turn(X, -18.0)
    shoulder = _shoulder(skeleton, "R", clavicle, heads)
    cheek = heads["head"] + np.array([0.035, 0.01, -0.105])
    elbow = _elbow_on_mat(shoulder, cheek, _arm_lengths(skeleton, "R"))
    hand = unit(np.array([-0.30, -0.85, 0.42]))
    return {"clavicle.R": clavicle} | _arm(
        skeleton, "R", unit(elbow - shoulder), unit(cheek - elbow), palm=_UP + 0.4 * Y, hand=hand
    )


def _elbow_on_mat(shoulder: Array, wrist: Array, lengths: tuple[float, float]) -> Array:
    """Where on the mat the elbow bears both arm bones (3,), the more forward of two; or as near as can be."""
    upper, fore = lengths
    drop = min(max(shoulder[2] - _ELBOW_LOW_M, 0.0), 0.95 * upper)
    rise = min(max(wrist[2] - shoulder[2] + drop, 0.0), 0.95 * fore)
    first, second = np.sqrt(upper**2 - drop**2), np.sqrt(fore**2 - rise**2)
    line = (wrist - shoulder) * [1.0, 1.0, 0.0]
    distance = max(float(np.linalg.norm(line)), 1e-6)
    along = float(np.clip((first**2 - second**2 + distance**2) / (2.0 * distance), -first, first))
    aside = np.array([-line[1], line[0], 0.0]) / distance
    aside = aside if aside[0] >= 0.0 else -aside
    return np.asarray(shoulder + along * line / distance + np.sqrt(first**2 - along**2) * aside - drop * _UP)


def _top_arm(skeleton: Skeleton, clavicle: Array, target: _HandTarget, heads: dict[str, Array]) -> dict[str, Array]:
    """The hand at its place, the elbow bent towards where it has room."""
    shoulder = _shoulder(skeleton, "L", clavicle, heads)
    lengths = _arm_lengths(skeleton, "L")
    elbow = _bent_joint(shoulder, target.wrist, lengths, target.pole)
    return {"clavicle.L": clavicle} | _arm(
        skeleton, "L", unit(elbow - shoulder), unit(target.wrist - elbow), target.palm, target.hand
    )


@dataclass(frozen=True, slots=True)
class _HandTarget:
    """Wrist centre, direction of palm and fingers, and where the elbow points; (3,) each."""

    wrist: Array
    palm: Array
    hand: Array
    pole: Array


def _top_hand_target(skeleton: Skeleton, place: TopHand, thorax: Array, heads: dict[str, Array]) -> _HandTarget:
    chest = heads["spine01"]
    if place == "floor":  # flat on the mat in front of the breastbone, elbow to the feet
        wrist = np.array([chest[0] + 0.32, chest[1] - 0.03, _WRIST_HEIGHT_M])
        return _HandTarget(wrist, -_UP, unit(np.array([0.42, -0.90, -0.02])), np.array([0.25, 1.0, 0.25]))
    if place == "behind":
        wrist = np.array([chest[0] - 0.30, chest[1] + 0.12, _WRIST_HEIGHT_M])
        return _HandTarget(wrist, -_UP, unit(np.array([-0.8, 0.6, -0.02])), np.array([-0.5, 0.6, 0.6]))
    forward, headward, right = thorax.T
    if place == "chest":
        wrist = chest + 0.165 * forward + 0.03 * headward - 0.02 * right
        return _HandTarget(wrist, -forward, unit(0.5 * headward + right), np.array([0.7, 0.6, 0.5]))
    if place == "belly":
        wrist = heads["spine03"] + 0.15 * forward + 0.02 * headward - 0.05 * right
        return _HandTarget(wrist, -forward, unit(-0.4 * headward + right), np.array([0.1, 0.3, 1.0]))
    hip, knee = heads["upperleg01.L"], heads["lowerleg01.L"]
    skin = skeleton.clearance_m["hip"]
    if place == "hip":  # on the crest of the pelvis, the elbow up in the air
        wrist = hip + np.array([0.03, -0.09, 0.0]) + (skin + 0.045) * _outward(hip, heads)
        return _HandTarget(wrist, -_outward(hip, heads), unit(np.array([0.75, 0.65, -0.1])), np.array([-0.5, 0.0, 1.0]))
    along = unit(knee - hip)
    outward = unit(_UP - np.dot(_UP, along) * along)
    wrist = hip + 0.20 * (knee - hip) + (skin + 0.03) * outward
    return _HandTarget(wrist, -outward, unit(along + 0.15 * _UP), np.array([-0.3, 0.0, 1.0]))


def _outward(hip: Array, heads: dict[str, Array]) -> Array:
    """From the lower hip through the upper one."""
    return unit(hip - heads["upperleg01.R"])


def _shoulder(skeleton: Skeleton, side: str, clavicle: Array, heads: dict[str, Array]) -> Array:
    """Shoulder centre (3,) once the clavicle has its rotation."""
    at_rest = skeleton.head(f"upperarm01.{side}") - skeleton.head(f"clavicle.{side}")
    return np.asarray(heads[f"clavicle.{side}"] + clavicle @ at_rest)


def _arm_lengths(skeleton: Skeleton, side: str) -> tuple[float, float]:
    joints = [skeleton.head(f"{bone}.{side}") for bone in ("upperarm01", "lowerarm01", "wrist")]
    return float(np.linalg.norm(joints[1] - joints[0])), float(np.linalg.norm(joints[2] - joints[1]))


def _bent_joint(start: Array, end: Array, lengths: tuple[float, float], pole: Array) -> Array:
    """Middle joint of a two-bone chain, bent towards `pole`; a chain too short is kept all but straight."""
    first, second = lengths
    line = end - start
    distance = min(float(np.linalg.norm(line)), 0.999 * (first + second))
    along = (first**2 - second**2 + distance**2) / (2.0 * distance)
    aside = pole - np.dot(pole, unit(line)) * unit(line)
    return np.asarray(start + along * unit(line) + np.sqrt(max(first**2 - along**2, 0.0)) * unit(aside))


def _arm(
    skeleton: Skeleton, side: str, upper: Array, forearm: Array, palm: Array, hand: Array | None = None
) -> dict[str, Array]:
    """Turn a resting arm along `upper` and `forearm`; the palm faces `palm`, the fingers point along `hand`."""
    shoulder, elbow, wrist = (skeleton.head(f"{bone}.{side}") for bone in ("upperarm01", "lowerarm01", "wrist"))
    rest_upper, rest_forearm = elbow - shoulder, wrist - elbow
    hinge, rest_hinge = np.cross(upper, forearm), np.cross(rest_upper, rest_forearm)
    index, little, middle = (skeleton.head(f"finger{digit}-1.{side}") for digit in (2, 5, 3))
    across = index - little if side == "R" else little - index
    rest_palm = np.cross(across, middle - wrist)
    hand_rest = segment_frame(middle - wrist, rest_palm)
    hand_posed = segment_frame(forearm if hand is None else hand, palm)
    upper_rotation = segment_frame(upper, hinge) @ segment_frame(rest_upper, rest_hinge).T
    lower_rotation = segment_frame(forearm, hinge) @ segment_frame(rest_forearm, rest_hinge).T
    hand_rotation = hand_posed @ hand_rest.T
    return {
        f"upperarm01.{side}": upper_rotation,
        f"lowerarm01.{side}": lower_rotation,
        f"lowerarm02.{side}": _half_way(lower_rotation, hand_rotation, forearm),
        f"wrist.{side}": hand_rotation,
    }


def _half_way(before: Array, after: Array, axis: Array) -> Array:
    """`before` turned about `axis` by half the twist that leads to `after`: forearms twist along their length."""
    relative = after @ before.T
    side = unit(np.cross(axis, _UP if abs(axis[2]) < 0.9 else np.array([1.0, 0.0, 0.0])))
    image = relative @ side
    twist = np.degrees(np.arctan2(np.dot(np.cross(side, image), axis), np.dot(side, image)))
    return turn(axis, twist / 2.0) @ before
