"""In the scenes that teach the roll, nothing above the waist tells it for sure."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.synthesis.body import Skeleton
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.start import Start
from training.rolling import above_the_pelvis, moments_of


@pytest.fixture(scope="module")
def reps(skeleton: Skeleton) -> list[ClamPose]:
    clam = Clam(skeleton, Start())
    sets = [moments_of(np.random.default_rng(seed), clam) for seed in range(400)]
    assert all(abs(moment.opening_deg) < 3 for moments in sets for moment in moments[:2])
    return [moment for moments in sets for moment in moments[2:7]]


def test_clear_rolls_are_as_frequent_as_small_ones_at_any_opening(reps: list[ClamPose]) -> None:
    roll, opening = np.array([(moment.pelvic_roll_deg, moment.opening_deg) for moment in reps]).T
    assert 0.45 < np.mean(roll > 8) < 0.55
    assert abs(np.corrcoef(roll, opening)[0, 1]) < 0.07
    assert opening.max() > 80


def test_neither_chest_nor_shoulder_nor_head_tells_the_roll_for_sure(reps: list[ClamPose]) -> None:
    roll = np.array([moment.pelvic_roll_deg for moment in reps])
    chest = roll + np.array([moment.trunk_rotation_deg for moment in reps])
    clear, small = roll > 18, roll < 5
    assert np.mean(np.abs(chest[clear]) < 6) > 0.15, "a chest that stays while the pelvis rolls"
    assert np.mean(chest[small] > 10) > 0.05, "a chest that turns while the pelvis stays"
    for other in ("head_turn_deg", "top_shoulder_deg"):
        assert abs(np.corrcoef(roll, [getattr(moment, other) for moment in reps])[0, 1]) < 0.07


def test_hands_and_head_stay_or_go_along_by_chance() -> None:
    starts = [above_the_pelvis(np.random.default_rng(seed), Start()) for seed in range(200)]
    for name in ("hands_stay", "head_follows"):
        values = np.array([getattr(start, name) for start in starts])
        assert {0.0, 1.0} < set(values.tolist())
