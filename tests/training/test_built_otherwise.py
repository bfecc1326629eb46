"""Bodies built otherwise lie as any body does, and move otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.skin import skin_body
from training.built_otherwise import built_otherwise


@pytest.fixture(scope="module")
def mixed(body: BodyMesh) -> BodyMesh:
    """A body at each of whose vertices two bones pull, by shares of its own."""
    parents = np.maximum(body.skeleton.parents[body.bones[:, :1]], 0)
    share = np.random.default_rng(0).uniform(0.5, 1.0, (len(body.vertices), 1))
    return replace(body, bones=np.hstack([body.bones[:, :1], parents]), weights=np.hstack([share, 1.0 - share]))


def _hips(body: BodyMesh) -> np.ndarray:
    return np.array([body.skeleton.head(f"upperleg01.{side}") for side in "LR"])


def test_the_hips_lie_elsewhere_in_the_same_skin_and_the_knees_do_not(mixed: BodyMesh) -> None:
    shifts = []
    for seed in range(40):
        other = built_otherwise(mixed, np.random.default_rng(seed))
        skin = other.vertices[0] - mixed.vertices[0]
        assert other.vertices - skin == pytest.approx(mixed.vertices), "the surface is the same"
        assert _hips(other).mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
        knee = other.skeleton.head("lowerleg01.L") - skin
        assert knee == pytest.approx(mixed.skeleton.head("lowerleg01.L"))
        shifts.append(_hips(other)[1] - skin - _hips(mixed)[1])
    assert np.std(shifts, axis=0) == pytest.approx(np.full(3, 0.012), rel=0.4), "forward, headward, outward"


def test_the_pull_of_the_bones_is_another(mixed: BodyMesh) -> None:
    other = built_otherwise(mixed, np.random.default_rng(1))
    assert other.weights.sum(axis=1) == pytest.approx(np.ones(len(mixed.vertices)))
    assert np.abs(other.weights[:, 0] - mixed.weights.max(axis=1)).mean() > 0.02
    rolled = ClamPose(opening_deg=30.0, pelvic_roll_deg=20.0)
    one, two = (skin_body(mesh, Clam(mesh.skeleton).pose(rolled)) for mesh in (mixed, other))
    assert 0.003 < np.median(np.linalg.norm(one - two, axis=1)) < 0.06


def test_it_lies_on_the_mat(mixed: BodyMesh) -> None:
    heights = [
        Clam(built_otherwise(mixed, np.random.default_rng(seed)).skeleton).closed.head("upperleg01.R")[2]
        - built_otherwise(mixed, np.random.default_rng(seed)).skeleton.clearance_m["hip"]
        for seed in range(5)
    ]
    assert heights == pytest.approx([heights[0]] * 5), "as deep in it as any body"
