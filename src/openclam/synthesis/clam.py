"""The clam as exact geometry: from a handful of angles to joint centres and bone rotations.

Room axes: X the way the front of the body faces, Z up, Y along the floor. A person on the right side
(left leg on top) has the head at -Y. The person is always posed on the right side; `Posed.mirrored`
gives the same posture on the left side.

The feet stay together because the top thigh turns about the line from its hip centre to its ankle:
with the ankle held, that turn is the one degree of freedom that is left (the page's "open the upper
knee"). A pelvis that rolls or tilts carries the hip along; the knee bends by what little it must.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from openclam.synthesis.body import Skeleton
from openclam.synthesis.frames import Array, LegSide, X, Y, Z, segment_frame, thigh_frame_of, turn, unit
from openclam.synthesis.legs import (
    LYING,
    bend_leg,
    bottom_knee,
    close_legs,
    knee_on_circle,
    leg_lengths,
    pulled_along,
    side_lying_pelvis,
)
from openclam.synthesis.limbs import place_arms, place_head, shoulder_raised_m
from openclam.synthesis.start import Start

_SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
_SPINE_SHARES = (0.1, 0.35, 0.65, 0.9, 1.0)
"""How much of the trunk's turn and side-bend each bone has, lowest first, where it turns half-way up."""

_SHOULDER_HEIGHT_M = 0.018
"""Centre of the lower shoulder above the mat, before its blade moves up with the arm."""

_SHOULDER_GIVES_M = 0.02
"""How much further the lower shoulder can be pressed down before the mat stops the trunk."""


@dataclass(frozen=True, slots=True)
class ClamPose:
    """One moment of the exercise: changes since the closed position, degrees and centimetres.

    `pelvic_roll_deg` is + where the top hip goes backward, `pelvic_tilt_deg` + forward,
    `trunk_rotation_deg` + where the top shoulder goes backward against the pelvis, `trunk_lean_deg` +
    where the shoulders bend up, towards the top hip; the mat stops a bend down. `opening_deg` is the turn
    of the thigh in the room. `foot_lift_cm` raises the top foot, `foot_slide_cm` slides it away from the
    buttock (+) or towards it along its line to the hip, while the lower foot stays. `hip_flexion_deg` and
    `knee_flexion_deg` bend both legs by so much more, feet together, as when getting into position:
    near enough, and truth tells what came of it. `head_turn_deg` turns the face up (+) or down to the mat,
    `head_nod_deg` brings the chin to the chest (+). `top_shoulder_deg` draws the blade of the top shoulder
    back (+) on the chest, or forward.
    """

    opening_deg: float = 0.0
    pelvic_roll_deg: float = 0.0
    pelvic_tilt_deg: float = 0.0
    trunk_rotation_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    foot_lift_cm: float = 0.0
    foot_slide_cm: float = 0.0
    hip_flexion_deg: float = 0.0
    knee_flexion_deg: float = 0.0
    head_turn_deg: float = 0.0
    head_nod_deg: float = 0.0
    top_shoulder_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Posed:
    """Joint centres and bone rotations in the room.

    `heads` (b, 3) metres. `rotations` (b, 3, 3) carry a bone from rest (body axes) into the room.
    `pelvis`, `thorax` (3, 3) are segment frames. `side` is the side that moves (the top one).
    """

    names: tuple[str, ...]
    heads: Array
    rotations: Array
    pelvis: Array
    thorax: Array
    side: LegSide = "left"

    def head(self, bone: str) -> Array:
        """Joint centre where `bone` begins (3,), metres."""
        return np.asarray(self.heads[self.names.index(bone)])

    @property
    def mirrored(self) -> Posed:
        """The same posture on the other side: head at +Y, right leg on top.

        Joint centres are reflected and swap their names. A reflected frame keeps its meaning (X forward,
        Y to the head, Z right) when its Z is turned round, so that angles come out the same.
        """
        across, inside = np.diag([1.0, -1.0, 1.0]), np.diag([1.0, 1.0, -1.0])
        swap = [self.names.index(_other_side(name)) for name in self.names]
        return Posed(
            self.names,
            (self.heads @ across)[swap],
            (across @ self.rotations @ inside)[swap],
            across @ self.pelvis @ inside,
            across @ self.thorax @ inside,
            "right" if self.side == "left" else "left",
        )


