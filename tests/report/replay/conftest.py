"""A made-up rep: a block that turns, two muscles on it, a band; small, and with every number known."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinetics.posture import turn
from openclam.report.replay.scene import BandLoop, Bone, Muscle, ReplayScene

FRAMES = 21

_CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float64)
_SIDES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]


def block(name: str, size: tuple[float, float, float], transforms: np.ndarray) -> Bone:
    faces = [triangle for a, b, c, d in _SIDES for triangle in ((a, b, c), (a, c, d))]
    return Bone(name, _CORNERS * size / 2, np.array(faces), transforms)


def turning(angles_deg: np.ndarray, at: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> np.ndarray:
    """Transforms (n, 4, 4) that turn about the viewer's line of sight and stand at `at`."""
    transforms = np.tile(np.eye(4), (len(angles_deg), 1, 1))
    for frame, angle in enumerate(angles_deg):
        transforms[frame, :3, :3] = turn(np.array([0.0, 0.0, 1.0]), float(angle))
        transforms[frame, :3, 3] = at
    return transforms


def line(angles_deg: np.ndarray, bend: float = 0.02) -> np.ndarray:
    """A muscle's paths (n, 5, 3): from a fixed origin to a point on the turning block, bent forward."""
    end = turning(angles_deg)[:, :3, :3] @ np.array([0.3, 0.02, 0.0])
    start = np.array([-0.1, 0.1, 0.0])
    share = np.linspace(0, 1, 5)[:, None]
    forward = bend * np.sin(np.pi * share) * np.array([0.0, 0.0, 1.0])
    return np.asarray(start + share * (end[:, None] - start) + forward)


@pytest.fixture(scope="session")
def scene() -> ReplayScene:
    progress = np.sin(np.linspace(0, np.pi, FRAMES))
    angles = 35 * progress
    circle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    loop = np.stack([0.3 + 0.05 * np.cos(circle), 0.15 * np.sin(circle), 0 * circle], axis=1)
    return ReplayScene(
        time_s=np.linspace(1.0, 4.0, FRAMES),
        top=FRAMES // 2,
        bones=(
            block("pelvis_r", (0.2, 0.1, 0.1), turning(0 * angles, (-0.15, 0.0, 0.0))),
            block("femur_r", (0.4, 0.04, 0.04), turning(angles)),
        ),
        muscles=(
            Muscle("glmed3_r", "gluteus-medius-posterior", line(angles), 0.8, 0.01),
            Muscle("sart_r", "others", line(angles, -0.03), 0.0, 0.005),
        ),
        band=BandLoop(loop * np.stack([1 + 0 * progress, 1 + progress, 1 + progress], axis=1)[:, None], "#c8352b"),
    )
