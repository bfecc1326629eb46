from __future__ import annotations

import numpy as np

from openclam.synthesis.lamps import random_lamps


def test_lamps_shine_from_all_round_and_together_as_strongly_as_is_said():
    rooms = [random_lamps(np.random.default_rng(seed)) for seed in range(200)]
    assert {len(lamps) for lamps in rooms} == {1, 2, 3, 4, 5}
    together = np.array([sum(lamp.strength for lamp in lamps) for lamps in rooms])
    assert together.min() > 0.8
    assert together.max() < 1.7
    places = np.array([lamp.place for lamps in rooms for lamp in lamps])
    assert places[:, 2].min() > 0.0
    assert (np.abs(places[:, :2].mean(axis=0)) < 0.3).all()
