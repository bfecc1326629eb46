"""The measures of a rep and of the start position, each with its standard deviation.

A peak is the largest value that lasts `SUSTAINED_S`: one bad picture is no fault. Errors of one
recording are alike from picture to picture (the same body, clothes and camera), so a mean over many
pictures is no surer than one of them, and the standard deviations are not divided by their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from openclam.assessment.closed import Closed
from openclam.assessment.model import Measured
from openclam.assessment.reps import RepSpan
from openclam.kinematics import Posture, Quantity
from openclam.kinematics.posture import Values

SUSTAINED_S = 0.3
CLEAN_ROLL_DEG = 5.0
"""Roll up to which the range is called clean (definition of `clean_range_deg`)."""

PHASE_SD_S = (0.10, 0.12)
SPEED_SD_SHARE = (0.15, 0.40)
"""Errors of times (s) and of the peak speed (share of it) against rendered people (`python -m
bench.angles`): from the front, and what a camera at a right angle to that adds."""

_ROLL_ERRORS = tuple(NormalDist().inv_cdf((i + 0.5) / 15) for i in range(15))

NOTHING = Measured()


@dataclass(frozen=True, slots=True)
class _Curves:
    """One rep's quantities (n, COUNT) less the closed position, and their sd."""

    time_s: Values
    value: Values
    sd: Values

    def of(self, quantity: Quantity) -> Values:
        return np.asarray(self.value[:, quantity])


def measure_rep(span: RepSpan, closed: Closed) -> dict[str, Measured]:
    """Every rep measure of `openclam.exercise.measures` that one rep alone can give.

    `beyond_clean_range_deg` and `opening_of_clean_pct` need the whole set: see `against_clean_range`.
    """
    curves = _Curves(
        np.array([posture.time_s for posture in span.postures]),
        np.stack([posture.value for posture in span.postures]) - closed.value,
        np.stack([posture.sd for posture in span.postures]),
    )
    absolute = curves.value + closed.value
    top, time_sd = slice(span.top, span.top_end + 1), _from_view(span, PHASE_SD_S)
    measures = {
        "opening_deg": _largest(curves, Quantity.OPENING),
        "pelvic_roll_deg": _largest(curves, Quantity.PELVIC_ROLL),
        "pelvic_tilt_deg": _largest(curves, Quantity.PELVIC_TILT, signed=False),
        "trunk_rotation_deg": _largest(curves, Quantity.TRUNK_ROTATION, signed=False),
        "trunk_lean_deg": _largest(curves, Quantity.TRUNK_LEAN, signed=False),
        "feet_gap_cm": _largest(curves, Quantity.FEET_DISTANCE),
        "clean_range_deg": _clean_range(curves, span.top),
        "hip_external_rotation_deg": _mean(absolute, curves.sd, top, Quantity.HIP_EXTERNAL_ROTATION),
        "hip_abduction_deg": _mean(absolute, curves.sd, top, Quantity.HIP_ABDUCTION),
        "up_s": Measured(value=span.top_s - span.start_s, sd=time_sd),
        "hold_s": Measured(value=span.top_end_s - span.top_s, sd=time_sd),
        "down_s": Measured(value=span.end_s - span.top_end_s, sd=time_sd),
    }
    speed = float(np.nanmax(np.abs([posture.speed[Quantity.OPENING] for posture in span.postures])))
    measures["peak_speed_deg_s"] = Measured(value=speed, sd=speed * _from_view(span, SPEED_SD_SHARE))
    measures["band_seen"] = _band(span.postures)
    return measures


def _from_view(span: RepSpan, front_and_more: tuple[float, float]) -> float:
    """A standard deviation that grows with the camera's angle from the frontal."""
    azimuths = [posture.view.azimuth_deg for posture in span.postures if posture.view is not None]
    front, more = front_and_more
    return front + more * abs(float(np.sin(np.radians(np.median(azimuths))))) if azimuths else front + more


def measure_start(closed: Closed) -> dict[str, Measured]:
    """Every start measure of `openclam.exercise.measures` but the band, which `band_over_set` looks for."""
    quantities = {
        "side_lying_deg": Quantity.SIDE_LYING,
        "hip_flexion_deg": Quantity.HIP_FLEXION,
        "knee_flexion_deg": Quantity.KNEE_FLEXION,
        "feet_distance_cm": Quantity.FEET_DISTANCE,
        "head_to_arm_cm": Quantity.HEAD_TO_ARM,
        "top_hand_forward_cm": Quantity.TOP_HAND_FORWARD,
    }
    return {
        name: Measured(value=float(closed.value[quantity]), sd=float(closed.sd[quantity]))
        for name, quantity in quantities.items()
    }


