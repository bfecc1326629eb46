"""Sessions written and read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.recorded import Recorded, read, write
from openclam.kinematics.features import USED
from openclam.pose.landmarks import FrameLandmarks
from tests.sessions import follow, session


def test_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    recorded = session()
    write(tmp_path / "again.npz", recorded)
    again = read(tmp_path / "again.npz")
    assert again.about == recorded.about
    assert again.truth["reps"] == recorded.truth["reps"]
    assert [s.time_s for s in again.landmarks_by_frame] == [s.time_s for s in recorded.landmarks_by_frame]
    for one, other in zip(again.landmarks_by_frame, recorded.landmarks_by_frame, strict=True):
        assert (one.landmarks is None) == (other.landmarks is None)
        if one.landmarks is not None and other.landmarks is not None:
            assert one.landmarks.image[USED] == pytest.approx(other.landmarks.image[USED], abs=1 / 16)
            assert one.landmarks.world[USED] == pytest.approx(other.landmarks.world[USED], abs=1e-4)


def test_pictures_without_a_person_stay_without(tmp_path: Path) -> None:
    recorded = session()
    gone = tuple(
        FrameLandmarks(s.index, s.time_s, s.width, s.height, None) if s.index in (0, 5, 6) else s
        for s in recorded.landmarks_by_frame
    )
    write(tmp_path / "gone.npz", Recorded(gone, recorded.truth, recorded.about))
    again = read(tmp_path / "gone.npz").landmarks_by_frame
    assert [s.index for s in again if s.landmarks is None] == [0, 5, 6]
    assert again[7].landmarks is not None
    assert recorded.landmarks_by_frame[7].landmarks is not None
    assert again[7].landmarks.image[USED] == pytest.approx(
        recorded.landmarks_by_frame[7].landmarks.image[USED], abs=1 / 16
    )


def test_rounding_changes_no_posture_to_speak_of(tmp_path: Path) -> None:
    recorded = session()
    write(tmp_path / "again.npz", recorded)
    one, other = follow(read(tmp_path / "again.npz").landmarks_by_frame[:60]), follow(recorded.landmarks_by_frame[:60])
    assert np.array([p.value for p in one]) == pytest.approx(np.array([p.value for p in other]), abs=0.2)
