"""People who lie and move as in sessions: most about as the page asks, with usual openings and faults.

The first scenes of `training.frames` show everything that a body can do, each as often as any other. A network trained
on them alone expects a knee bent by 50 or 130° as much as one bent by 90°. These scenes are drawn as the bench's
sessions are (`bench.sessions`, other seeds). Some open further than any of those, since real people do, and one moment
of each may be anything, so that it is not forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bench.moves import USUAL, likely_start
from bench.sessions import BANDS, SIZE_ODDS, SIZES
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.chance import random_moment
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.looks import random_phenotype, random_scene
from openclam.synthesis.picture import Effects
from openclam.synthesis.render import Scene
from openclam.synthesis.start import Start
from training.rendered import lying

_HELPER = 0.12
AZIMUTHS, BAND_ODDS = tuple(BANDS.values()), (0.55, 0.35, 0.1)
"""The camera's azimuths off the front, degrees, and how often each is drawn."""
_STILL_DEG = 0.5
_USUAL_DEG, _ANY_DEG, _ANY_SHARE = (18.0, 55.0), (12.0, 85.0), 0.3
"""Full opening of the knee; the second range in this share of people."""
_ALONG_DEG = (0.0, 8.0)
"""By how much the pelvis goes along then."""
_ROLLS, _ROLL_DEG, _LIFTS, _LIFT_CM = 0.2, (8.0, 28.0), 0.1, (4.0, 12.0)
_OF_REPS, _ANYTHING = (1.0, 0.85, 0.3), 1
"""Moments of reps, as the least share of the full opening; those of anything follow."""


def who_and_where(
    rng: np.random.Generator,
    azimuths: tuple[float, float],
    built: Callable[[BodyMesh, np.random.Generator], BodyMesh] = lambda body, _: body,
    altered: Callable[[np.random.Generator, Start], Start] = lambda _, start: start,
) -> tuple[BodyMesh, Clam, Scene]:
    """A person, their start position, and the scene, whose camera stands within `azimuths`, degrees, to either side.

    `built` and `altered` make another body and another start of those drawn.
    """
    body = built(build_body(*random_phenotype(rng)), rng)
    clam = lying(body.skeleton, lambda: altered(rng, likely_start(rng)))
    helpers = [build_body(*random_phenotype(rng))] if rng.random() < _HELPER else []
    scene = random_scene(
        rng, size=picture_size(rng), texels=512, pillow=clam.start.head_support == "pillow", bystanders=helpers
    )
    camera = replace(scene.camera, azimuth_deg=float(rng.uniform(*azimuths)) * float(rng.choice([-1, 1])))
    effects = Effects(read_noise=2.0) if rng.random() < USUAL else scene.effects
    occluders = () if rng.random() < USUAL else scene.occluders
    return body, clam, replace(scene, camera=camera, effects=effects, occluders=occluders)


def picture_size(rng: np.random.Generator) -> tuple[int, int]:
    """Width and height, px, of one of the sessions' sizes but the largest, which takes long and reads no better."""
    odds = np.array(SIZE_ODDS[:-1])
    return SIZES[int(rng.choice(len(odds), p=odds / odds.sum()))]


def draw(rng: np.random.Generator) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    """A person, start position and scene, and their moments: two closed, three of reps, and one of anything."""
    body, clam, scene = who_and_where(rng, AZIMUTHS[int(rng.choice(len(AZIMUTHS), p=BAND_ODDS))])
    return body, clam, scene, moments_of(rng, clam)


def moments_of(rng: np.random.Generator, clam: Clam) -> list[ClamPose]:
    """Two closed moments, three of reps, and one of anything."""
    still = [ClamPose(*rng.normal(0.0, _STILL_DEG, 3)) for _ in range(2)]
    full_deg = float(rng.uniform(*(_ANY_DEG if rng.random() < _ANY_SHARE else _USUAL_DEG)))
    along = float(rng.uniform(*_ALONG_DEG)) / full_deg
    reps = [_of_a_rep(rng, full_deg * float(rng.uniform(least, 1.0)), along) for least in _OF_REPS]
    return still + reps + [random_moment(rng, clam.start) for _ in range(_ANYTHING)]


def _of_a_rep(rng: np.random.Generator, opening_deg: float, along: float) -> ClamPose:
    """A moment of a rep; the pelvis rolls `along` degrees per degree of opening, some roll or lift the foot besides."""
    rolled = rng.uniform(*_ROLL_DEG) if rng.random() < _ROLLS else 0.0
    lifted = rng.uniform(*_LIFT_CM) if rng.random() < _LIFTS else 0.0
    return ClamPose(
        opening_deg=opening_deg,
        pelvic_roll_deg=float(along * opening_deg + rolled),
        pelvic_tilt_deg=float(rng.normal()),
        foot_lift_cm=float(lifted),
    )
