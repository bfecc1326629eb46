"""Scenes as sessions are: most lie about as the page asks for, and open and fail by usual sizes.

The first scenes show everything that a body can do, each as often as any other; who learns from them alone expects a knee that
is bent by 50 or 130° as much as one by 90°. These are drawn as the bench's sessions are (`bench.sessions`, other seeds),
and read as the product reads a recording: each picture in two of `openclam.pose.both_ways.WAYS`, and the mean taken.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.camera import Camera
from openclam.synthesis.chance import likely_start, random_moment
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.looks import random_phenotype, random_scene
from openclam.synthesis.picture import Effects
from openclam.synthesis.render import Scene

SIZES = ((640, 480), (640, 360), (854, 480), (480, 640), (1280, 720))
_SIZE_ODDS = (0.35, 0.25, 0.22, 0.11, 0.07)
TEXELS = 512
_AZIMUTHS, _AZIMUTH_ODDS = ((0.0, 40.0), (40.0, 70.0), (70.0, 90.0)), (0.6, 0.3, 0.1)
_GOOD_PICTURE, _NOTHING_IN_FRONT, _HELPER = 0.6, 0.6, 0.12
_STILL_DEG = 0.4
_OPENING_DEG, _ALONG_DEG = (18.0, 55.0), (0.0, 8.0)
"""How far the knee opens in full, and by how much the pelvis goes along then."""
_ROLLS, _ROLL_DEG, _LIFTS, _LIFT_CM = 0.2, (10.0, 28.0), 0.1, (4.0, 12.0)
_ON_THE_WAY = (1.0, 1.0, 0.65)
"""Moments of reps, as the least share of the full opening; those of anything follow."""
_ANYTHING = 2


def draw(rng: np.random.Generator) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    """A body, how it lies, what is seen around it, and its moments: two closed ones first."""
    body = build_body(*random_phenotype(rng))
    clam = _lying(rng, body)
    helpers = [build_body(*random_phenotype(rng))] if rng.random() < _HELPER else []
    size = SIZES[int(rng.choice(len(SIZES), p=_SIZE_ODDS))]
    pillow = clam.start.head_support == "pillow"
    scene = random_scene(rng, size=size, texels=TEXELS, pillow=pillow, bystanders=helpers)
    effects = Effects(read_noise=2.0) if rng.random() < _GOOD_PICTURE else scene.effects
    occluders = () if rng.random() < _NOTHING_IN_FRONT else scene.occluders
    scene = replace(scene, camera=_camera(rng, scene.camera), effects=effects, occluders=occluders)
    return body, clam, scene, moments_of(rng, clam)


def _lying(rng: np.random.Generator, body: BodyMesh) -> Clam:
    while True:
        try:
            return Clam(body.skeleton, likely_start(rng))
        except UsageError:  # this body cannot lie so
            continue


def _camera(rng: np.random.Generator, camera: Camera) -> Camera:
    low, high = _AZIMUTHS[int(rng.choice(len(_AZIMUTHS), p=_AZIMUTH_ODDS))]
    return replace(camera, azimuth_deg=float(rng.uniform(low, high) * rng.choice([-1.0, 1.0])))


def moments_of(rng: np.random.Generator, clam: Clam) -> list[ClamPose]:
    """Two closed moments, three of reps, and two of anything."""
    still = [ClamPose(*rng.normal(0.0, _STILL_DEG, 3)) for _ in range(2)]
    full_deg, along_deg = rng.uniform(*_OPENING_DEG), rng.uniform(*_ALONG_DEG)
    reps = [_of_a_rep(rng, full_deg * rng.uniform(least, 1.0), along_deg / full_deg) for least in _ON_THE_WAY]
    return still + reps + [random_moment(rng, clam.start) for _ in range(_ANYTHING)]


def _of_a_rep(rng: np.random.Generator, opening_deg: float, along: float) -> ClamPose:
    """A moment of a rep whose pelvis goes `along` by so many degrees for each of opening; some roll or lift the foot besides."""
    rolled = rng.uniform(*_ROLL_DEG) if rng.random() < _ROLLS else 0.0
    lifted = rng.uniform(*_LIFT_CM) if rng.random() < _LIFTS else 0.0
    return ClamPose(
        opening_deg=float(opening_deg),
        pelvic_roll_deg=float(along * opening_deg + rolled),
        pelvic_tilt_deg=float(rng.normal()),
        foot_lift_cm=float(lifted),
    )
