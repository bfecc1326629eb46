"""How a person lies before the first rep: the starting position, right or with the page's start faults.

Defaults are the position that the page asks for (S1-S8). Every field is a plain number that a scenario
file can name; the limits are those of a body on its side, not those of a good clamshell.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from openclam.errors import UsageError

TopHand = Literal["floor", "chest", "belly", "hip", "thigh", "behind"]
"""Where the top hand lies. `floor` is the mat in front of the chest, as the page asks (S8)."""

HeadSupport = Literal["arm", "straight arm", "hand", "pillow", "none"]
"""What bears the head. `arm` is the bent lower arm, as the page asks (S7). `hand`: propped on the elbow, the head in
the hand, which bends the trunk up. `pillow`: the lower arm lies in front, the head as high as the spine goes on.
`none`: likewise, with the head down on the mat."""

LIMITS: dict[str, tuple[float, float]] = {
    "hip_flexion_deg": (-10.0, 100.0),
    "knee_flexion_deg": (20.0, 140.0),
    "pelvic_roll_deg": (-35.0, 50.0),
    "pelvic_tilt_deg": (-35.0, 35.0),
    "trunk_rotation_deg": (-40.0, 40.0),
    "trunk_lean_deg": (-30.0, 35.0),
    "feet_apart_cm": (-10.0, 30.0),
    "top_foot_forward_cm": (-30.0, 30.0),
    "knees_apart_cm": (-12.0, 20.0),
    "bottom_hip_flexion_offset_deg": (-45.0, 40.0),
    "bottom_knee_flexion_offset_deg": (-80.0, 50.0),
    "spine_turns_at": (0.0, 1.0),
    "hands_stay": (0.0, 1.0),
    "head_follows": (0.0, 1.0),
}
"""Lowest and highest value of every number of a `Start`: degrees, centimetres, shares."""


@dataclass(frozen=True, slots=True)
class Start:
    """A starting position; angles in degrees, distances in centimetres.

    Attributes:
        hip_flexion_deg: flexion of the top hip when closed (S3).
        knee_flexion_deg: flexion of the top knee, 0 straight (S4).
        pelvic_roll_deg: + where the top hip lies behind the lower one from the start; 0 stacked (S6).
        pelvic_tilt_deg: + where the head end of the pelvis is brought forward; turns the body on the mat.
        trunk_rotation_deg: + where the top shoulder lies further back than the pelvis has it.
        trunk_lean_deg: + where the shoulders bend up, towards the top hip. The mat stops a bend down.
        feet_apart_cm: how far the top foot rests above its place on the lower one; negative where it
            has slid off and lies lower (S5).
        top_foot_forward_cm: how far the top foot lies further forward than the lower one.
        knees_apart_cm: air between the knees when closed (I8); negative where the top knee drops in
            front of the lower one.
        bottom_hip_flexion_offset_deg: how much more the lower hip is bent than stacked feet ask for.
        bottom_knee_flexion_offset_deg: likewise for the lower knee.
        top_hand: where the top hand lies (S8).
        head_support: what bears the head (S7).
        spine_turns_at: where between pelvis and chest the trunk turns and bends: 0 at the loins, 1 at the ribs.
        hands_stay: how much a top hand on the mat keeps its place in the room as the chest is carried along; 0 goes
            along with it.
        head_follows: how much of the chest's turn in the room the head goes along with; 0 faces where it faced.

    Raises:
        UsageError: a number lies outside `LIMITS`, or a place is not known.
    """

    hip_flexion_deg: float = 45.0
    knee_flexion_deg: float = 90.0
    pelvic_roll_deg: float = 0.0
    pelvic_tilt_deg: float = 0.0
    trunk_rotation_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    feet_apart_cm: float = 0.0
    top_foot_forward_cm: float = 0.0
    knees_apart_cm: float = 2.0
    bottom_hip_flexion_offset_deg: float = 0.0
    bottom_knee_flexion_offset_deg: float = 0.0
    top_hand: TopHand = "floor"
    head_support: HeadSupport = "arm"
    spine_turns_at: float = 0.5
    hands_stay: float = 0.0
    head_follows: float = 0.0

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.name in LIMITS:
                _check_number(entry.name, value)
            else:
                _check_place(entry.name, value)


def _check_number(name: str, value: float) -> None:
    low, high = LIMITS[name]
    if not low <= value <= high:
        unit = {"deg": " degrees", "cm": " cm"}.get(name.rpartition("_")[2], "")
        raise UsageError(f"{name} must lie between {low:g} and {high:g}{unit} for a clam, got {value}.")


def _check_place(name: str, value: str) -> None:
    valid = get_args(TopHand if name == "top_hand" else HeadSupport)
    if value not in valid:
        raise UsageError(f'{name} must be one of {", ".join(valid)}, got "{value}".')
