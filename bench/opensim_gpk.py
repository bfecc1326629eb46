"""GPK_generic.osim in OpenSim: placed in a posture, and asked for its moment arms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bench import opensim_side as side
from bench.opensim_side import Array, Hip

NAMES = {
    "quad_fem": "quadratus_femoris",
    "pect": "pectineus",
    "gemelli_sup": "gemellus_superior",
    "gemelli_inf": "gemellus_inferior",
    **{f"obt_{kind}{i}": f"obturator_{kind}_{i}" for kind in ("internus", "externus") for i in (1, 2, 3)},
}

ORIGINAL = {ours: short for short, ours in NAMES.items()}
"""From our name of a muscle to the model's, without its side; those not named are called the same."""


class Gpk:
    """GPK at a posture of the hip, the knee bent to a right angle unless told."""

    def __init__(self) -> None:
        self.model = side.gpk()
        self.state = self.model.initSystem()

    def place(self, hip: Hip, knee_deg: float = 90.0) -> None:
        """Set hip flexion, adduction, rotation (radians) and the knee (GPK counts its bending negative)."""
        coordinates = self.model.getCoordinateSet()
        for name, value in zip(side.HIP, hip, strict=True):
            coordinates.get(name).setValue(self.state, value, False)
        coordinates.get("knee_angle_r").setValue(self.state, -math.radians(knee_deg), False)
        self.model.assemble(self.state)
        self.model.realizePosition(self.state)

    def origin_in_femur(self, body: str) -> Array:
        """Origin (3,) of a body's frame in the femur's."""
        bodies = self.model.getBodySet()
        return side.vector(bodies.get(body).findTransformBetween(self.state, bodies.get("femur_r")).p())

    def arms(self, muscle: Any) -> Array:
        """OpenSim's moment arms (3,) of a muscle for flexion, adduction, rotation, in metres."""
        coordinates = self.model.getCoordinateSet()
        return np.array([muscle.computeMomentArm(self.state, coordinates.get(name)) for name in side.HIP])
