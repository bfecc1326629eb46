"""A lean OpenSim leg for the comparison: GPK's bones and muscle paths, without what would only slow OpenSim down.

The other leg, the trunk and the coupled coordinates of GPK's knee are left out, so that the time measured beside ours
is OpenSim's best. Masses and strengths are handed in, which makes the assumptions the same. The knee is fixed, or a pin
at the bend in question, with the ankle another: as many joint angles as our own leg has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench import opensim_side as side
from bench.opensim_gpk import NAMES, Gpk
from bench.opensim_optimise import Optimised, add_reserves, optimise
from bench.opensim_side import Array, Hip

PARENTS = {
    "tibia_r": "femur_r",
    "patella_r": "femur_r",
    "talus_r": "tibia_r",
    "calcn_r": "talus_r",
    "toes_r": "calcn_r",
}
"""What each bone below the femur hangs on."""

PINS = {"tibia_r": "knee_angle_r", "talus_r": "ankle_angle_r"}


@dataclass(frozen=True, slots=True)
class Part:
    """A rigid part of the leg: mass (kg), mass centre (3,) m and principal inertia (3,) kg·m², in its bone's frame."""

    bone: str
    mass: float
    centre: Array
    inertia: Array


@dataclass(frozen=True, slots=True)
class Push:
    """A constant force (3,) N in the pelvis frame at a point (3,) m of the femur."""

    force: Array
    point: Array


