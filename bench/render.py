"""Render the eighteen development clips on which the uncertainties were set.

    python -m bench.render OUT

Five bodies, four rooms, bands of five colours and none, cameras from −60 to 70° azimuth and 5 to 40°
elevation, both sides; openings, rolls, lifts, tilts and trunk movements of known size. Needs
`pip install 'openclam[synth]'` and about a minute a clip; clips that are there already are left alone.
`python -m bench.angles OUT` then measures on them.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openclam.synthesis.band import Band
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.camera import Camera
from openclam.synthesis.clip import ClipPlan, write_clip
from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.paint import Look
from openclam.synthesis.people import PEOPLE
from openclam.synthesis.render import Scene
from openclam.synthesis.room import Room
from openclam.synthesis.start import Start

Colour = tuple[int, int, int]

LOOKS = {
    "ava": Look(),
    "ben": Look(skin=(240, 196, 170), hair=(150, 112, 66), shirt=(200, 70, 60), leggings=(40, 42, 48), bun=False),
    "cora": Look(
        skin=(112, 74, 54), hair=(24, 20, 20), shirt=(232, 226, 214), leggings=(60, 90, 70),
        lips=(128, 62, 60), iris=(50, 34, 24),
    ),
    "dirk": Look(skin=(206, 158, 124), hair=(92, 90, 90), shirt=(40, 44, 60), leggings=(128, 130, 136), bun=False),
    "eve": Look(
        skin=(166, 116, 84), hair=(30, 22, 18), shirt=(236, 176, 60), leggings=(34, 36, 42), iris=(60, 40, 28)
    ),
}  # fmt: skip

ROOMS = (
    Room(),
    Room(wall=(176, 190, 204), floor=(150, 110, 78), mat=(96, 60, 104), ball=None),
    Room(wall=(236, 232, 226), floor=(168, 166, 160), mat=(60, 64, 70)),
    Room(wall=(148, 160, 140), floor=(120, 84, 60), mat=(182, 92, 84), ball=None),
)

RED, GREEN, YELLOW, BLUE, BLACK = (206, 40, 52), (40, 150, 70), (230, 200, 40), (30, 80, 190), (30, 30, 34)

SLOW = RepPlan(up_s=1.55, hold_s=0.45, down_s=2.8, rest_s=0.25)
MEDIUM = RepPlan(up_s=1.2, hold_s=0.3, down_s=1.5, rest_s=0.3)
QUICK = RepPlan(up_s=0.75, hold_s=0.05, down_s=0.9, rest_s=0.35)


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip: who, from where, and what they do."""

    name: str
    body: str
    azimuth_deg: float
    elevation_deg: float
    mirrored: bool
    room: int
    band: Colour | None
    reps: tuple[RepPlan, ...]
    fps: float = 25.0
    size: tuple[int, int] = (640, 480)
    far: bool = False
    hip_flexion_deg: float = 45.0
    knee_flexion_deg: float = 90.0


def rep(opening: float, roll: float = 3.0, tempo: RepPlan = MEDIUM, **more: Any) -> RepPlan:
    """A rep of this opening and pelvic roll (deg)."""
    return replace(tempo, opening_deg=opening, pelvic_roll_deg=roll, **more)


