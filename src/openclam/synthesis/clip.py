"""A set, rendered: an mp4 and, beside it, what is true of every picture of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from openclam.errors import OutputError, UsageError
from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Clam, Posed
from openclam.synthesis.frames import Array
from openclam.synthesis.motion import SetPlan, frame_times
from openclam.synthesis.parts import eyes_middle, surface_shares
from openclam.synthesis.render import Picture, Renderer, Scene
from openclam.synthesis.truth import JOINTS, measure_set, rep_table

SCHEMA = "openclam/truth/1"


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """A clip: the set, the scene, pictures a second, and the quality of the video (x264's crf)."""

    movement: SetPlan
    scene: Scene = field(default_factory=Scene)
    fps: float = 30.0
    crf: int = 23

    def __post_init__(self) -> None:
        if not 1.0 <= self.fps <= 120.0:
            raise UsageError(f"fps must lie between 1 and 120, got {self.fps}.")
        if self.scene.width % 2 or self.scene.height % 2:
            raise UsageError(
                f"width and height must be even for yuv420p video, got {self.scene.width}x{self.scene.height}."
            )


def write_clip(body: BodyMesh, plan: ClipPlan, path: Path, progress: Callable[[float], None] | None = None) -> Path:
    """Render `plan` to `path` (.mp4) and its truth to `path` with the suffix `.truth.json`.

    Files get their names only once they are whole. `progress` hears the share done, 0 to 1.

    Returns:
        The path of the truth file.

    Raises:
        OutputError: the folder cannot be written.
        UsageError: the extra `synth` is not installed.
    """
    clam = Clam(body.skeleton, plan.movement.hip_flexion_deg, plan.movement.knee_flexion_deg)
    times = frame_times(plan.movement.length_s, plan.fps)
    truth_path = path.with_suffix(".truth.json")
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Renderer(body, plan.scene) as renderer:
            pictures = _pictures(renderer, clam, plan, times, progress)
            _encode(pictures, partial, plan)
        truth_path.write_text(json.dumps(truth_of(body, plan)) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise OutputError(
            f"expected to write {path} and {truth_path.name}, but that failed ({error}). Choose another folder."
        ) from error
    finally:
        if partial.exists():  # false, not an error, where the folder itself could not be made
            partial.unlink()
    return truth_path


def _pictures(
    renderer: Renderer, clam: Clam, plan: ClipPlan, times: Array, progress: Callable[[float], None] | None
) -> Iterator[Picture]:
    for row, time in enumerate(times):
        yield renderer.draw(clam.pose(plan.movement.pose_at(float(time))))
        if progress is not None:
            progress((row + 1) / len(times))


def _encode(pictures: Iterator[Picture], path: Path, plan: ClipPlan) -> None:
    rate = Fraction(plan.fps).limit_denominator(1001)
    options = {"crf": str(plan.crf), "preset": "slow", "tune": "animation", "movflags": "+faststart"}
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = plan.scene.width, plan.scene.height, "yuv420p"
        stream.codec_context.thread_count = 1  # the same bytes on every machine
        for row, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = row, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def truth_of(body: BodyMesh, plan: ClipPlan) -> dict[str, Any]:
    """The truth document of a clip (`"schema": "openclam/truth/1"`); needs no renderer."""
    movement, scene = plan.movement, plan.scene
    clam = Clam(body.skeleton, movement.hip_flexion_deg, movement.knee_flexion_deg)
    times = frame_times(movement.length_s, plan.fps)
    curves = measure_set(clam, movement, times)
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
        "body": {"height_cm": round(body.height_cm, 1), "sex": body.sex},
        "band": None if scene.band is None else {"colour": list(scene.band.colour)},
        "frames": {
            "time_s": np.round(times, 4).tolist(),
            **{name: (np.round(curve, 2) + 0.0).tolist() for name, curve in curves.items()},
        },
        "joints_px": _joints_px(body, clam, plan, times),
        "reps": rep_table(clam, movement),
    }


def _joints_px(body: BodyMesh, clam: Clam, plan: ClipPlan, times: Array) -> dict[str, list[list[float]]]:
    """Where every named joint centre lies in every picture, pixels to a tenth."""
    ears = _Ears(body)
    tracks: dict[str, list[list[float]]] = {}
    for time in times:
        posed = clam.pose(plan.movement.pose_at(float(time)))
        points = joint_centres(posed) | ears.of(posed)
        names, centres = list(points), np.array(list(points.values()))
        if plan.scene.mirrored:
            names = [_swapped(name) for name in names]
            centres = centres * np.array([1.0, -1.0, 1.0])
        size = (plan.scene.width, plan.scene.height)
        for name, pixel in zip(names, plan.scene.camera.project(centres, *size, plan.scene.mirrored), strict=True):
            tracks.setdefault(name, []).append([round(float(pixel[0]), 1), round(float(pixel[1]), 1)])
    return tracks


def joint_centres(posed: Posed) -> dict[str, Array]:
    """Joint centres (3,) in the room by name, such as `left_hip`, metres."""
    return {
        f"{side}_{joint}": posed.head(f"{bone}.{side[0].upper()}")
        for side in ("left", "right")
        for joint, bone in JOINTS.items()
    }


def _swapped(name: str) -> str:
    side, joint = name.split("_", 1)
    return f"{'right' if side == 'left' else 'left'}_{joint}"


class _Ears:
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
