"""The files for OpenSim: as plain text, and as the real OpenSim reads them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinematics.posture import Side
from openclam.report.opensim.body import (
    joint_angles,
    joint_centres,
    joint_moments,
    muscle_activations,
    side_lying_pelvis,
)
from openclam.report.opensim.curves import Array, Curves
from openclam.report.opensim.files import mot_text, opensim_files, sto_text, trc_text

TIME_S = np.arange(8) / 30
MUSCLES = ("glmed1_r", "piri_r")


def angles(side: Side = "right") -> Curves:
    """Eight pictures of a clam with the pelvis rolling back a degree a picture."""
    return joint_angles(
        side,
        TIME_S,
        hip_flexion_deg=np.linspace(45, 44, 8),
        hip_abduction_deg=np.linspace(3, 17, 8),
        hip_external_rotation_deg=np.linspace(0, 21, 8),
        knee_flexion_deg=np.full(8, 90.0),
        pelvis=side_lying_pelvis(side, np.arange(8.0)),
    )


def centres() -> Curves:
    hip = np.tile([0.0, 0.0, 0.08], (8, 1))
    knee = hip + np.array([0.4, 0.0, 0.0])
    return joint_centres(TIME_S, side_lying_pelvis("right", np.zeros(8)), {"RHJC": hip, "RKJC": knee})


def activations() -> Curves:
    return muscle_activations("right", TIME_S, MUSCLES, np.column_stack([np.linspace(0, 0.4, 8), np.full(8, 0.25)]))


def table(text: str) -> tuple[list[str], Array]:
    """The labels and numbers of a .mot or .sto, read by its header."""
    head, _, body = text.partition("endheader\n")
    labels, *rows = body.splitlines()
    numbers = np.array([[float(cell) for cell in row.split("\t")] for row in rows])
    keys = dict(line.split("=") for line in head.splitlines()[1:])
    assert (int(keys["nRows"]), int(keys["nColumns"])) == numbers.shape
    return labels.split("\t"), numbers


def points(text: str) -> tuple[list[str], Array, Array]:
    """The markers, times and points (n, m, 3) of a .trc."""
    lines = [line.split("\t") for line in text.splitlines()]
    rows = np.array([[float(cell) for cell in line] for line in lines[6:]])
    return lines[3][2::3], rows[:, 1], rows[:, 2:].reshape(len(rows), -1, 3)


# As text


def test_mot_begins_with_the_header_that_opensim_knows() -> None:
    lines = mot_text(angles()).splitlines()
    assert lines[1:6] == ["version=1", "nRows=8", "nColumns=8", "inDegrees=yes", "endheader"]
    assert lines[6].split("\t") == [
        "time", "pelvis_tilt", "pelvis_list", "pelvis_rotation",
        "hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "knee_angle_r",
    ]  # fmt: skip


def test_opening_is_abduction_and_external_rotation_so_both_go_to_minus() -> None:
    labels, numbers = table(mot_text(angles()))
    last = dict(zip(labels, numbers[-1], strict=True))
    assert last["hip_flexion_r"] == 44
    assert last["hip_adduction_r"] == -17
    assert last["hip_rotation_r"] == -21
    assert last["knee_angle_r"] == 90


def test_left_leg_has_its_own_names_and_the_same_signs() -> None:
    labels, numbers = table(mot_text(angles("left")))
    assert labels[4:] == ["hip_flexion_l", "hip_adduction_l", "hip_rotation_l", "knee_angle_l"]
    np.testing.assert_array_equal(numbers[:, 4:], table(mot_text(angles("right")))[1][:, 4:])


def test_moments_take_opensims_names_and_signs() -> None:
    one = np.ones(8)
    moments = joint_moments(
        "left", TIME_S, hip_flexion_nm=one, hip_abduction_nm=20 * one, hip_external_rotation_nm=8 * one,
        knee_flexion_nm=3 * one,
    )  # fmt: skip
    text = sto_text("moments", moments)
    assert "inDegrees=no" in text
    labels, numbers = table(text)
    assert labels[1:] == [
        "hip_flexion_l_moment", "hip_adduction_l_moment", "hip_rotation_l_moment", "knee_angle_l_moment"
    ]  # fmt: skip
    np.testing.assert_array_equal(numbers[0, 1:], [1, -20, -8, 3])


def test_trc_has_three_columns_a_marker_in_millimetres_with_y_up() -> None:
    lines = trc_text("joint_centres.trc", centres()).splitlines()
    assert lines[0] == "PathFileType\t4\t(X/Y/Z)\tjoint_centres.trc"
    assert dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True)) == {
        "DataRate": "30", "CameraRate": "30", "NumFrames": "8", "NumMarkers": "2", "Units": "mm",
        "OrigDataRate": "30", "OrigDataStartFrame": "1", "OrigNumFrames": "8",
    }  # fmt: skip
    assert lines[3] == "Frame#\tTime\tRHJC\t\t\tRKJC\t\t"
    assert lines[4] == "\t\tX1\tY1\tZ1\tX2\tY2\tZ2"
    assert not lines[5]
    _, time_s, at = points("\n".join(lines))
    np.testing.assert_allclose(time_s, TIME_S, atol=1e-9)
    # On the left side with stacked hips: the right hip 8 cm up, and the knee 40 cm to where the belly faces, −Z.
    np.testing.assert_allclose(at[0], [[0, 80, 0], [0, 80, -400]], atol=1e-6)


def test_zero_turned_round_has_no_minus() -> None:
    still = np.zeros(8)
    curves = joint_angles(
        "right", TIME_S, hip_flexion_deg=still, hip_abduction_deg=still, hip_external_rotation_deg=still,
        knee_flexion_deg=still,
    )  # fmt: skip
    assert "-" not in mot_text(curves).partition("endheader")[2]


def test_numbers_have_a_point_nine_decimals_and_nothing_between_the_thousands() -> None:
    text = sto_text("forces", Curves(np.array([0.0, 0.5]), {"a": np.array([1234.5, 0.25])}))
    assert text.endswith("time\ta\n0.000000000\t1234.500000000\n0.500000000\t0.250000000\n")


def test_name_of_the_data_must_fit_in_its_line() -> None:
    for name in ("", "one\ntwo", "a=b"):
        with pytest.raises(ValueError, match="cannot be the first line"):
            sto_text(name, activations())
    with pytest.raises(ValueError, match="white space"):
        trc_text("my points.trc", centres())


def test_hole_is_refused_in_a_table_and_written_nan_among_points() -> None:
    holed = Curves(TIME_S, {"a": np.where(TIME_S > 0.1, np.nan, 1.0)})
    with pytest.raises(ValueError, match=r"a has rows without a number.*spans\(\)"):
        sto_text("holed", holed)
    hidden = centres()
    hidden.columns["RKJC"][3:5] = np.nan
    _, _, at = points(trc_text("c.trc", hidden))
    assert np.isnan(at[3:5, 1]).all()
    assert np.isfinite(at[3:5, 0]).all()


def test_points_and_numbers_do_not_mix() -> None:
    with pytest.raises(ValueError, match="RHJC holds points"):
        sto_text("points", centres())
    with pytest.raises(ValueError, match="glmed1_r holds numbers"):
        trc_text("numbers.trc", activations())


def test_points_on_an_uneven_clock_are_refused() -> None:
    uneven = Curves(np.array([0.0, 0.1, 0.25]), {"RHJC": np.zeros((3, 3))})
    with pytest.raises(ValueError, match=r"even clock.*evenly\(\)"):
        trc_text("c.trc", uneven)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(-1e4, 1e4), st.floats(1e-3, 10))
def test_every_finite_number_comes_back(values: list[float], start_s: float, step_s: float) -> None:
    time_s = start_s + step_s * np.arange(len(values))
    text = sto_text("any numbers", Curves(time_s, {"a": np.array(values), "b": -np.array(values)}), in_degrees=True)
    labels, numbers = table(text)
    assert labels == ["time", "a", "b"]
    assert (np.diff(numbers[:, 0]) > 0).all()
    np.testing.assert_allclose(numbers, np.column_stack([time_s, values, -np.array(values)]), rtol=0, atol=1e-9)


# A whole set


def test_each_curve_has_its_file() -> None:
    files = opensim_files(angles=angles(), centres=centres(), activations=activations())
    assert list(files) == ["angles.mot", "joint_centres.trc", "activations.sto"]


def test_no_file_bridges_a_second_in_which_nobody_was_seen() -> None:
    time_s = np.arange(90) / 30
    seen = (time_s < 1) | (time_s >= 2)
    curves = Curves(time_s, {"hip_flexion_r": np.where(seen, 45.0, np.nan)})
    files = opensim_files(angles=curves)
    assert list(files) == ["angles_1.mot", "angles_2.mot"]
    (_, first), (_, second) = map(table, files.values())
    assert first[-1, 0] == pytest.approx(29 / 30)
    assert second[0, 0] == pytest.approx(2)
    assert len(first) + len(second) == 60


def test_curve_that_was_never_seen_gives_no_file() -> None:
    nothing = np.full(8, np.nan)
    unseen = Curves(TIME_S, {"hip_flexion_r": nothing})
    nowhere = Curves(TIME_S, {"RHJC": np.full((8, 3), np.nan)})
    assert opensim_files(angles=unseen, centres=nowhere, activations=unseen) == {}


def test_files_may_be_written_at_another_rate() -> None:
    _, numbers = table(opensim_files(activations=activations(), rate_hz=100)["activations.sto"])
    np.testing.assert_allclose(np.diff(numbers[:, 0]), 0.01, atol=1e-8)
    np.testing.assert_allclose(numbers[:, 2], 0.25)


# As OpenSim reads them


@pytest.fixture
def opensim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """OpenSim, silent, in a folder of its own: it leaves an opensim.log wherever it is."""
    monkeypatch.chdir(tmp_path)
    module: ModuleType = pytest.importorskip("opensim", reason="opensim has no wheel for this machine")
    module.Logger.setLevelString("off")
    return module


def stored(opensim: ModuleType, path: Path) -> tuple[bool, list[str], Array]:
    """A file as `Storage` reads it, on which the tools of OpenSim rest: in degrees or not, labels, rows with time."""
    storage = opensim.Storage(str(path))
    labels = storage.getColumnLabels()
    vectors = [storage.getStateVector(row) for row in range(storage.getSize())]
    rows = [[one.getTime(), *(one.getData().get(i) for i in range(one.getSize()))] for one in vectors]
    return storage.isInDegrees(), [labels.get(i) for i in range(labels.getSize())], np.array(rows)


@pytest.mark.parametrize("name", ["angles.mot", "moments.sto", "activations.sto"])
def test_opensim_reads_the_tables(opensim: ModuleType, tmp_path: Path, name: str) -> None:
    moments = joint_moments(
        "right", TIME_S, hip_flexion_nm=TIME_S, hip_abduction_nm=20 + TIME_S, hip_external_rotation_nm=-TIME_S,
        knee_flexion_nm=0 * TIME_S,
    )  # fmt: skip
    text = opensim_files(angles=angles(), moments=moments, activations=activations())[name]
    path = tmp_path / name
    path.write_text(text, "utf-8")
    labels, numbers = table(text)

    read = opensim.TimeSeriesTable(str(path))
    assert list(read.getColumnLabels()) == labels[1:]
    np.testing.assert_array_equal(read.getIndependentColumn(), numbers[:, 0])
    np.testing.assert_array_equal(read.getMatrix().to_numpy(), numbers[:, 1:])
    assert read.getTableMetaDataAsString("inDegrees") == ("yes" if name == "angles.mot" else "no")

    in_degrees, stored_labels, rows = stored(opensim, path)
    assert in_degrees == (name == "angles.mot")
    assert stored_labels == labels
    np.testing.assert_array_equal(rows, numbers)


def test_opensim_reads_the_points_and_the_hole_among_them(opensim: ModuleType, tmp_path: Path) -> None:
    hidden = centres()
    hidden.columns["RKJC"][3:] = np.nan  # the last cells of a row, where an empty one would be refused
    path = tmp_path / "joint_centres.trc"
    path.write_text(trc_text(path.name, hidden), "utf-8")
    metres = np.stack(list(hidden.columns.values()), axis=1)

    read = opensim.TimeSeriesTableVec3(str(path))
    assert list(read.getColumnLabels()) == ["RHJC", "RKJC"]
    assert read.getTableMetaDataAsString("Units") == "mm"
    assert read.getTableMetaDataAsString("DataRate") == "30"
    np.testing.assert_allclose(read.getIndependentColumn(), TIME_S, atol=1e-9)
    rows = [[read.getRowAtIndex(row)[i].to_numpy() for i in range(2)] for row in range(8)]
    np.testing.assert_allclose(rows, 1000 * metres, atol=1e-6)

    markers = opensim.MarkerData(str(path))
    markers.convertToUnits(opensim.Units("m"))
    frames = [[markers.getFrame(row).getMarker(i).to_numpy() for i in range(2)] for row in range(8)]
    np.testing.assert_allclose(frames, metres, atol=1e-9)
    assert markers.getDataRate() == 30


@pytest.mark.parametrize("top", ["right", "left"])
def test_model_in_opensim_lies_as_the_person_lay(opensim: ModuleType, tmp_path: Path, top: Side) -> None:
    """A pelvis on OpenSim's joint takes the angles of the file and has to end up as it was in the room."""
    pelvis = side_lying_pelvis(top, np.linspace(-10, 60, 8), np.linspace(8, -12, 8))
    still = np.zeros(8)
    curves = joint_angles(
        top, TIME_S, hip_flexion_deg=still, hip_abduction_deg=still, hip_external_rotation_deg=still,
        knee_flexion_deg=still, pelvis=pelvis,
    )  # fmt: skip
    path = tmp_path / "angles.mot"
    path.write_text(mot_text(curves), "utf-8")
    read = opensim.TimeSeriesTable(str(path))

    model = opensim.Model(str(_model(tmp_path / "lying.osim")))
    state = model.initSystem()
    for row in range(8):
        for name in ("pelvis_tilt", "pelvis_list", "pelvis_rotation"):
            angle = np.deg2rad(read.getDependentColumn(name)[row])
            model.getCoordinateSet().get(name).setValue(state, angle)
        model.realizePosition(state)
        turn = model.getBodySet().get("pelvis").getTransformInGround(state).R().asMat33()
        matrix = [[turn.get(i, j) for j in range(3)] for i in range(3)]
        np.testing.assert_allclose(matrix, pelvis[row], atol=1e-9)


