"""People whose pelvis rolls while all that lies above it does as it likes.

Where the trunk always rolls along, a network learns the roll from shoulders, arms and head. In these scenes the chest
follows the pelvis by none, a part or all of its roll; the hand lies still on the mat or goes along; shoulder, head and
chest move by chances of their own, also where the pelvis lies still. So hips, thighs and waist tell the roll more
surely than anything above them. Light falls from anywhere, so that no shade stands for a turn. Openings reach as far
as real people's (Wijekoon, Wiratunga and Cooper 2019, MEx data set: half beyond 50°, some to 85°), each as often as
any other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.chance import random_moment
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.lamps import random_lamps
from openclam.synthesis.render import Scene
from openclam.synthesis.start import Start
from training.as_in_sessions import AZIMUTHS, BAND_ODDS, who_and_where
from training.built_otherwise import built_otherwise

OTHERWISE_SHARE = 0.6
"""Share of the bodies that are built otherwise than `anny` builds them."""
_WHOLE_SHARE = _NONE_SHARE = 0.2
"""Shares of people whose chest follows whole, or not at all; of the others it follows by any part."""
_STILL_DEG = 0.5
_REPS, _ANYTHING = 5, 1
_OPENING_DEG = (0.0, 85.0)
_SMALL_DEG, _CLEAR_SHARE, _CLEAR_DEG = (-3.0, 8.0), 0.5, (8.0, 38.0)
"""Small rolls, + backward; the share of the others, and these: clear rolls are as frequent as small ones."""
_CHEST_SHARE, _CHEST_DEG, _MOST_TURN_DEG = 0.5, (-20.0, 35.0), 40.0
"""Share of the moments in which the chest turns by itself, by how much (+ backward), and how far a spine turns."""
_TILT_SHARE, _TILT_DEG, _LEAN_SHARE, _LEAN_DEG = 0.25, (-20.0, 20.0), 0.25, (-15.0, 22.0)
_LIFT_SHARE, _LIFT_CM = 0.12, (2.0, 12.0)
"""How often the pelvis tilts, the trunk leans and the foot lifts besides, and by how much."""
_SHOULDER_DEG, _HEAD_DEG, _NOD_DEG = 8.0, 9.0, 4.0
"""Standard deviations of what shoulder and head do by themselves; half of the people hold them still."""


def draw(rng: np.random.Generator) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    """A person, start position and scene, and their moments: two closed, five of reps, and one of anything."""
    azimuths = AZIMUTHS[int(rng.choice(len(AZIMUTHS), p=BAND_ODDS))]
    body, clam, scene = who_and_where(rng, azimuths, _some_otherwise, above_the_pelvis)
    return body, clam, replace(scene, lamps=random_lamps(rng)), moments_of(rng, clam)


def _some_otherwise(body: BodyMesh, rng: np.random.Generator) -> BodyMesh:
    return built_otherwise(body, rng) if rng.random() < OTHERWISE_SHARE else body


def above_the_pelvis(rng: np.random.Generator, start: Start) -> Start:
    """The start with a spine, hands and head that go along with the pelvis and the chest by chances of their own."""
    return replace(
        start,
        spine_turns_at=float(rng.uniform()),
        hands_stay=float(rng.choice([0.0, rng.uniform(), 1.0])),
        head_follows=float(rng.choice([0.0, rng.uniform(), 1.0])),
    )


def moments_of(rng: np.random.Generator, clam: Clam) -> list[ClamPose]:
    """Two closed moments, five of reps, and one of anything."""
    kind = rng.random()
    follows = 0.0 if kind < _NONE_SHARE else 1.0 if kind > 1 - _WHOLE_SHARE else float(rng.random())
    restless = float(rng.random() < 0.5)
    still = [ClamPose(*rng.normal(0.0, _STILL_DEG, 3)) for _ in range(2)]
    reps = [_of_a_rep(rng, follows, restless) for _ in range(_REPS)]
    return still + reps + [random_moment(rng, clam.start) for _ in range(_ANYTHING)]


def _of_a_rep(rng: np.random.Generator, follows: float, restless: float) -> ClamPose:
    clear = rng.random() < _CLEAR_SHARE
    roll = float(rng.uniform(*(_CLEAR_DEG if clear else _SMALL_DEG)))
    chest = float(rng.uniform(*_CHEST_DEG)) if rng.random() < _CHEST_SHARE else 0.0
    shoulder, head, nod = restless * rng.normal(0.0, (_SHOULDER_DEG, _HEAD_DEG, _NOD_DEG))
    return ClamPose(
        opening_deg=float(rng.uniform(*_OPENING_DEG)),
        pelvic_roll_deg=roll,
        pelvic_tilt_deg=float(rng.uniform(*_TILT_DEG) if rng.random() < _TILT_SHARE else rng.normal()),
        trunk_rotation_deg=float(np.clip(chest - (1 - follows) * roll, -_MOST_TURN_DEG, _MOST_TURN_DEG)),
        trunk_lean_deg=float(rng.uniform(*_LEAN_DEG)) if rng.random() < _LEAN_SHARE else 0.0,
        foot_lift_cm=float(rng.uniform(*_LIFT_CM)) if rng.random() < _LIFT_SHARE else 0.0,
        head_turn_deg=float(head),
        head_nod_deg=float(nod),
        top_shoulder_deg=float(shoulder),
    )
