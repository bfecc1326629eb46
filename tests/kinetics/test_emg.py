"""The published EMG: every figure carries its source, and says how surely it is the paper's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openclam.errors import ModelError
from openclam.kinetics import emg
from openclam.kinetics.emg import published_emg


def test_every_row_has_its_source() -> None:
    rows = published_emg()
    assert len({row.study for row in rows}) >= 8
    for row in rows:
        assert re.search(r"[A-Z].* \d+\(\d+\):\d+|Phys Ther$", row.source), row.study
        assert row.doi is None or re.fullmatch(r"10\.\d{4,}/\S+", row.doi)


def test_no_muscle_stands_twice_in_one_condition_of_a_study() -> None:
    keys = [(row.study, row.muscle, row.hip_deg, row.load) for row in published_emg()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("written", "names"),
    [("[[row]\n", "line 1"), ("", "rows"), ('[[row]]\nstudy = "A"\nmuscle = "biceps"\n', "muscle")],
)
def test_a_damaged_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str, names: str) -> None:
    path = tmp_path / "emg.toml"
    path.write_text(written, "utf-8")
    monkeypatch.setattr(emg, "_PATH", path)
    with pytest.raises(ModelError, match=names):
        published_emg.__wrapped__()