def _other_side(name: str) -> str:
    return {"L": name[:-1] + "R", "R": name[:-1] + "L"}.get(name[-1], name) if name[-2:-1] == "." else name


class Clam:
    """A body on its right side in one closed position, to be posed in any moment of the set.

    Raises:
        UsageError: a body cannot lie as `start` says.
    """

    def __init__(self, skeleton: Skeleton, start: Start | None = None) -> None:
        self.skeleton = skeleton
        self.start = Start() if start is None else start
        self._legs = close_legs(skeleton, self.start)
        self._shares = _spine_shares(self.start.spine_turns_at)
        self._chest: Array | None = None  # where the uppermost bone of the spine begins in the closed position
        self._propped_deg = 0.0  # the side-bend that lays the shoulders on what bears them
        height = _SHOULDER_HEIGHT_M + shoulder_raised_m(self.start.head_support)
        level = replace(self.start, trunk_lean_deg=0.0)
        self._propped_deg = self._bend_to_shoulder(lambda bend: self._spine(ClamPose(), level, bend), height)
        self.closed = self.pose(ClamPose())
        self._chest = self.closed.head(_SPINE[-1])

    def pose(self, pose: ClamPose) -> Posed:
        """Joint centres and bone rotations of one moment.

        Raises:
            UsageError: the leg cannot reach the foot's place.
        """
        legs, trunk = self._legs, self._trunk(pose)
        pelvis = trunk["root"]
        hip = self._top_hip(pelvis)
        lengths = leg_lengths(self.skeleton, "L")
        ankle = pulled_along(hip, self._top_ankle(pose), lengths)
        knee = knee_on_circle(hip, ankle, lengths, legs.knee_turn_deg + pose.opening_deg)
        lengths = leg_lengths(self.skeleton, "R")
        low_ankle = bend_leg(legs.bottom_hip, legs.bottom_ankle, lengths, pose.hip_flexion_deg, pose.knee_flexion_deg)
        low_knee = bottom_knee(legs, low_ankle, lengths)
        rotations = trunk | _leg(self.skeleton, "L", (hip, knee, ankle))
        rotations |= _leg(self.skeleton, "R", (legs.bottom_hip, low_knee, low_ankle))
        return self._dressed(rotations, pose)

    def _top_hip(self, pelvis: Array) -> Array:
        across = self.skeleton.head("upperleg01.L") - self.skeleton.head("upperleg01.R")
        return np.asarray(self._legs.bottom_hip + pelvis @ across)

    def _top_ankle(self, pose: ClamPose) -> Array:
        """The foot stays where it lay, however the pelvis rolls, but for what `pose` does with it."""
        legs, lengths = self._legs, leg_lengths(self.skeleton, "L")
        ankle = bend_leg(legs.top_hip, legs.top_ankle, lengths, pose.hip_flexion_deg, pose.knee_flexion_deg)
        away = unit((ankle - legs.top_hip) * [1.0, 1.0, 0.0])
        return np.asarray(ankle + pose.foot_slide_cm / 100.0 * away + pose.foot_lift_cm / 100.0 * Z)

    def _trunk(self, pose: ClamPose) -> dict[str, Array]:
        """Rotations of pelvis and spine; a trunk that would bend into the mat is stopped by it."""
        trunk = self._spine(pose, self.start)
        lowest = _SHOULDER_HEIGHT_M - _SHOULDER_GIVES_M
        if self._shoulder_height(trunk) >= lowest - 1e-9:
            return trunk
        return self._spine(
            pose, self.start, self._bend_to_shoulder(lambda bend: self._spine(pose, self.start, bend), lowest)
        )

    def _spine(self, pose: ClamPose, start: Start, more_deg: float = 0.0) -> dict[str, Array]:
        """Pelvis and spine, the trunk's turn and side-bend shared out over its bones.

        The start's own part comes first, so that what `pose` adds reads back exactly.
        """
        pelvis = side_lying_pelvis(start.pelvic_tilt_deg, start.pelvic_roll_deg)
        pelvis = pelvis @ turn(Z, -pose.pelvic_tilt_deg) @ turn(Y, pose.pelvic_roll_deg)
        lean = start.trunk_lean_deg + pose.trunk_lean_deg + more_deg
        return {"root": pelvis} | {
            bone: pelvis
            @ turn(X, -share * self._propped_deg)
            @ turn(Y, share * start.trunk_rotation_deg)
            @ turn(X, -share * lean)
            @ turn(Y, share * pose.trunk_rotation_deg)
            for bone, share in zip(_SPINE, self._shares, strict=True)
        }

    def _bend_to_shoulder(self, bent: Callable[[float], dict[str, Array]], height: float) -> float:
        """The side-bend (deg) of a trunk that brings the lower shoulder to `height` metres (bisection)."""
        low, high = -60.0, 75.0
        for _ in range(30):
            middle = (low + high) / 2.0
            is_low = self._shoulder_height(bent(middle)) < height
            low, high = (middle, high) if is_low else (low, middle)
        return (low + high) / 2.0

    def _shoulder_height(self, trunk: dict[str, Array]) -> float:
        """Height (m) of the lower shoulder, its arm hanging from the thorax as at rest."""
        rest = self.skeleton
        place = self._legs.bottom_hip + trunk["root"] @ (rest.head(_SPINE[0]) - rest.head("upperleg01.R"))
        for bone, above in pairwise((*_SPINE, "upperarm01.R")):
            place = place + trunk[bone] @ (rest.head(above) - rest.head(bone))
        return float(place[2])

    def _dressed(self, rotations: dict[str, Array], pose: ClamPose) -> Posed:
        """Add head and arms, then place every bone from the pelvis outward."""
        skeleton, thorax, hip = self.skeleton, rotations["spine01"], self._legs.bottom_hip
        along_deg = self.start.head_follows * (pose.pelvic_roll_deg + pose.trunk_rotation_deg)
        head = place_head(thorax, LYING @ turn(Y, along_deg), self.start.head_support)
        head["head"] = head["head"] @ turn(Y, pose.head_turn_deg) @ turn(Z, -pose.head_nod_deg)
        rotations = rotations | head
        heads, _ = _forward(skeleton, rotations, hip)
        centres = dict(zip(skeleton.names, heads, strict=True))
        gone = 0.0 if self._chest is None else centres[_SPINE[-1]] - self._chest
        hand_lags_m = -self.start.hands_stay * gone * (X + Y)
        rotations |= place_arms(skeleton, self.start, thorax, centres, pose.top_shoulder_deg, hand_lags_m)
        return Posed(skeleton.names, *_forward(skeleton, rotations, hip), rotations["root"], thorax)


