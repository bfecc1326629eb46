"""The vocabulary between the page and the camera: every measure a statement may name.

A measure is a number with a unit, taken from postures. The exercise file names measures;
`assessment/` takes them. Adding one here without taking it there fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["start", "rep"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurable quantity.

    `scope` is what it is taken over: the still start position, or one rep.
    `unit` is as printed: deg, cm, s, deg/s, %, or probability (0 to 1).
    """

    name: str
    unit: str
    scope: Scope
    meaning: str


_ALL = (
    Measure("side_lying_deg", "deg", "start", "angle between the line through both hips and the vertical"),
    Measure("hip_flexion_deg", "deg", "start", "hip flexion of the moving leg"),
    Measure("knee_flexion_deg", "deg", "start", "knee flexion of the moving leg, 0 straight"),
    Measure("feet_distance_cm", "cm", "start", "distance between the ankle centres"),
    Measure("head_to_arm_cm", "cm", "start", "distance from the ear to the nearest point of the lower arm"),
    Measure("top_hand_forward_cm", "cm", "start", "how far the top wrist lies in front of the chest"),
    Measure("start_band_seen", "probability", "start", "chance that a band is on the thighs"),
    Measure("opening_deg", "deg", "rep", "largest opening of the rep"),
    Measure("opening_of_clean_pct", "%", "rep", "largest opening as a share of the person's own clean range"),
    Measure("beyond_clean_range_deg", "deg", "rep", "largest opening less the person's own clean range"),
    Measure("feet_gap_cm", "cm", "rep", "largest feet gap over the rep"),
    Measure("pelvic_roll_deg", "deg", "rep", "largest backward turn of the pelvis over the rep"),
    Measure("pelvic_tilt_deg", "deg", "rep", "largest forward or backward tilt of the pelvis over the rep, unsigned"),
    Measure("trunk_rotation_deg", "deg", "rep", "largest turn of the shoulders against the pelvis, unsigned"),
    Measure("trunk_lean_deg", "deg", "rep", "largest side-bend of the trunk against the pelvis, unsigned"),
    Measure("up_s", "s", "rep", "time from the start of opening to the top"),
    Measure("hold_s", "s", "rep", "time at the top"),
    Measure("down_s", "s", "rep", "time from the top back to rest"),
    Measure("peak_speed_deg_s", "deg/s", "rep", "highest opening or closing speed"),
    Measure("band_elongation_closed_pct", "%", "rep", "stretch of the band where the rep closes, below 0 slack"),
    Measure("band_seen", "probability", "rep", "chance that a band is on the thighs during the rep"),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""Every measure by name."""