def band_over_set(reps: Sequence[RepSpan]) -> Measured:
    """The chance that a band is on the thighs, over the tops of all reps: closed knees show none."""
    return _band([posture for rep in reps for posture in rep.postures])


def against_clean_range(rep: dict[str, Measured], set_clean: Measured) -> dict[str, Measured]:
    """The two measures that hold a rep's opening against the person's own clean range."""
    opening, opening_sd = rep["opening_deg"].value, rep["opening_deg"].sd
    clean, clean_sd = set_clean.value, set_clean.sd
    if opening is None or opening_sd is None or clean is None or clean_sd is None or clean <= 0:
        return {"beyond_clean_range_deg": NOTHING, "opening_of_clean_pct": NOTHING}
    share = 100 * opening / clean
    return {
        "beyond_clean_range_deg": Measured(value=opening - clean, sd=float(np.hypot(opening_sd, clean_sd))),
        "opening_of_clean_pct": Measured(
            value=share, sd=share * float(np.hypot(opening_sd / max(opening, 1.0), clean_sd / clean))
        ),
    }


def largest_clean_range(reps: Sequence[dict[str, Measured]]) -> Measured:
    """The person's own clean range: the largest of the set's."""
    known = [rep["clean_range_deg"] for rep in reps if rep["clean_range_deg"].value is not None]
    return max(known, key=lambda clean: clean.value or 0.0, default=NOTHING)


def _largest(curves: _Curves, quantity: Quantity, *, signed: bool = True) -> Measured:
    values = curves.of(quantity)
    if np.isnan(values).all():
        return NOTHING
    steady = _sustained(curves.time_s, values)
    at = int(np.nanargmax(steady if signed else np.abs(steady)))
    value = float(steady[at] if signed else abs(steady[at]))
    return Measured(value=value, sd=float(curves.sd[at, quantity]))


def _sustained(time_s: Values, values: Values) -> Values:
    """Running mean over `SUSTAINED_S` centred on each picture, in the pictures' own time."""
    first = np.searchsorted(time_s, time_s - SUSTAINED_S / 2, side="left")
    last = np.searchsorted(time_s, time_s + SUSTAINED_S / 2, side="right")
    seen = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(seen, values, 0.0))])
    number = np.concatenate([[0], np.cumsum(seen)])
    count = number[last] - number[first]
    return np.asarray(np.where(count > 0, (total[last] - total[first]) / np.maximum(count, 1), np.nan))


def _mean(values: Values, sds: Values, rows: slice, quantity: Quantity) -> Measured:
    chosen = values[rows, quantity]
    if np.isnan(chosen).all():
        return NOTHING
    return Measured(value=float(np.nanmean(chosen)), sd=float(np.nanmean(sds[rows, quantity])))


def _clean_range(curves: _Curves, top: int) -> Measured:
    """Largest opening with the roll still clean, on the way up.

    Its sd is taken over what the roll may really have been: where that may have stayed clean to the
    top, the clean range may be as large as the opening.
    """
    opening = _sustained(curves.time_s, curves.of(Quantity.OPENING))[: top + 1]
    roll = _sustained(curves.time_s, curves.of(Quantity.PELVIC_ROLL))[: top + 1]
    sd = curves.sd[: top + 1]
    if not np.isfinite(opening).any():
        return NOTHING
    value = _reached(opening, roll)
    maybe = np.array([_reached(opening, roll + z * sd[:, Quantity.PELVIC_ROLL]) for z in _ROLL_ERRORS])
    spread = float(np.sqrt(np.mean((maybe - value) ** 2)))
    return Measured(value=value, sd=float(np.hypot(np.nanmean(sd[:, Quantity.OPENING]), spread)))


def _reached(opening: Values, roll: Values) -> float:
    clean = opening[roll <= CLEAN_ROLL_DEG]
    return float(np.nanmax(clean)) if np.isfinite(clean).any() else 0.0


def _band(postures: Sequence[Posture]) -> Measured:
    """The chance that a band is on the thighs: the mean of what the pictures showed."""
    seen = [posture.sighting.band for posture in postures if posture.sighting.band is not None]
    return Measured(value=float(np.mean(seen)), sd=0.0) if seen else NOTHING
