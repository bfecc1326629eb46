"""A set as OpenSim's files: angles and joint centres of the recording, moments and activations of its reps."""

from __future__ import annotations

import numpy as np

from openclam.assessment.model import Assessment
from openclam.kinematics import Quantity
from openclam.kinetics.loads import Loads
from openclam.kinetics.posture import HipPosture
from openclam.kinetics.set_loads import SetLoads
from openclam.report.opensim.body import (
    PELVIS_MARKER,
    joint_angles,
    joint_centres,
    joint_moments,
    marker,
    muscle_activations,
    side_lying_pelvis,
)
from openclam.report.opensim.curves import Array, Curves
from openclam.report.opensim.files import opensim_files

_LEAST_ROWS = 2
_ANGLES = (Quantity.HIP_FLEXION, Quantity.HIP_ABDUCTION, Quantity.HIP_EXTERNAL_ROTATION, Quantity.KNEE_FLEXION)


def export(assessment: Assessment) -> dict[str, str]:
    """The files by name; none where nothing was measured.

    Angles need no more than the camera; joint centres, moments and activations come with the loads.
    """
    series, side = assessment.series, assessment.moving_leg
    if len(series.time_s) < _LEAST_ROWS or not np.isfinite(series.quantities[:, Quantity.PELVIC_TILT]).any():
        return {}
    value = series.quantities.T.astype(np.float64)
    tilt = value[Quantity.PELVIC_TILT]
    # Since the first frame that shows the body: it need not be the first of all.
    tilt = tilt - tilt[np.isfinite(tilt)][0]
    pelvis = side_lying_pelvis(side, value[Quantity.PELVIC_ROLL], tilt)
    angles = joint_angles(
        side,
        series.time_s,
        hip_flexion_deg=value[Quantity.HIP_FLEXION],
        hip_abduction_deg=value[Quantity.HIP_ABDUCTION],
        hip_external_rotation_deg=value[Quantity.HIP_EXTERNAL_ROTATION],
        knee_flexion_deg=value[Quantity.KNEE_FLEXION],
        pelvis=pelvis,
    )
    if assessment.loads is None:
        return opensim_files(angles=angles)
    points = _points(assessment.loads.loads, value.T, mirrored=side == "left")
    named = {marker(side, "hip"): points[0], marker(side, "knee"): points[1], marker(side, "ankle"): points[2]}
    origin = np.where(np.isfinite(points[0]), 0.0, np.nan)
    moments, activations = _loads(assessment, assessment.loads)
    return opensim_files(
        angles=angles,
        centres=joint_centres(series.time_s, pelvis, {PELVIS_MARKER: origin, **named}),
        moments=moments,
        activations=activations,
    )


def _points(loads: Loads, value: Array, *, mirrored: bool) -> Array:
    """Centres of hip, knee and ankle (3, n, 3), m, in the person's pelvis frame, of the angles in `angles.mot`.

    NaN where the leg was not measured.
    """
    points = np.full((3, len(value), 3), np.nan)
    for row, values in enumerate(value):
        flexion, abduction, rotation, knee = (float(values[quantity]) for quantity in _ANGLES)
        if np.isfinite([flexion, abduction, rotation, knee]).all():
            leg = loads.place(HipPosture(flexion, abduction, rotation, knee))
            points[:, row] = [leg.place_of(body) for body in ("femur_r", "tibia_r", "talus_r")]
    return points * np.array([1.0, 1.0, -1.0]) if mirrored else points


def _loads(assessment: Assessment, found: SetLoads) -> tuple[Curves, Curves]:
    """Moments and activations on the recording's clock; NaN between the reps."""
    time_s, side = assessment.series.time_s, assessment.moving_leg
    muscles = found.loads.muscles()
    moment = np.full((len(time_s), 4), np.nan)
    activation = np.full((len(time_s), len(muscles)), np.nan)
    for rep in found.reps:
        rows = np.searchsorted(time_s, rep.time_s)
        moment[rows] = [(*load.hip_moment_nm, load.knee_moment_nm) for load in rep.loads]
        activation[rows] = [load.activation for load in rep.loads]
    flexion, abduction, rotation, knee = moment.T
    return (
        joint_moments(
            side,
            time_s,
            hip_flexion_nm=flexion,
            hip_abduction_nm=abduction,
            hip_external_rotation_nm=rotation,
            knee_flexion_nm=knee,
        ),
        muscle_activations(side, time_s, muscles, activation),
    )
