"""What is true of every rep of a rendered set: times, peaks, which of them count, which lines they break.

The definitions of `openclam.exercise.definitions` and the limits of the exercise file, read off exact curves. No number
of the program that finds reps is used, so that tuning it cannot move the truth.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from openclam.exercise import Exercise, load_exercise
from openclam.exercise.definitions import CLEAN_ROLL_DEG, STILL_DEG_S, are_reps, is_low, top_margin_deg
from openclam.synthesis.clam import Clam
from openclam.synthesis.frames import Array
from openclam.synthesis.motion import SetPlan
from openclam.synthesis.truth import measure, measure_set

Rows = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

_STEP_S = 0.002
"""Step of the curve on which a rep's times are read."""

_AFTER_S = 0.6
"""How much of the rest after a rep belongs to its curve."""

_TOUCHING_CM = 0.5
"""Knees with less air than this between them are closed (I8)."""


@dataclass(frozen=True, slots=True)
class TrueRepTimes:
    """When a rep starts, is at its top, leaves it and ends, seconds; and its peak opening, degrees."""

    start_s: float
    top_s: float
    top_end_s: float
    end_s: float
    opening_deg: float


def rep_times(times_s: Array, opening_deg: Array) -> TrueRepTimes:
    """The times of one rep by the design's definitions, read off its opening curve.

    The top is where the opening is at least its peak less max(3 degrees, 10 % of the excursion). Start
    and end are the nearest moments outside the top that are slower than 5 degrees a second.
    """
    peak, excursion = float(opening_deg.max()), float(np.ptp(opening_deg))
    top = np.flatnonzero(opening_deg >= peak - top_margin_deg(excursion))
    still = (np.abs(np.gradient(opening_deg, times_s)) < STILL_DEG_S) & _is_low(opening_deg, top)
    before, after = np.flatnonzero(still[: top[0]]), np.flatnonzero(still[top[-1] + 1 :])
    first = int(before[-1]) if len(before) else 0
    last = int(top[-1] + 1 + after[0]) if len(after) else len(times_s) - 1
    start_s, top_s, top_end_s, end_s = (float(times_s[row]) for row in (first, top[0], top[-1], last))
    return TrueRepTimes(start_s, top_s, top_end_s, end_s, peak)


def _is_low(opening_deg: Array, top: Rows) -> Mask:
    """Where the leg has hardly risen, or is all but back: a jerky leg may stop for a moment on its way."""
    before, after = opening_deg[: top[0]], opening_deg[top[-1] + 1 :]
    low = np.zeros(len(opening_deg), bool)
    for part, place in ((before, slice(0, len(before))), (after, slice(len(opening_deg) - len(after), None))):
        if len(part):
            rest = part.min()
            low[place] = [is_low(at - rest, opening_deg.max() - rest) for at in part]
    return low


def rep_table(clam: Clam, plan: SetPlan) -> list[dict[str, Any]]:
    """One row a rep, as a truth file holds it: times, peaks, whether it counts, and the faults of one that does.

    A rep that the recording does not hold from start to end does not count.
    """
    rows = []
    parts = zip(plan.rep_starts_s, plan.reps, plan.sets, strict=True)
    for number, (start, rep, of_set) in enumerate(parts, start=1):
        times = np.arange(start - 0.1, start + rep.moving_s + min(rep.rest_s, _AFTER_S), _STEP_S)
        rows.append({"number": number, "set": of_set, **_row(clam, plan, times)})
    for row, is_rep in zip(rows, are_reps([row["excursion_deg"] for row in rows]), strict=True):
        row["counts"] = is_rep and row["start_s"] >= 0.0 and row["end_s"] <= plan.length_s
    clean_range = set_clean_range_deg(rows)
    for row in rows:
        beyond = {"beyond_clean_range_deg": row["opening_deg"] - clean_range}
        row["faults"] = faults(row | beyond) if row["counts"] else []
    return rows


def set_clean_range_deg(rows: list[dict[str, Any]]) -> float:
    """The largest opening with a still pelvis of any rep that counts, degrees; 0 where there is none."""
    return max((row["clean_range_deg"] for row in rows if row["counts"]), default=0.0)