class OpenSimLeg:
    """The leg as an OpenSim model.

    Args:
        parts: masses of femur_r, tibia_r and calcn_r.
        gravity: (3,) m/s² in the pelvis frame, as the pelvis lies.
        push: the band, or None.
        strengths: maximal isometric force (N) by our muscle names; muscles that are not named are left out. None: no
            muscles.
        knee_deg: bend of the knee, fixed, or where its pin has its zero.
        pins: whether knee and ankle can turn.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        gravity: Array,
        push: Push | None = None,
        strengths: dict[str, float] | None = None,
        knee_deg: float = 90.0,
        *,
        pins: bool = False,
    ) -> None:
        osim = self._osim = side.opensim()
        self._gpk = Gpk()
        self._gpk.place((0.0, 0.0, 0.0), knee_deg)
        self.model = osim.Model()
        self.model.setName("clam_leg")
        self.model.setGravity(_vec(osim, gravity))
        self._bones(parts)
        self._hip()
        for bone, parent in PARENTS.items():
            self._hang(bone, parent, PINS.get(bone) if pins else None)
        self.coordinates = (*side.HIP, *PINS.values()) if pins else side.HIP
        if push is not None:
            self._push(push)
        if strengths:
            self._muscles(strengths)
            add_reserves(self.model, self.coordinates)
        self.state = self.model.initSystem()

    def _bones(self, parts: Sequence[Part]) -> None:
        osim = self._osim
        by_bone = {part.bone: part for part in parts}
        self._body: dict[str, Any] = {}
        for bone in ("pelvis", "femur_r", *PARENTS):
            part = by_bone.get(bone, Part(bone, 1e-6, np.zeros(3), np.full(3, 1e-9)))
            inertia = osim.Inertia(*[float(v) for v in part.inertia])
            self._body[bone] = osim.Body(bone, part.mass, _vec(osim, part.centre), inertia)
            self.model.addBody(self._body[bone])
        self.model.addJoint(osim.WeldJoint("still", self.model.getGround(), self._body["pelvis"]))

    def _hip(self) -> None:
        osim, zero = self._osim, self._osim.Vec3(0, 0, 0)
        frame = self._gpk.model.getJointSet().get("hip_r").getParentFrame()
        transform = osim.SpatialTransform()
        for number, (name, axis) in enumerate(zip(side.HIP, np.eye(3)[[2, 0, 1]], strict=True), start=1):
            rotation = getattr(transform, f"upd_rotation{number}")()
            rotation.setCoordinateNames(osim.ArrayStr(name, 1))
            rotation.set_axis(_vec(osim, axis))
            rotation.set_function(osim.LinearFunction(1.0, 0.0))
        hip_centre = _vec(osim, side.vector(frame.findTransformInBaseFrame().p()))
        pelvis, femur = self._body["pelvis"], self._body["femur_r"]
        self.model.addJoint(osim.CustomJoint("hip_r", pelvis, hip_centre, zero, femur, zero, zero, transform))

    def _hang(self, bone: str, parent: str, coordinate: str | None) -> None:
        """Join a bone to its parent where GPK has it, stiff or by a pin about its own Z."""
        osim, zero = self._osim, self._osim.Vec3(0, 0, 0)
        at, turned = (_vec(osim, values) for values in self._pose(bone, parent))
        kind = osim.WeldJoint if coordinate is None else osim.PinJoint
        joint = kind(f"hold_{bone}", self._body[parent], at, turned, self._body[bone], zero, zero)
        if coordinate is not None:
            joint.updCoordinate().setName(coordinate)
        self.model.addJoint(joint)

    def _pose(self, bone: str, parent: str) -> tuple[Array, Array]:
        """Where GPK has a bone in another with the knee bent: origin (3,) and body-fixed X-Y-Z angles (3,)."""
        bodies = self._gpk.model.getBodySet()
        found = bodies.get(bone).findTransformBetween(self._gpk.state, bodies.get(parent))
        return side.vector(found.p()), side.vector(found.R().convertRotationToBodyFixedXYZ())

    def _push(self, push: Push) -> None:
        osim = self._osim
        force = osim.PrescribedForce("band", self._body["femur_r"])
        force.setForceFunctions(*[osim.Constant(float(v)) for v in push.force])
        force.setPointFunctions(*[osim.Constant(float(v)) for v in push.point])
        force.setForceIsInGlobalFrame(True)
        force.setPointIsInGlobalFrame(False)
        self.model.addForce(force)

    def _muscles(self, strengths: dict[str, float]) -> None:
        osim = self._osim
        self.muscles: list[str] = []
        source = self._gpk.model.getMuscles()
        for i in range(source.getSize()):
            old = source.get(i)
            if not old.getName().endswith("_r"):
                continue
            short = old.getName().removesuffix("_r")
            name = NAMES.get(short, short)
            if name not in strengths:
                continue
            new = osim.Millard2012EquilibriumMuscle(
                name, strengths[name], old.getOptimalFiberLength(), old.getTendonSlackLength(), 0.0
            )
            new.setMinimumActivation(0.0)
            new.setMinControl(0.0)
            self.model.addForce(new)
            self._path(old, new)
            self.muscles.append(name)

    def _path(self, old: Any, new: Any) -> None:
        osim = self._osim
        path = old.getGeometryPath()
        for i in range(path.getPathPointSet().getSize()):
            point = osim.PathPoint.safeDownCast(path.getPathPointSet().get(i))
            body = self._body[point.getParentFrame().getName()]
            new.addNewPathPoint(f"{new.getName()}-P{i + 1}", body, point.get_location())
        for i in range(path.getWrapSet().getSize()):
            wrap = path.getWrapSet().get(i)
            surface = wrap.getWrapObject().clone()
            surface.setName(f"{new.getName()}-{surface.getName()}")
            self._body[wrap.getWrapObject().getFrame().getName()].addWrapObject(surface)
            new.updGeometryPath().addPathWrap(surface)
            made = new.updGeometryPath().updWrapSet().get(i)
            for index in (0, 1):
                made.set_range(index, wrap.get_range(index))

    def place(self, hip: Hip) -> None:
        """Bring the leg into a posture."""
        coordinates = self.model.getCoordinateSet()
        for name, value in zip(side.HIP, hip, strict=True):
            coordinates.get(name).setValue(self.state, value, False)
        self.model.realizeDynamics(self.state)

    def moments(self, hip: Hip) -> Array:
        """Hip moments (3,) N·m about flexion, adduction, rotation that hold the leg: OpenSim's inverse dynamics."""
        self.place(hip)
        solver = self._osim.InverseDynamicsSolver(self.model)
        still = self._osim.Vector(self.state.getNU(), 0.0)
        found = solver.solve(self.state, still)
        return np.array([found.get(i) for i in range(found.size())])

    def at_rest(self, hips: Sequence[Hip]) -> tuple[Array, list[str]]:
        """OpenSim's static optimisation in each of some postures held still: activations (postures, columns), names."""
        found = []
        for hip in hips:
            run = self.static_optimisation([hip] * 8)
            found.append(run.activation[4])
        return np.array(found), run.names

    def static_optimisation(self, hips: Sequence[Hip]) -> Optimised:
        """OpenSim's own StaticOptimization over a slow motion of the hip; pinned joints stay at their zero."""
        angles = {name: np.zeros(len(hips)) for name in self.coordinates}
        angles |= dict(zip(side.HIP, np.array(hips).T, strict=True))
        return optimise(self.model, angles)


def _vec(osim: Any, values: Array) -> Any:
    return osim.Vec3(*[float(v) for v in values])
