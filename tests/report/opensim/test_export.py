"""A set as OpenSim's files: read back by OpenSim itself, they say what was measured and calculated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from openclam.assessment.model import Assessment
from openclam.assessment.series import SeriesRecorder
from openclam.kinematics import Quantity
from openclam.movement.closed import Closed
from openclam.report.opensim.export import export
from tests.kinetics.set_of_reps import figures, rep

opensim = pytest.importorskip("opensim", reason="opensim has no wheel for this machine")


@pytest.fixture(scope="module")
def motions() -> list:
    return [rep(1), rep(2, 20.0)]


@pytest.fixture
def assessment(motions: list, make_assessment, make_rep) -> Assessment:
    recorder = SeriesRecorder()
    for motion in motions:
        for posture in motion.postures[motion.number > 1 :]:
            recorder.step(posture)
    closed = Closed(motions[0].closed, np.zeros_like(motions[0].closed), ())
    return make_assessment([make_rep(1), make_rep(2)]).with_series(recorder.series(closed)).with_loads(figures(motions))


@pytest.fixture
def folder(assessment: Assessment, tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)  # OpenSim writes its log where it stands
    opensim.Logger.setLevelString("off")
    for name, text in export(assessment).items():
        (tmp_path / name).write_text(text, "utf-8", newline="\n")
    yield tmp_path
    os.chdir(before)


def column(path: Path, name: str) -> np.ndarray:
    return opensim.TimeSeriesTable(str(path)).getDependentColumn(name).to_numpy()


def test_opensim_reads_the_angles(folder: Path, assessment: Assessment) -> None:
    side = assessment.moving_leg[0]
    flexion = column(folder / "angles.mot", f"hip_flexion_{side}")
    adduction = column(folder / "angles.mot", f"hip_adduction_{side}")
    measured = assessment.series.quantities
    assert flexion == pytest.approx(measured[:, Quantity.HIP_FLEXION], abs=0.3)
    assert adduction == pytest.approx(-measured[:, Quantity.HIP_ABDUCTION], abs=0.3)


def test_opensim_reads_moments_and_activations_of_each_rep(folder: Path, assessment: Assessment) -> None:
    side = assessment.moving_leg[0]
    assert assessment.loads is not None
    moment = column(next(folder.glob("moments*.sto")), f"hip_adduction_{side}_moment")
    abduction = [load.hip_moment_nm[1] for load in assessment.loads.reps[0].loads]
    assert moment.min() == pytest.approx(-max(abduction), abs=0.5)
    activation = column(next(folder.glob("activations*.sto")), f"glmed3_{side}")
    assert 0.05 < activation.max() < 1


def test_the_knee_rises_over_its_own_hip_and_ankle(folder: Path) -> None:
    table = opensim.TimeSeriesTableVec3(str(folder / "joint_centres.trc"))
    labels = [label for label in table.getColumnLabels() if "KJC" in label]
    points = table.getDependentColumn(labels[0])
    height = [points[row][1] for row in range(points.size())]
    assert np.ptp(height) == pytest.approx(1000 * 0.14, abs=35)  # 30° of opening lift the knee by 14 cm


def test_without_loads_there_are_the_angles_alone(assessment: Assessment) -> None:
    assert set(export(assessment.with_loads(None))) == {"angles.mot"}


def test_a_set_without_pictures_gives_no_file(make_assessment, make_rep) -> None:
    assert export(make_assessment([make_rep(1)])) == {}


def test_a_recording_that_begins_without_anybody_has_its_angles(assessment: Assessment) -> None:
    seen = assessment.series.quantities.copy()
    seen[:3] = np.nan
    files = export(assessment.with_series(replace(assessment.series, quantities=seen)))
    assert "angles.mot" in files
    assert "joint_centres.trc" in files


def test_the_activations_say_which_estimate_they_are(folder: Path) -> None:
    for path in folder.glob("activations*.sto"):
        assert "static optimisation" in path.read_text("utf-8").partition("\n")[0]
