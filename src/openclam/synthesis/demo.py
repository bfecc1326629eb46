"""The clip that the package ships: six reps, three of them good.

    python -m openclam.synthesis.demo OUT

writes OUT/clamshell.mp4 and OUT/clamshell.truth.json again, from nothing but this file. It takes some
minutes on two cores and needs `pip install 'openclam[synth]'`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from openclam.errors import OpenClamError, UsageError
from openclam.synthesis.body import Phenotype, build_body
from openclam.synthesis.camera import Camera
from openclam.synthesis.clip import write_clip
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.render import Scene

HEIGHT_CM = 169.0
BODY = Phenotype(gender=1.0, age=0.67, muscle=0.5, weight=0.42, height=0.5, proportions=0.7)

_SLOW = RepPlan(up_s=1.55, hold_s=0.45, down_s=2.8, rest_s=0.2)
"""Reads as 1.2 s up, 1.3 s held and 2.0 s down: the top of a rep takes its share of either way (`rep_times`)."""

REPS = (
    replace(_SLOW, opening_deg=32.0, pelvic_roll_deg=2.0),
    replace(_SLOW, opening_deg=33.0, pelvic_roll_deg=3.0),
    replace(_SLOW, opening_deg=38.0, pelvic_roll_deg=22.0, trunk_rotation_deg=-6.0),
    replace(_SLOW, opening_deg=31.0, pelvic_roll_deg=3.0, foot_lift_cm=10.0),
    replace(_SLOW, opening_deg=30.0, pelvic_roll_deg=4.0, up_s=0.7, hold_s=0.0, down_s=0.85, rest_s=0.5),
    replace(_SLOW, opening_deg=32.0, pelvic_roll_deg=2.0),
)

PLAN = ClipPlan(
    SetPlan(REPS, still_s=2.1, end_s=0.6, seed=7),
    Scene(Camera(azimuth_deg=0.0, elevation_deg=13.0, distance_m=2.2, fov_deg=31.0)),
    fps=30.0,
    crf=20,
)


def main(arguments: list[str]) -> int:
    """Rebuild the shipped clip; returns the exit status."""
    try:
        if len(arguments) != 1:
            raise UsageError(
                f"expected one folder to write to, got {len(arguments)} arguments. "
                "Run: python -m openclam.synthesis.demo OUT"
            )
        path = Path(arguments[0]) / "clamshell.mp4"
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("rendering", total=1.0)
            truth = write_clip(build_body(BODY, HEIGHT_CM), PLAN, path, lambda share: bar.update(task, completed=share))
    except OpenClamError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_status
    print(f"{path}\n{truth}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
