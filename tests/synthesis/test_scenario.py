from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from openclam.errors import InputError, UsageError
from openclam.synthesis import scenario
from openclam.synthesis.scenario import load_scenario

EXAMPLES = sorted(Path(scenario.__file__).with_name("scenarios").glob("*.toml"))


def written(folder: Path, text: str) -> Path:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_holds_together_and_its_seed_fixes_it(path):
    first, again = load_scenario(path), load_scenario(path)
    assert first == again
    other = load_scenario(path, seed=first.seed + 1)
    assert other.plan.movement != first.plan.movement


def test_what_a_scenario_says_is_what_is_planned(tmp_path):
    path = written(
        tmp_path,
        """
seed = 3
[body]
name = "cora"
[start]
hip_flexion_deg = 60
top_hand = "hip"
[session]
reps = 2
[[session.fault]]
code = "N2"
size = 12
reps = [2]
[camera]
azimuth_deg = -40
[look]
shirt = [1, 2, 3]
[band]
none = true
[video]
width = 320
height = 240
fps = 12
moving_leg = "right"
""",
    )
    scenario = load_scenario(path)
    movement, scene = scenario.plan.movement, scenario.plan.scene
    assert (scenario.seed, scenario.body.name, scenario.plan.fps) == (3, "cora", 12.0)
    assert (movement.start.hip_flexion_deg, movement.start.top_hand) == (60.0, "hip")
    assert [rep.foot_lift_cm for rep in movement.reps] == [0.0, 12.0]
    assert (scene.camera.azimuth_deg, scene.look.shirt, scene.band) == (-40.0, (1, 2, 3), None)
    assert (scene.width, scene.height, scene.mirrored) == (320, 240, True)


def test_an_empty_scenario_is_the_usual_one(tmp_path):
    plan = load_scenario(written(tmp_path, "")).plan
    assert len(plan.movement.reps) == 6
    assert plan.scene.band is not None


def test_what_is_given_goes_before_chance(tmp_path):
    text = "seed = 4\n[start]\nrandom = true\nknee_flexion_deg = 77\n[session]\nrandom = true\nreps = 4\nsets = 1\n"
    movement = load_scenario(written(tmp_path, text)).plan.movement
    assert movement.start.knee_flexion_deg == 77.0
    assert len(movement.reps) == 4
    other = load_scenario(written(tmp_path, text), seed=5).plan.movement
    assert other.start != movement.start


def test_a_change_to_one_table_leaves_chance_in_the_others(tmp_path):
    text = "[start]\nrandom = true\n[camera]\nrandom = true\n"
    before = load_scenario(written(tmp_path, text)).plan
    after = load_scenario(written(tmp_path, text + "fov_deg = 50\n")).plan
    assert after.movement.start == before.movement.start
    assert after.scene.camera.azimuth_deg == before.scene.camera.azimuth_deg


def test_the_start_faults_of_a_session_are_put_in(tmp_path):
    plan = load_scenario(written(tmp_path, '[[session.fault]]\ncode = "S1"\n[[session.fault]]\ncode = "S7"\n')).plan
    assert plan.scene.band is None
    assert plan.movement.start.head_support == "none"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[strat]\n", 1, 'unknown key `strat`; did you mean "start"?'),
        ("seed = -1\n", 1, "`seed` must be a whole number of at least 0, got -1"),
        ("\n[start]\nhip_flexion = 45\n", 3, 'unknown key `hip_flexion`; did you mean "hip_flexion_deg"?'),
        ("[start]\nknee_flexion_deg = 300\n", 2, "knee_flexion_deg must lie between 20 and 140 degrees"),
        ('[start]\ntop_hand = "flor"\n', 2, '`top_hand` cannot be "flor"; did you mean "floor"?'),
        ('[start]\npelvic_roll_deg = "x"\n', 2, "`pelvic_roll_deg`: input should be a valid number"),
        ("[session]\nreps = 0\n", 2, "`reps`: input should be greater than or equal to 1, got 0"),
        ("[session]\n[[session.fault]]\ncod = 1\n", 3, 'unknown key `cod`; did you mean "code"?'),
        ('[[session.fault]]\ncode = "N9"\n', 2, '`code` cannot be "N9"; did you mean'),
        ("[[session.fault]]\nreps = [1]\n", 1, "`code` is missing"),
        ("[video]\nwidth = 641\n", 2, "`width`: input should be a multiple of 2, got 641"),
        ("[camera]\nazimuth_deg = [3]\n", 2, "`azimuth_deg`: input should be a valid number, got [3]"),
        ("[camera]\nfov_deg = 170\n", 1, "camera fov must lie between"),
        ('[body]\nname = "ann"\n', 2, '`name` cannot be "ann"'),
        ('[body]\nname = "ava"\nrandom = true\n', 1, "give one of `name`, `file` and `random = true`"),
        ("[band]\nnone = 1\n", 2, "`none` must be true or false, got 1"),
        ("start = 3\n", 1, "`start` must be a table, [start], got 3"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, text, line, said):
    with pytest.raises(UsageError, match=re.escape(said)) as refused:
        load_scenario(written(tmp_path, text))
    assert f"line {line}: " in str(refused.value)
    assert "openclam synth --example" in str(refused.value)


def test_all_faults_are_listed_at_once(tmp_path):
    with pytest.raises(UsageError, match="found 2 faults"):
        load_scenario(written(tmp_path, "[start]\nhip = 4\n[video]\nfps = 0\n"))


def test_what_is_no_toml_is_refused_with_its_line(tmp_path):
    with pytest.raises(UsageError, match=r"scenario\.toml, line 2: expected"):
        load_scenario(written(tmp_path, "seed = 1\n[start\n"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.toml: expected"):
        load_scenario(tmp_path / "nowhere.toml")


def test_a_stored_body_is_looked_for_beside_the_scenario(tmp_path, body):
    body.save(tmp_path / "me.npz")
    scenario = load_scenario(written(tmp_path, '[body]\nfile = "me.npz"\n'))
    assert scenario.make_body().skeleton.names == body.skeleton.names
    shutil.move(tmp_path / "me.npz", tmp_path / "gone.npz")
    with pytest.raises(InputError, match=r"me\.npz"):
        scenario.make_body()
