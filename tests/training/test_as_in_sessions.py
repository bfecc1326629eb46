"""The scenes that the lifter is refined on are as sessions are."""

from __future__ import annotations

import numpy as np

from openclam.synthesis.body import Skeleton
from openclam.synthesis.clam import Clam
from openclam.synthesis.start import Start
from training.as_in_sessions import moments_of


def test_moments_are_two_closed_ones_then_reps_then_anything(skeleton: Skeleton) -> None:
    clam = Clam(skeleton, Start())
    sets = [moments_of(np.random.default_rng(seed), clam) for seed in range(300)]
    assert all(abs(moment.opening_deg) < 3 for moments in sets for moment in moments[:2])
    reps = [moment for moments in sets for moment in moments[2:5]]
    openings = np.array([moment.opening_deg for moment in reps])
    assert openings.min() > 0
    assert openings.max() > 70, "real people open further than the bench's"
    assert np.mean(openings <= 55) > 0.75
    rolled = np.mean([moment.pelvic_roll_deg > 8 for moment in reps])
    lifted = np.mean([moment.foot_lift_cm > 0 for moment in reps])
    assert 0.15 < rolled < 0.25
    assert 0.06 < lifted < 0.14
    others = [moment for moments in sets for moment in moments[5:]]
    assert max(abs(moment.trunk_rotation_deg) for moment in others) > 10, "what no rep has is not forgotten"


def test_the_same_seed_gives_the_same_moments(skeleton: Skeleton) -> None:
    clam = Clam(skeleton, Start())
    one, same, other = (moments_of(np.random.default_rng(seed), clam) for seed in (1, 1, 2))
    assert one == same != other