CLIPS = (
    Clip("01-front-good", "ava", 0, 10, False, 0, RED, (rep(32, 2, SLOW), rep(34, 3, SLOW), rep(30, 2, SLOW)), 30),
    Clip("02-front-roll", "ben", 0, 14, True, 1, GREEN, (rep(35, 20), rep(38, 25), rep(30, 12), rep(25, 2))),
    Clip(
        "03-azm35-mixed", "cora", -35, 15, False, 2, YELLOW,
        (rep(25, 2), rep(30, 18), rep(40, 5), rep(28, 3, foot_lift_cm=12)),
    ),
    Clip(
        "04-azp25-mixed", "eve", 25, 12, False, 3, BLUE,
        (rep(30, 2), rep(45, 20), rep(20, 0), rep(35, 8, foot_lift_cm=9)),
    ),
    Clip("05-azp45-noband", "dirk", 45, 18, False, 0, None, (rep(28, 2), rep(33, 15), rep(38, 22), rep(24, 1)), 24),
    Clip("06-azm60-mixed", "ava", -60, 20, True, 1, RED, (rep(30, 2), rep(32, 20), rep(22, 1), rep(36, 6)), 24),
    Clip("07-azp70-good", "ben", 70, 15, False, 2, YELLOW, (rep(30, 2), rep(35, 4), rep(28, 2)), 24),
    Clip("08-front-high", "eve", 0, 40, False, 1, GREEN, (rep(32, 2), rep(34, 18), rep(50, 10), rep(18, 0))),
    Clip(
        "09-front-low", "dirk", 0, 5, True, 3, BLACK,
        (rep(30, 3, SLOW), rep(28, 16, SLOW), rep(26, 2)), 30, (640, 360),
    ),
    Clip("10-front-quick", "ben", 0, 12, False, 0, None, (rep(40, 4, QUICK),) * 5, 30, hip_flexion_deg=55),
    Clip(
        "11-front-lift", "cora", 0, 16, False, 3, RED,
        (rep(30, 2, foot_lift_cm=5), rep(30, 3, foot_lift_cm=10), rep(30, 2, foot_lift_cm=15), rep(30, 2)),
    ),
    Clip("12-front-knee75", "eve", 0, 10, True, 2, BLUE, (rep(25), rep(35), rep(45), rep(15, 0)), knee_flexion_deg=75),
    Clip(
        "13-azm35-knee105", "dirk", -35, 25, False, 1, GREEN, (rep(28, 3), rep(36, 14), rep(32, 4)), 20,
        hip_flexion_deg=60, knee_flexion_deg=105,
    ),
    Clip("14-azp25-small", "ava", 25, 30, True, 0, None, (rep(15, 0), rep(18, 1), rep(20, 2), rep(16, 8)), 15),
    Clip(
        "15-front-tilt-trunk", "ben", 0, 20, False, 3, RED,
        (
            rep(32, 3, pelvic_tilt_deg=14), rep(32, 4, trunk_rotation_deg=18),
            rep(30, 3, trunk_lean_deg=14), rep(34, 22, trunk_rotation_deg=-12),
        ),
    ),
    Clip(
        "16-azp45-roll", "cora", 45, 10, True, 0, BLUE, (rep(34, 24), rep(30, 2), rep(38, 16), rep(28, 5)),
        hip_flexion_deg=35,
    ),
    Clip(
        "17-front-far", "dirk", 10, 8, False, 2, RED, (rep(30, 2, SLOW), rep(36, 18, SLOW), rep(30, 3, SLOW)), 30,
        (854, 480), far=True,
    ),
    Clip(
        "18-azm15-flex30", "eve", -15, 22, False, 1, YELLOW, (rep(38, 5), rep(42, 12), rep(30, 2), rep(48, 25)),
        hip_flexion_deg=30,
    ),
)  # fmt: skip


def plan(clip: Clip, seed: int) -> ClipPlan:
    """How a clip is moved and drawn."""
    width, height = clip.size
    distance = (3.4 if clip.far else 2.45) * (1.08 if abs(clip.azimuth_deg) > 50 else 1.0)
    camera = Camera(
        clip.azimuth_deg, clip.elevation_deg, distance, 40 if width / height < 1.5 else 30, (0.08, -0.1, 0.2)
    )
    movement = SetPlan(
        clip.reps,
        still_s=2.2,
        end_s=0.8,
        seed=seed,
        sway_deg=0.3,
        start=Start(hip_flexion_deg=clip.hip_flexion_deg, knee_flexion_deg=clip.knee_flexion_deg),
    )
    band = None if clip.band is None else Band(clip.band)
    scene = Scene(camera, LOOKS[clip.body], ROOMS[clip.room], band, width, height, clip.mirrored, 1)
    return ClipPlan(movement, scene, clip.fps, 23)


def main() -> None:
    """Render what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    bodies: dict[str, BodyMesh] = {}
    for number, clip in enumerate(CLIPS):
        path = out / f"{clip.name}.mp4"
        if path.exists():
            continue
        if clip.body not in bodies:
            bodies[clip.body] = build_body(*PEOPLE[clip.body])
        began = time.perf_counter()
        write_clip(bodies[clip.body], plan(clip, 100 + number), path)
        print(f"{clip.name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
