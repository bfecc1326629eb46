"""The measures of a rep and of the start position, each with its standard deviation.

A peak is the largest value that lasts (`sustained`): one bad picture is no fault. Errors of one
recording are alike from picture to picture (the same body, clothes and camera), so a mean over many
pictures is no surer than one of them, and the standard deviations are not divided by their number.
What is counted from the closed position has the standard deviation of a change, the rest that of a value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openclam.assessment.model import Measured
from openclam.kinematics import Quantity
from openclam.kinematics.posture import Values, end_on
from openclam.kinetics.loop import KNEES_READ_TOO_FAR_CM, WornLoop
from openclam.movement.closed import Closed
from openclam.movement.span import RepSpan
from openclam.movement.sustained import sustained
from openclam.movement.track import Track

PHASE_SD_S = (0.12, 0.08)
DOWN_SD_S = (0.17, 0.16)
SPEED_SD_SHARE = (0.15, 0.40)
"""Errors of times (s) and of the peak speed (share of it) against rendered people (development sessions of `python
-m bench.accuracy`): from the front, and what a camera at a right angle to that adds."""

ROLL_UNSEEN_DEG = 1.0
"""By how much the largest roll of a rep is read too low: a pelvis that sways by a few degrees looks still. The median over the
development sessions up to 70° off the front (1.8° with the camera in front, 0.2° obliquely, half as many again in front)."""

HOLD_UNSEEN_S = 0.07
"""By how much a hold is read too short: noise lifts the peak from which the top is counted, and smoothing rounds its corners. The
median over the development sessions (0.07 s with the camera in front, 0.06 s obliquely)."""

NOTHING = Measured()


@dataclass(frozen=True, slots=True)
class Curves:
    """One rep's quantities (n, COUNT) less the closed position, and the sd of that change."""

    time_s: Values
    value: Values
    sd: Values

    @staticmethod
    def of_rep(span: RepSpan, closed: Closed) -> Curves:
        """The curves of a rep, counted from the closed position."""
        return Curves(
            span.postures.time_s,
            span.postures.value - closed.value,
            span.postures.change_sd,
        )

    def of(self, quantity: Quantity) -> Values:
        """One quantity (n,)."""
        return np.asarray(self.value[:, quantity])

    def sustained(self, quantity: Quantity) -> Values:
        """One quantity (n,) as it lasted, see `sustained`."""
        return sustained(self.time_s, self.of(quantity))


def measure_rep(span: RepSpan, closed: Closed) -> dict[str, Measured]:
    """Every rep measure of `openclam.exercise.measures` that one rep alone can give.

    What needs the person's clean range needs the whole set, and stands in `clean_range`; what needs the band's length,
    in `band_at_closing`.
    """
    curves = Curves.of_rep(span, closed)
    top, time_sd = slice(span.top, span.top_end + 1), _from_view(span, PHASE_SD_S)
    measures = {
        "opening_deg": _largest(curves, Quantity.OPENING),
        "pelvic_roll_deg": _roll(curves),
        "pelvic_tilt_deg": _largest(curves, Quantity.PELVIC_TILT, signed=False),
        "trunk_rotation_deg": _largest(curves, Quantity.TRUNK_ROTATION, signed=False),
        "trunk_lean_deg": _largest(curves, Quantity.TRUNK_LEAN, signed=False),
        "feet_gap_cm": _largest(curves, Quantity.FEET_DISTANCE),
        "hip_external_rotation_deg": _mean(span.postures[top], Quantity.HIP_EXTERNAL_ROTATION),
        "hip_abduction_deg": _mean(span.postures[top], Quantity.HIP_ABDUCTION),
        "up_s": Measured(value=span.top_s - span.start_s, sd=time_sd),
        "hold_s": Measured(value=span.top_end_s - span.top_s + HOLD_UNSEEN_S, sd=time_sd),
        "down_s": Measured(value=span.end_s - span.top_end_s, sd=_from_view(span, DOWN_SD_S)),
    }
    speed = float(np.nanmax(np.abs(span.postures.speed[:, Quantity.OPENING])))
    measures["peak_speed_deg_s"] = Measured(value=speed, sd=speed * _from_view(span, SPEED_SD_SHARE))
    measures["band_seen"] = band_seen(span.postures.band)
    return measures


def _roll(curves: Curves) -> Measured:
    """The largest backward roll, and what small rolls are read too low by."""
    read = _largest(curves, Quantity.PELVIC_ROLL)
    return read if read.value is None else read.model_copy(update={"value": read.value + ROLL_UNSEEN_DEG})


def band_at_closing(span: RepSpan, loop: WornLoop | None) -> Measured:
    """How far the band is still stretched where the rep closes, %; the knees' least distance after the top tells it.

    That distance is taken as it is and not as it has changed, since the person may rest with the knees apart.
    """
    if loop is None:
        return NOTHING
    closing = span.postures[span.top_end :]
    apart = sustained(closing.time_s, closing.value[:, Quantity.KNEES_APART])
    if np.isnan(apart).all():
        return NOTHING
    at = int(np.nanargmin(apart))
    knees_cm = float(apart[at]) - KNEES_READ_TOO_FAR_CM
    value, sd = loop.elongation_pct(knees_cm, float(closing.sd[at, Quantity.KNEES_APART]))
    return Measured(value=value, sd=sd)


def _from_view(span: RepSpan, front_and_more: tuple[float, float]) -> float:
    """A standard deviation of a time that grows with the camera's angle from the frontal, end on twice over."""
    azimuths = span.postures.azimuth_deg
    azimuths = azimuths[~np.isnan(azimuths)]
    azimuth_deg = float(np.median(azimuths)) if len(azimuths) else 90.0
    front, more = front_and_more
    return (front + more * abs(math.sin(math.radians(azimuth_deg)))) * end_on(azimuth_deg) ** 2


def measure_start(closed: Closed) -> dict[str, Measured]:
    """Every start measure of `openclam.exercise.measures` but the band, which `band_seen` tells over all reps."""
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


def _largest(curves: Curves, quantity: Quantity, *, signed: bool = True) -> Measured:
    values = curves.of(quantity)
    if np.isnan(values).all():
        return NOTHING
    steady = curves.sustained(quantity)
    at = int(np.nanargmax(steady if signed else np.abs(steady)))
    value = float(steady[at] if signed else abs(steady[at]))
    return Measured(value=value, sd=float(curves.sd[at, quantity]))


def _mean(postures: Track, quantity: Quantity) -> Measured:
    """The mean over `postures` of a quantity as it is, not as it has changed."""
    values, sds = postures.value[:, quantity], postures.sd[:, quantity]
    if np.isnan(values).all():
        return NOTHING
    return Measured(value=float(np.nanmean(values)), sd=float(np.nanmean(sds)))


def band_seen(chances: Values) -> Measured:
    """The chance that a band is on the thighs: the mean of what the pictures of reps showed, for closed knees show none.

    NaN where it was not looked for.
    """
    seen = chances[~np.isnan(chances)]
    return Measured(value=float(np.mean(seen)), sd=0.0) if len(seen) else NOTHING
