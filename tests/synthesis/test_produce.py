"""`openclam synth`, from the command line down to the files."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from openclam.cli import main as cli
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.document import ClipTruth
from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.render import Scene

SCENARIO = """
seed = 2
[body]
file = "body.npz"
[session]
reps = 1
up_s = 0.3
hold_s = 0.0
down_s = 0.3
rest_s = 0.0
still_s = 1.2
end_s = 0.0
[video]
width = 160
height = 90
fps = 5
"""


def ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *args: str | Path
) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `openclam synth`."""
    monkeypatch.setattr(sys, "argv", ["openclam", "synth", *map(str, args)])
    try:
        cli.main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    return status, *capsys.readouterr()


@pytest.fixture
def scenario(tmp_path, body) -> Path:
    body.save(tmp_path / "body.npz")
    path = tmp_path / "short.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def test_the_example_is_a_scenario_with_its_comments(monkeypatch, capsys):
    status, out, _ = ended(monkeypatch, capsys, "--example")
    assert status == 0
    assert out.startswith("# ")
    assert {"body", "start", "session", "camera", "video"} <= set(tomllib.loads(out))


def test_what_is_missing_is_said(monkeypatch, capsys, tmp_path):
    status, out, err = ended(monkeypatch, capsys, tmp_path)
    assert (status, out) == (2, "")
    assert "expected --scenario FILE" in err


@pytest.mark.filterwarnings("default")
def test_a_scenario_becomes_a_clip_with_its_truth(monkeypatch, capsys, scenario, tmp_path):
    pytest.importorskip("pyvista", reason="pyvista is not installed (pip install 'openclam[synth]')")
    status, out, _ = ended(monkeypatch, capsys, tmp_path / "out", "--scenario", scenario, "--seed", "4")
    paths = [Path(line) for line in out.splitlines()]
    assert status == 0
    assert [path.name for path in paths] == ["short-4.mp4", "short-4.truth.json", "short-4.truth.npz"]
    truth = json.loads(paths[1].read_text())
    with np.load(paths[2]) as arrays:
        assert arrays["time_s"].tolist() == pytest.approx(truth["frames"]["time_s"])
    status, _, err = ended(monkeypatch, capsys, tmp_path / "out", "--scenario", scenario, "--seed", "4")
    assert status == 3
    assert "--force" in err


def test_files_that_are_there_are_not_replaced(monkeypatch, capsys, scenario, tmp_path):
    (tmp_path / "short.truth.json").write_text("mine")
    status, _, err = ended(monkeypatch, capsys, tmp_path, "--scenario", scenario)
    assert status == 3
    assert "short.truth.json" in err
    assert (tmp_path / "short.truth.json").read_text() == "mine"


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch, capsys, scenario, tmp_path):
    monkeypatch.setitem(sys.modules, "pyvista", None)
    status, out, err = ended(monkeypatch, capsys, tmp_path / "out", "--scenario", scenario)
    assert (status, out) == (2, "")
    assert "pip install 'openclam[synth]'" in err
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("mirrored", [False, True])
def test_arrays_and_document_tell_the_same(body, mirrored):
    plan = ClipPlan(
        SetPlan((RepPlan(up_s=0.3, hold_s=0.1, down_s=0.3),), still_s=0.3), Scene(mirrored=mirrored), fps=5.0
    )
    truth = ClipTruth(body, plan)
    document, arrays = truth.document(), truth.arrays()
    count, joints = len(document["frames"]["time_s"]), len(document["joints_px"])
    assert arrays["joints_m"].shape == (count, joints, 3)
    for name, curve in document["frames"].items():
        assert arrays[name] == pytest.approx(np.array(curve), abs=0.006), name
    for column, name in enumerate(arrays["joint_names"].tolist()):
        assert arrays["joints_px"][:, column] == pytest.approx(np.array(document["joints_px"][name]), abs=0.051)
    hips = [arrays["joints_m"][:, arrays["joint_names"].tolist().index(f"{side}_hip")] for side in ("left", "right")]
    top, below = hips[::-1] if mirrored else hips
    assert (top[:, 2] > below[:, 2]).all()
    assert document["moving_leg"] == ("right" if mirrored else "left")
    across = (hips[1] - hips[0]) / np.linalg.norm(hips[1] - hips[0], axis=1, keepdims=True)
    assert arrays["pelvis"][:, :, 2] == pytest.approx(across, abs=0.06)  # Z points to the person's right