def _model(path: Path) -> Path:
    """A model of one body, joined to the ground as the pelvis of Rajagopal2016: about Z, X and Y in that order."""
    turns = (("pelvis_tilt", "0 0 1"), ("pelvis_list", "1 0 0"), ("pelvis_rotation", "0 1 0"))
    shifts = ("1 0 0", "0 1 0", "0 0 1")
    coordinates = "".join(f'<Coordinate name="{name}"/>' for name, _ in turns)
    axes = "".join(
        f'<TransformAxis name="rotation{number}"><coordinates>{name}</coordinates><axis>{axis}</axis>'
        '<LinearFunction name="function"><coefficients>1 0</coefficients></LinearFunction></TransformAxis>'
        for number, (name, axis) in enumerate(turns, 1)
    ) + "".join(
        f'<TransformAxis name="translation{number}"><axis>{axis}</axis>'
        '<Constant name="function"><value>0</value></Constant></TransformAxis>'
        for number, axis in enumerate(shifts, 1)
    )
    path.write_text(
        f"""<?xml version="1.0" encoding="UTF-8"?>
        <OpenSimDocument Version="40500"><Model name="lying">
        <BodySet><objects><Body name="pelvis"><mass>10</mass><inertia>1 1 1 0 0 0</inertia></Body></objects></BodySet>
        <JointSet><objects><CustomJoint name="ground_pelvis">
        <socket_parent_frame>/ground</socket_parent_frame>
        <socket_child_frame>/bodyset/pelvis</socket_child_frame>
        <coordinates>{coordinates}</coordinates><SpatialTransform>{axes}</SpatialTransform>
        </CustomJoint></objects></JointSet></Model></OpenSimDocument>""",
        "utf-8",
    )
    return path