def _row(clam: Clam, plan: SetPlan, times: Array) -> dict[str, Any]:
    opening = np.array([plan.pose_at(float(time)).opening_deg for time in times])
    speed = np.gradient(opening, times)
    found = rep_times(times, opening)
    curves = measure_set(clam, plan, times[::20])
    rising = (times[::20] <= found.top_end_s) & (curves["pelvic_roll_deg"] <= CLEAN_ROLL_DEG)
    rested = float(opening[np.searchsorted(times, found.start_s)])
    return {
        "start_s": round(found.start_s, 3),
        "top_s": round(found.top_s, 3),
        "top_end_s": round(found.top_end_s, 3),
        "end_s": round(found.end_s, 3),
        **{name: round(_peak(name, curve), 2) for name, curve in curves.items()},
        "opening_deg": round(found.opening_deg, 2),
        "excursion_deg": round(found.opening_deg - rested, 2),
        "clean_range_deg": round(float(curves["opening_deg"][rising].max(initial=0.0)), 2),
        "up_s": round(found.top_s - found.start_s, 3),
        "hold_s": round(found.top_end_s - found.top_s, 3),
        "down_s": round(found.end_s - found.top_end_s, 3),
        "peak_speed_deg_s": round(float(np.abs(speed).max()), 1),
        "peak_closing_speed_deg_s": round(float(-speed.min()), 1),
        "least_knee_air_cm": round(float(curves["knees_apart_cm"].min()) - _touching_cm(clam), 2),
    }


def _touching_cm(clam: Clam) -> float:
    """Distance of the knee centres at which the knees touch, cm."""
    return 200.0 * clam.skeleton.clearance_m["knee"]


def _peak(name: str, curve: Array) -> float:
    """Largest value, or the one furthest from zero where both directions count."""
    either_way = name in ("pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg")
    return float(curve[(np.abs(curve) if either_way else curve).argmax()]) + 0.0


def faults(rep: dict[str, Any]) -> list[str]:
    """Codes of the page's lines that a rep clearly breaks, by the limits of the exercise file.

    I7 is a leg that is let go, faster than any limit of a swing allows; I8 knees that close.
    """
    broken = {
        "N1": _breaks("pelvis-does-not-roll", rep["pelvic_roll_deg"]),
        "N2": _breaks("foot-stays-down", rep["feet_gap_cm"]),
        "N3": _breaks("controlled-opening", rep["up_s"]) or _breaks("controlled-return", rep["down_s"]),
        "N4": _breaks("pelvis-does-not-tilt", abs(rep["pelvic_tilt_deg"])),
        "N5": _breaks("only-upper-leg-moves", abs(rep["trunk_rotation_deg"]))
        or _breaks("torso-does-not-compensate", abs(rep["trunk_lean_deg"])),
        "N6": _breaks("within-capacity", rep["beyond_clean_range_deg"]),
        "I6": _breaks("brief-hold", rep["hold_s"]),
        "I7": _breaks("no-momentum", rep["peak_closing_speed_deg_s"]),
        "I8": rep["least_knee_air_cm"] < _TOUCHING_CM,
    }
    return [code for code, is_broken in broken.items() if is_broken]


def start_faults(clam: Clam) -> list[str]:
    """Codes of the page's starting lines that the closed position clearly breaks, by the same limits.

    S1 (the band) is not a matter of posture. A head on the hand of the propped lower arm is supported
    (S7); a hand on the belly is neither right nor clearly wrong (S8).
    """
    found = measure(clam.closed, clam.closed)
    broken = {
        "S2": _breaks("lies-on-side", found["side_lying_deg"]),
        "S3": _breaks("hips-bent", found["hip_flexion_deg"]),
        "S4": _breaks("knees-bent", found["knee_flexion_deg"]),
        "S5": _breaks("feet-stacked", found["feet_distance_cm"]),
        "S6": _breaks("pelvis-neutral-at-start", found["side_lying_deg"]),
        "S7": clam.start.head_support in ("pillow", "none"),
        "S8": clam.start.top_hand in ("hip", "thigh", "behind"),
    }
    return [code for code, is_broken in broken.items() if is_broken]


def _breaks(statement: str, value: float) -> bool:
    """Whether a true value lies beyond the limit of *not met* that the page sets for a statement."""
    limits = _page().statement(statement).limits
    return limits is not None and any(
        side is not None and beyond(value, side.not_met)
        for side, beyond in ((limits.low, operator.lt), (limits.high, operator.gt))
    )


@cache
def _page() -> Exercise:
    return load_exercise()
