"""The kinetics bench: its own geometry, its formulas, and what it says where OpenSim is missing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench import opensim_side
from bench.opensim_side import clam_hip, clam_hips, hip_matrix, straight_arms
from openclam.errors import UsageError
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.muscles import load_paths


@pytest.mark.parametrize(("flexion", "opening"), [(0.0, 20.0), (45.0, 30.0), (60.0, 45.0)])
def test_the_benchs_own_clam_is_the_cores(flexion: float, opening: float) -> None:
    ours = clam_posture(opening, flexion)
    theirs = [math.degrees(angle) for angle in clam_hip(flexion, opening, thigh_m=0.42, shank_m=0.40)]
    assert [ours.hip_flexion_deg, -ours.hip_abduction_deg, -ours.hip_external_rotation_deg] == pytest.approx(theirs)


def test_sixteen_postures_open_outward() -> None:
    hips = np.degrees(clam_hips())
    assert hips.shape == (16, 3)
    assert (hips[:, 1] <= 1e-9).all()  # abduction
    assert (hips[:, 2] <= 1e-9).all()  # external rotation


def test_the_arm_of_a_straight_line_is_how_its_length_changes() -> None:
    via, insertion, centre = (
        np.array([-0.11, -0.07, 0.06]),
        np.array([-0.03, -0.01, 0.04]),
        np.array([-0.06, -0.08, 0.08]),
    )
    hip = (0.6, -0.3, -0.4)

    def length(angles: list[float]) -> float:
        flexion, adduction, rotation = angles
        return float(np.linalg.norm(via - centre - hip_matrix((flexion, adduction, rotation)) @ insertion))

    step = 1e-6
    slopes = []
    for at in range(3):
        more, less = list(hip), list(hip)
        more[at] += step
        less[at] -= step
        slopes.append((length(more) - length(less)) / (2 * step))
    assert straight_arms(via, insertion, centre, hip) == pytest.approx(-np.array(slopes), abs=1e-7)


def test_without_opensim_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensim_side, "find_spec", lambda _: None)
    assert not opensim_side.available()
    with pytest.raises(UsageError, match=r"pip install .*opensim"):
        opensim_side.opensim()
    with pytest.raises(UsageError, match=r"GPK_generic.osim.*pip install"):
        opensim_side.gpk()


def test_the_index_is_selkowitzs() -> None:
    pytest.importorskip("mujoco", reason="the kinetics extra is not installed")
    from bench.kinetics_validation import gluteal_to_tensor

    # The published means, which give the published index of 115.
    assert gluteal_to_tensor(26.7, 43.6, 11.4) == pytest.approx(115, abs=0.5)
    assert gluteal_to_tensor(20.0, 0.0, 0.0) == pytest.approx(200.0)  # TFL at nothing is taken as 1 %


def test_a_zero_crossing_lies_between_its_samples() -> None:
    from bench.kinetics_signs import zero_crossing

    x = np.arange(0.0, 5.0)
    assert zero_crossing(x, x - 2.25) == pytest.approx(2.25)
    assert zero_crossing(x, x + 1.0) is None


def test_gpks_paths_hold_the_deep_rotators_on_the_pelvis_and_the_femur() -> None:
    paths = load_paths("gpk")
    deep = {m.name: m for m in paths.muscles if m.name.startswith(("obturator", "gemellus", "quadratus", "pectineus"))}
    assert len(deep) == 10
    for muscle in deep.values():
        bodies = [body for body, *_ in muscle.path]
        assert bodies[0] == "pelvis"
        assert bodies[-1] == "femur"
        assert set(bodies) == {"pelvis", "femur"}
    assert sum(name.startswith("obturator_internus") and len(m.path) == 3 for name, m in deep.items()) == 3


def test_gpks_points_lie_on_the_bones() -> None:
    paths = load_paths("gpk")
    for muscle in paths.muscles:
        for body, *point in muscle.path:
            reach = {"pelvis": 0.20, "femur": 0.45, "tibia": 0.15, "patella": 0.10}[body]
            assert np.linalg.norm(point) < reach, f"{muscle.name} in {body}"
            assert point[2] > -0.06 or body != "pelvis", f"{muscle.name} lies on the other side"
