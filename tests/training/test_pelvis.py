"""The committee for the pelvis begins with what is known, and is taught by hips and thighs."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinematics.features import COUNT, PLACES, USED
from openclam.kinematics.lifter import CHANGE, PELVIS, Lifter
from openclam.pose.landmarks import Point

torch = pytest.importorskip("torch", reason="torch is not installed (pip install 'openclam[synth]')")

from training.lifter import MEMBERS, Frames  # noqa: E402  # after the skip
from training.pelvis import PelvisTeacher, begun_with, columns  # noqa: E402
from training.refine import begun, scales_of  # noqa: E402


def test_it_begins_with_what_the_committee_for_changes_answers() -> None:
    changes = begun(Lifter.load().change_networks).eval()
    pelvis = begun_with(changes).eval()
    seen = torch.randn(MEMBERS, 5, 2 * COUNT)
    with torch.no_grad():
        for known, own in zip(changes(seen), pelvis(seen), strict=True):
            assert own == pytest.approx(known[..., [CHANGE.index(name) for name in PELVIS]], abs=1e-5)


def test_the_columns_of_a_landmark_are_its_places_in_image_and_world() -> None:
    found = columns((Point.NOSE, Point.LEFT_WRIST))
    assert len(found) == 2 * 6
    assert (found < PLACES.stop).all()
    assert set(found % len(USED)) == {list(USED).index(Point.NOSE), list(USED).index(Point.LEFT_WRIST)}


def test_in_some_lessons_arms_head_and_shoulders_are_anothers_and_hips_and_legs_never() -> None:
    rng = np.random.default_rng(0)
    rows = np.arange(40)
    frames = Frames(
        rng.normal(size=(40, COUNT)).astype(np.float32),
        rng.normal(size=(40, 15)).astype(np.float32),
        rows // 8,
        8 * (rows // 8),
        [rows] * 40,
    )
    teacher = PelvisTeacher(frames, 0, scales_of(Lifter.load()))
    changed = torch.randn(MEMBERS, 40, COUNT)
    moved = (teacher._mixed(changed) != changed).float().mean(dim=(0, 1))
    legs = columns(tuple(Point[f"{side}_{name}"] for side in ("LEFT", "RIGHT") for name in ("HIP", "KNEE", "ANKLE")))
    assert moved[legs].max() == 0
    above = columns((Point.NOSE, Point.LEFT_WRIST, Point.RIGHT_ELBOW, Point.LEFT_SHOULDER))
    assert moved[above].min() > 0.15
