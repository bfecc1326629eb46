"""A set, rendered: an mp4 and, beside it, what is true of every picture of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from openclam.errors import OutputError
from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Posed
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.document import ClipTruth
from openclam.synthesis.picture import Picture
from openclam.synthesis.render import Renderer


def write_clip(
    body: BodyMesh,
    plan: ClipPlan,
    path: Path,
    progress: Callable[[float], None] | None = None,
    *,
    arrays: bool = False,
) -> Path:
    """Render `plan` to `path` (.mp4) and its truth to `path` with the suffix `.truth.json`.

    Files get their names only once they are whole. `progress` hears the share done, 0 to 1. With `arrays`
    the truth of every frame is also written as arrays, to `path` with the suffix `.truth.npz`.

    Returns:
        The path of the truth file.

    Raises:
        OutputError: the folder cannot be written.
        UsageError: the extra `synth` is not installed, or the plan asks for a posture that the body cannot take.
    """
    truth = ClipTruth(body, plan)
    truth_path = path.with_suffix(".truth.json")
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Renderer(body, plan.scene) as renderer:
            _encode(_pictures(renderer, truth.poses, progress), partial, plan)
        if arrays:
            np.savez_compressed(path.with_suffix(".truth.npz"), **truth.arrays())
        truth_path.write_text(json.dumps(truth.document()) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise OutputError(
            f"expected to write {path} and {truth_path.name}, but that failed ({error}). Choose another folder."
        ) from error
    finally:
        if partial.exists():  # false, not an error, where the folder itself could not be made
            partial.unlink()
    return truth_path


def _pictures(renderer: Renderer, poses: list[Posed], progress: Callable[[float], None] | None) -> Iterator[Picture]:
    for row, posed in enumerate(poses):
        yield renderer.draw(posed)
        if progress is not None:
            progress((row + 1) / len(poses))


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
