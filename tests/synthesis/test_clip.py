from __future__ import annotations

import json
from dataclasses import replace

import av
import numpy as np
import pytest

from openclam.errors import InputError, OutputError, UsageError
from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.clip import write_clip
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.document import ClipTruth
from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.render import Renderer, Scene
from openclam.synthesis.skin import skin_body
from openclam.synthesis.truth import joint_centres

SHORT = SetPlan((RepPlan(up_s=0.3, hold_s=0.1, down_s=0.3, rest_s=0.1),), still_s=0.3, end_s=0.1)


def test_skin_follows_its_bones_and_does_not_sink_into_the_mat(body, clam):
    posed = clam.pose(ClamPose(30.0))
    moved = skin_body(body, posed)
    knee = body.skeleton.names.index("lowerleg01.L")
    assert moved[8 * knee : 8 * knee + 8].mean(axis=0) == pytest.approx(posed.heads[knee], abs=1e-9)
    assert moved[:, 2].min() >= 0.0


def test_a_body_survives_being_stored(body, tmp_path):
    body.save(tmp_path / "body.npz")
    again = BodyMesh.load(tmp_path / "body.npz")
    assert again.vertices == pytest.approx(body.vertices)
    assert again.skeleton.names == body.skeleton.names
    assert again.skeleton.clearance_m == body.skeleton.clearance_m


def test_what_is_no_body_is_refused(tmp_path):
    (tmp_path / "body.npz").write_text("not a body")
    with pytest.raises(InputError, match="expected a body"):
        BodyMesh.load(tmp_path / "body.npz")


def test_truth_projects_joints_where_the_camera_sees_them(body):
    plan = ClipPlan(SHORT, fps=10.0)
    document = ClipTruth(body, plan).document()
    posed = Clam(body.skeleton).pose(SHORT.pose_at(0.5))
    names = list(joint_centres(posed))
    expected = plan.scene.camera.project(np.array(list(joint_centres(posed).values())), 854, 480)
    assert np.array([document["joints_px"][name][5] for name in names]) == pytest.approx(expected, abs=0.06)


def test_a_mirrored_clip_has_the_same_angles_and_mirrored_joints(body):
    plan = ClipPlan(SHORT, fps=10.0)
    right_side = ClipTruth(body, plan).document()
    left_side = ClipTruth(body, replace(plan, scene=Scene(mirrored=True))).document()
    assert (right_side["moving_leg"], left_side["moving_leg"]) == ("left", "right")
    assert left_side["frames"] == right_side["frames"]
    seen, turned = (np.array(d["joints_px"][f"{d['moving_leg']}_knee"]) for d in (right_side, left_side))
    assert turned == pytest.approx(np.column_stack([854.0 - seen[:, 0], seen[:, 1]]), abs=0.11)


@pytest.mark.parametrize("size", [(853, 480), (854, 479)])
def test_an_odd_size_is_refused(size):
    with pytest.raises(UsageError, match="must be even"):
        ClipPlan(SHORT, Scene(width=size[0], height=size[1]))


def test_an_absurd_rate_is_refused():
    with pytest.raises(UsageError, match="fps"):
        ClipPlan(SHORT, fps=0.0)


def _can_draw() -> None:
    pytest.importorskip("pyvista", reason="pyvista is not installed (pip install 'openclam[synth]')")


@pytest.mark.filterwarnings("default")
def test_a_clip_and_its_truth_are_written_whole(body, tmp_path):
    _can_draw()
    plan = ClipPlan(SHORT, Scene(width=160, height=90, supersample=1), fps=10.0)
    heard: list[float] = []
    truth_path = write_clip(body, plan, tmp_path / "clip.mp4", heard.append)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "clip.truth.json"]
    assert heard[-1] == 1.0
    with av.open(str(tmp_path / "clip.mp4")) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(pictures) == len(json.loads(truth_path.read_text())["frames"]["time_s"]) == 12
    assert pictures[0].shape == (90, 160, 3)
    assert pictures[0].std() > 5.0


@pytest.mark.filterwarnings("default")
def test_the_top_knee_is_drawn_where_truth_says(body, clam):
    """The block round the top knee, drawn alone against drawn moved: the picture changes there."""
    _can_draw()
    scene = Scene(width=320, height=180, supersample=1, band=None)
    with Renderer(body, scene) as renderer:
        closed, opened = (renderer.draw(clam.pose(ClamPose(opening))).astype(int) for opening in (0.0, 40.0))
    changed = np.argwhere(np.abs(opened - closed).sum(axis=2) > 60)[:, ::-1]
    knees = [
        scene.camera.project(clam.pose(ClamPose(opening)).head("lowerleg01.L")[None, :], 320, 180)[0]
        for opening in (0.0, 40.0)
    ]
    for knee in knees:
        assert np.linalg.norm(changed - knee, axis=1).min() < 8.0


@pytest.mark.filterwarnings("default")
def test_a_folder_that_cannot_be_made_is_named(body, tmp_path):
    _can_draw()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="Choose another folder"):
        write_clip(body, ClipPlan(SHORT), tmp_path / "file" / "clip.mp4")