def _spine_shares(turns_at: float) -> tuple[float, ...]:
    """`_SPINE_SHARES` for a trunk that turns at the loins (0), half-way up (0.5) or at the ribs (1)."""
    return tuple(share**4.0 ** (2.0 * turns_at - 1.0) for share in _SPINE_SHARES)


def _leg(skeleton: Skeleton, side: str, centres: tuple[Array, Array, Array]) -> dict[str, Array]:
    """Bone rotations that carry the resting leg's frames onto the posed joint centres."""
    hip, knee, ankle = centres
    rest = [skeleton.head(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot")]
    thigh = thigh_frame_of(hip, knee, ankle)
    shank = segment_frame(knee - ankle, thigh[:, 2])
    thigh_rotation = thigh @ segment_frame(rest[0] - rest[1], Z).T
    shank_rotation = shank @ segment_frame(rest[1] - rest[2], Z).T
    return {f"upperleg01.{side}": thigh_rotation, f"lowerleg01.{side}": shank_rotation}


def _forward(skeleton: Skeleton, rotations: dict[str, Array], bottom_hip: Array) -> tuple[Array, Array]:
    """Joint centres (b, 3) and rotations (b, 3, 3), parents first; the lower hip keeps its place.

    A bone without a rotation of its own turns with its parent.
    """
    heads, turned = np.zeros_like(skeleton.heads), np.zeros((len(skeleton.names), 3, 3))
    for row, (name, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
        if parent >= 0:
            heads[row] = heads[parent] + turned[parent] @ (skeleton.heads[row] - skeleton.heads[parent])
        turned[row] = rotations[name] if name in rotations else turned[parent]
    return heads + bottom_hip - heads[skeleton.names.index("upperleg01.R")], turned
