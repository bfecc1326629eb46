"""MediaPipe 0.10.21 as the reference, in an environment of its own.

It wants an older NumPy, so it cannot live beside OpenClam; and it is a yardstick, never a part.
`environment()` makes `.bench-env` once; `run` has it go through a clip with a bare loop.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from openclam.pose.weights import weight_path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".bench-env"
PINS = ROOT / "requirements" / "reference.txt"
LOOP = Path(__file__).with_name("reference_loop.py")


@dataclass(frozen=True, slots=True)
class ReferenceRun:
    """`landmarks` (frames, 33, 4): x px, y px, z px, visibility; NaN where nobody was seen."""

    wall_s: float
    loop_s: float
    frames: int
    landmarks: npt.NDArray[np.float64]


def environment() -> Path:
    """The reference's Python; the environment is made when it is not there."""
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / ".ready").exists():
        print("Making the reference environment (.bench-env) ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(PINS)]
        subprocess.run(install, check=True)
        # The package would fetch this file at its first run; ours is the same, by its checksum.
        folder = next(ENVIRONMENT.glob("lib/python*/site-packages/mediapipe/modules/pose_landmark"))
        for model in ("heavy", "lite", "full"):
            shutil.copy(weight_path(model), folder / f"pose_landmark_{model}.tflite")
        (ENVIRONMENT / ".ready").touch()
    return python


def run(clip: Path, out: Path, *, most_frames: int | None = None) -> ReferenceRun:
    """Run the bare loop (*heavy*, no smoothing) over a clip; the landmarks go to `out` (.npy)."""
    command = [str(environment()), str(LOOP), str(clip), str(out), str(most_frames or 0)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    return ReferenceRun(figures["wall_s"], figures["loop_s"], figures["frames"], np.load(out))