def test_opensims_inverse_dynamics_runs_on_the_shortest_file_that_is_written(
    opensim: ModuleType, tmp_path: Path
) -> None:
    """A thigh of 10 kg held level, its weight 0.2 m from the hip, needs 19.6 N·m."""
    model = opensim.Model()
    thigh = opensim.Body("thigh", 10, opensim.Vec3(0, -0.2, 0), opensim.Inertia(1, 1, 1))
    hip = opensim.PinJoint("hip", model.getGround(), thigh)
    hip.updCoordinate().setName("hip_flexion_r")
    model.addBody(thigh)
    model.addJoint(hip)
    model.finalizeConnections()
    level = Curves(TIME_S[:6], {"hip_flexion_r": np.full(6, 90.0)})
    (tmp_path / "angles.mot").write_text(opensim_files(angles=level)["angles.mot"], "utf-8")

    tool = opensim.InverseDynamicsTool()
    tool.setModel(model)
    tool.setCoordinatesFileName(str(tmp_path / "angles.mot"))
    tool.setStartTime(0)
    tool.setEndTime(1)
    tool.setResultsDir(str(tmp_path))
    tool.setOutputGenForceFileName("moments.sto")
    assert tool.run()
    moments = opensim.TimeSeriesTable(str(tmp_path / "moments.sto"))
    assert list(moments.getColumnLabels()) == ["hip_flexion_r_moment"]
    np.testing.assert_allclose(moments.getMatrix().to_numpy(), 10 * 9.80665 * 0.2, rtol=1e-4)
