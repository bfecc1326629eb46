from __future__ import annotations

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.picture import Effects, apply_effects

GREY = np.full((60, 80, 3), 128, np.uint8)


def spot() -> np.ndarray:
    picture = np.zeros((61, 81, 3), np.uint8)
    picture[30, 40] = 255
    return picture


def test_no_effect_leaves_the_picture_alone():
    assert np.array_equal(apply_effects(spot(), Effects(seed=9)), spot())


def test_low_light_darkens_and_a_warm_lamp_reddens():
    dark = apply_effects(GREY, Effects(gain=0.5))
    warm = apply_effects(GREY, Effects(warmth=1.0)).reshape(-1, 3).mean(axis=0)
    assert dark.mean() == pytest.approx(64.0, abs=1.0)
    assert warm[0] > 140.0 > warm[1] > 120.0 > warm[2]


def test_noise_is_fixed_by_the_seed_and_the_picture_number():
    noisy = Effects(read_noise=6.0, seed=4)
    first, again, after = (apply_effects(GREY, noisy, number) for number in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, after)
    assert first.std() == pytest.approx(6.0, rel=0.05)


def test_shot_noise_grows_with_the_light():
    shot = Effects(shot_noise=20.0)
    assert apply_effects(GREY, shot).std() > 1.8 * apply_effects(GREY // 8, shot).std()


def test_a_shake_smears_along_its_direction_only():
    smeared = apply_effects(spot(), Effects(motion_px=10.0, motion_deg=0.0))[:, :, 0]
    rows, columns = np.nonzero(smeared)
    assert set(rows) == {30}
    assert 9 <= np.ptp(columns) <= 12
    assert columns.mean() == pytest.approx(40.0, abs=0.5)


def test_defocus_spreads_and_keeps_the_light():
    blurred = apply_effects(spot(), Effects(defocus_px=1.0))
    assert np.count_nonzero(blurred[:, :, 0]) > 9
    assert int(blurred[:, :, 0].sum()) == pytest.approx(255, abs=12)


def test_a_trail_shows_the_picture_before():
    seen = apply_effects(np.zeros_like(GREY), Effects(trail=0.25), 1, GREY)
    assert seen.mean() == pytest.approx(32.0, abs=0.6)


def test_jpeg_leaves_its_marks():
    slope = (2 * np.add.outer(np.arange(64), np.arange(64)) % 200).astype(np.uint8)
    pattern = np.dstack([slope] * 3)
    coarse, fine = (
        np.abs(apply_effects(pattern, Effects(jpeg_quality=q)).astype(int) - pattern).mean() for q in (10, 98)
    )
    assert coarse > 2.0 * fine > 0.0


@pytest.mark.parametrize("wrong", [{"gain": 0.0}, {"trail": 0.9}, {"jpeg_quality": 0}, {"motion_px": -1.0}])
def test_an_impossible_effect_is_refused(wrong):
    with pytest.raises(UsageError, match="must lie between"):
        Effects(**wrong)
