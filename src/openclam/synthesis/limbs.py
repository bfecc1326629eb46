"""Head on the lower arm, top hand on the floor in front of the chest (page S7, S8).

These parts are dressing: no measured angle depends on them, but a pose network must believe them.
"""

from __future__ import annotations

import numpy as np

from openclam.synthesis.body import Skeleton
from openclam.synthesis.frames import Array, X, Y, segment_frame, turn, unit

_NECK = ("neck01", "neck02", "neck03", "head")
_NECK_BEND_DEG = 22.0
"""How far the head sinks sideways onto the arm."""

_UP = np.array([0.0, 0.0, 1.0])


def place_head(thorax: Array, lying: Array) -> dict[str, Array]:
    """Neck and head (3, 3) each, bent sideways to the lower arm by equal shares.

    The head lies: it keeps facing forward (`lying`), whatever the thorax does.
    """
    step = _NECK_BEND_DEG / len(_NECK)
    bases = (thorax, lying, lying, lying)
    return {bone: base @ turn(X, step * (i + 1)) for i, (bone, base) in enumerate(zip(_NECK, bases, strict=True))}


def place_arms(skeleton: Skeleton, thorax: Array, heads: dict[str, Array]) -> dict[str, Array]:
    """Rotations of both clavicles, upper arms, forearms and hands.

    `heads` are the joint centres in the room with the arms still hanging from the thorax at rest.
    """
    return _bottom_arm(skeleton, thorax) | _top_arm(skeleton, thorax, heads)


def _bottom_arm(skeleton: Skeleton, thorax: Array) -> dict[str, Array]:
    """Overhead along the mat, elbow at a right angle, forearm behind and under the head."""
    clavicle = thorax @ turn(Y, 25.0) @ turn(X, -28.0)
    upper = unit(np.array([0.30, -0.95, -0.05]))
    forearm = unit(np.array([-0.88, -0.47, 0.02]))
    return {"clavicle.R": clavicle} | _arm(skeleton, "R", upper, forearm, palm=_UP)


def _top_arm(skeleton: Skeleton, thorax: Array, heads: dict[str, Array]) -> dict[str, Array]:
    """Hand flat on the mat in front of the breastbone, elbow bent and pointing to the feet."""
    clavicle = thorax @ turn(Y, -14.0)
    at_rest = skeleton.head("upperarm01.L") - skeleton.head("clavicle.L")
    shoulder = heads["clavicle.L"] + clavicle @ at_rest
    chest = heads["spine01"]
    wrist = np.array([chest[0] + 0.32, chest[1] - 0.03, 0.028])
    lengths = _arm_lengths(skeleton, "L")
    elbow = _bent_joint(shoulder, wrist, lengths, pole=np.array([0.25, 1.0, 0.25]))
    hand = unit(np.array([0.42, -0.90, -0.02]))
    return {"clavicle.L": clavicle} | _arm(
        skeleton, "L", unit(elbow - shoulder), unit(wrist - elbow), palm=-_UP, hand=hand
    )


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
