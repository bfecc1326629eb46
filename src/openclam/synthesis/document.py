"""What is true of a clip, as files: the truth document (JSON) and the same frame by frame as arrays."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Clam, Posed
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.frames import Array
from openclam.synthesis.motion import frame_times
from openclam.synthesis.parts import eyes_middle, surface_shares
from openclam.synthesis.reptruth import rep_table, set_clean_range_deg, start_faults
from openclam.synthesis.truth import ABSOLUTE, TRUE_MEASURES, joint_centres, measure

SCHEMA = "openclam/truth/1"


class ClipTruth:
    """Every posture of a clip, and what follows from it; needs no renderer.

    Raises:
        UsageError: the plan asks for a posture that the body cannot take.
    """

    def __init__(self, body: BodyMesh, plan: ClipPlan) -> None:
        self._body, self._plan = body, plan
        self._clam = Clam(body.skeleton, plan.movement.start)
        self._times = frame_times(plan.movement.length_s, plan.fps)
        self.poses: list[Posed] = [self._clam.pose(plan.movement.pose_at(float(time))) for time in self._times]
        rows = [measure(posed, self._clam.closed) for posed in self.poses]
        self._curves = {name: np.array([row[name] for row in rows]) for name in (*TRUE_MEASURES, *ABSOLUTE)}
        self._names, self._centres = self._joints()

    def document(self) -> dict[str, Any]:
        """The truth document (`"schema": "openclam/truth/1"`)."""
        plan, movement, scene = self._plan, self._plan.movement, self._plan.scene
        reps = rep_table(self._clam, movement)
        return {
            "schema": SCHEMA,
            "fps": plan.fps,
            "width": scene.width,
            "height": scene.height,
            "moving_leg": "right" if scene.mirrored else "left",
            "seed": movement.seed,
            "camera": {
                "azimuth_deg": scene.camera.azimuth_deg,
                "elevation_deg": scene.camera.elevation_deg,
                "distance_m": scene.camera.distance_m,
                "fov_deg": scene.camera.fov_deg,
            },
            "body": {"height_cm": round(self._body.height_cm, 1), "sex": self._body.sex},
            "band": None if scene.band is None else {"colour": list(scene.band.colour)},
            "start": asdict(movement.start),
            "start_faults": start_faults(self._clam),
            "ready_s": round(movement.ready_s, 3),
            "clean_range_deg": set_clean_range_deg(reps),
            "frames": {
                "time_s": np.round(self._times, 4).tolist(),
                **{name: (np.round(curve, 2) + 0.0).tolist() for name, curve in self._curves.items()},
            },
            "joints_px": {
                name: np.round(track, 1).tolist()
                for name, track in zip(self._names, self._pixels().transpose(1, 0, 2), strict=True)
            },
            "reps": reps,
        }

    def arrays(self) -> dict[str, Any]:
        """The same frame by frame, unrounded, for an .npz file.

        `time_s` and every measure (n,); `joint_names` (j,), `joints_m` (n, j, 3) in the room, `joints_px`
        (n, j, 2); `pelvis` and `thorax` (n, 3, 3), segment frames as columns in the room. All of it is of
        the side that the clip shows.
        """
        shown = [self._shown(posed) for posed in self.poses]
        return {
            "time_s": self._times,
            **self._curves,
            "joint_names": np.array(self._names),
            "joints_m": self._centres,
            "joints_px": self._pixels(),
            "pelvis": np.array([posed.pelvis for posed in shown]),
            "thorax": np.array([posed.thorax for posed in shown]),
        }

    def _shown(self, posed: Posed) -> Posed:
        return posed.mirrored if self._plan.scene.mirrored else posed

    def _joints(self) -> tuple[list[str], Array]:
        """Names and centres (n, j, 3) of all joints and ears, on the side that the clip shows."""
        ears = EarPoints(self._body)
        points = [joint_centres(posed) | ears.of(posed) for posed in self.poses]
        names = list(points[0])
        centres = np.array([list(row.values()) for row in points])
        if not self._plan.scene.mirrored:
            return names, centres
        return [_swapped(name) for name in names], centres * np.array([1.0, -1.0, 1.0])

    def _pixels(self) -> Array:
        """Where every joint centre lies in every picture (n, j, 2), pixels."""
        scene = self._plan.scene
        count, joints, _ = self._centres.shape
        flat = scene.camera.project(self._centres.reshape(-1, 3), scene.width, scene.height, scene.mirrored)
        return flat.reshape(count, joints, 2)


def _swapped(name: str) -> str:
    side, joint = name.split("_", 1)
    return f"{'right' if side == 'left' else 'left'}_{joint}"


class EarPoints:
    """The outermost part of the head on either side, level with the back of the eyes: the ears."""

    def __init__(self, body: BodyMesh) -> None:
        surface = surface_shares(body)
        away = surface.points - eyes_middle(body)
        near = (surface.head > 0.5) & (np.abs(away[:, 1]) < 0.05) & (away[:, 0] < -0.04)
        head = body.skeleton.head("head")
        self._at_rest = {}
        for name, outward in (("left_ear", -away[:, 2]), ("right_ear", away[:, 2])):
            reach = np.where(near, outward, -np.inf)
            self._at_rest[name] = surface.points[reach > reach.max() - 0.012].mean(axis=0) - head

    def of(self, posed: Posed) -> dict[str, Array]:
        """Ear centres (3,) in the room by name, metres."""
        row = posed.names.index("head")
        return {name: posed.heads[row] + posed.rotations[row] @ point for name, point in self._at_rest.items()}
