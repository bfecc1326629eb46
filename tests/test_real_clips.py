"""Real people on film: what they did, seen by eye, against what OpenClam says.

The recordings are not ours to publish; where they are missing, these tests skip. Times are the middles of the tops.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from openclam import Assessment, NobodyError, assess
from openclam.assessment.model import Verdict

CLIPS = Path(__file__).parents[2] / "shared" / "data" / "clips"

pytestmark = [
    pytest.mark.networks,
    pytest.mark.skipif(not CLIPS.is_dir(), reason=f"the shared recordings are not here ({CLIPS})"),
]


def tops(assessment: Assessment) -> list[float]:
    return [(rep.top_s + rep.top_end_s) / 2 for rep in assessment.reps]


def band(assessment: Assessment) -> Verdict:
    return next(f.verdict for f in assessment.start_position if f.statement == "band-above-knees")


def test_six_reps_with_a_red_band_seen_from_the_front() -> None:
    assessment = assess(CLIPS / "front-red-band.mp4")
    assert tops(assessment) == pytest.approx([2.73, 5.03, 7.50, 10.07, 12.63, 15.00], abs=0.3)
    assert assessment.moving_leg == "right"
    assert band(assessment) is Verdict.MET


def test_five_reps_without_a_band_beside_a_second_person() -> None:
    """The first 15 seconds are talk and getting into position."""
    assessment = assess(CLIPS / "two-people-no-band.mp4")
    assert tops(assessment) == pytest.approx([16.3, 21.0, 25.3, 28.8, 32.6], abs=0.4)
    assert band(assessment) is not Verdict.MET


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("not-clam-leg-lift.mp4", "no rep was found"),
        ("not-clam-banded-bridge.mp4", "not lying on the side"),
    ],
)
def test_another_exercise_is_not_counted(name: str, why: str) -> None:
    with pytest.raises(NobodyError, match=why):
        assess(CLIPS / name)
