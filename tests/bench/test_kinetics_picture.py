"""What the report says of muscles keeps the studies' order, and the rows that say so can fail."""

from __future__ import annotations

import pytest

pytest.importorskip("mujoco", reason="the kinetics extra is not installed")
pytest.importorskip("myo_sim", reason="the kinetics extra is not installed")
pytest.importorskip("daqp", reason="the kinetics extra is not installed")

from bench import kinetics_picture
from openclam.kinetics.document import Level, MuscleGroup
from openclam.kinetics.loads import Load, Loads


def test_every_row_passes() -> None:
    found = kinetics_picture.rows()
    assert [row.id for row in found] == ["V1", "V2", "V3", "V4", "V5", "V6"]
    assert [row.id for row in found if not row.passed] == []


@pytest.mark.parametrize(
    ("group", "level", "fails"),
    [
        ("tensor-fasciae-latae", "most", "V4"),
        ("gluteus-medius-posterior", "some", "V5"),
        ("gluteus-medius-anterior", "some", "V3"),
    ],
)
def test_a_level_against_the_studies_fails_its_row(
    monkeypatch: pytest.MonkeyPatch, group: MuscleGroup, level: Level, fails: str
) -> None:
    told = kinetics_picture.muscle_openings

    def wrong(loads: Loads, answers: list[Load]) -> list[object]:
        return [one.model_copy(update={"level": level}) if one.group == group else one for one in told(loads, answers)]

    monkeypatch.setattr(kinetics_picture, "muscle_openings", wrong)
    assert fails in {row.id for row in kinetics_picture.rows() if not row.passed}
