"""Which movements an exercise file may ask for, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from openclam.errors import ExerciseError
from openclam.exercise.loader import BUILT_IN
from openclam.kinematics import Quantity
from openclam.movement.gates import Gate
from openclam.movement.signal import signal_of
from openclam.run.exercise_file import open_exercise

TEXT = BUILT_IN.read_text("utf-8")


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "ours.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('signal = "opening"', 'signal = "hip_abduction"', ['does not claim the signal "hip_abduction"', "trained on"]),
        ('lifter = "side-lying-clam"', 'lifter = "side-lying-clm"', ['did you mean "side-lying-clam"']),
        ("knee_flexion_deg = { least = 45 }", "knee_flexon_deg = { least = 45 }", ['did you mean "knee_flexion_deg"']),
        ('"knees-part"', '"knee-parts"', ['did you mean "knees-part"']),
        ("side_lying_deg = { most = 60 }", "side_lying_deg = { }", ["`least`, `most`, or both"]),
        ('is_rep = ["knees-part", "knee-bent", "rests-alike"]', "is_rep = []", ["is_rep"]),
        ("rise = { first = 10,", "rise = { first = 5,", ["`least` must not be larger than `first`"]),
    ],
)
def test_what_no_estimator_can_give_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, says: list[str]
) -> None:
    path = written(tmp_path, (old, new))
    line = next(i for i, row in enumerate(path.read_text("utf-8").split("\n"), start=1) if new in row)
    with pytest.raises(ExerciseError) as caught:
        open_exercise(path)
    assert f"line {line}:" in str(caught.value)
    assert all(part in str(caught.value) for part in says)


def test_another_gate_and_another_rise_are_taken_from_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ("knee_flexion_deg = { least = 45 }", "knee_flexion_deg = { least = 70 }"),
        ("rise = { first = 10,", "rise = { first = 20,"),
    )
    movement = open_exercise(path).movement
    assert dict(Gate.of(movement).bounds)[Quantity.KNEE_FLEXION].least == 70
    assert movement.rise.first == 20
    assert signal_of(movement) is Quantity.OPENING


def test_a_file_of_schema_1_is_refused_with_the_line_that_changes(tmp_path: Path) -> None:
    old = TEXT.replace('schema = "openclam/exercise/2"', 'schema = "openclam/exercise/1"')
    without = old[: old.index("[movement]")] + old[old.index("[[statement]]") :]
    without = without[: without.index("[screening]")] + without[without.index("[dose]") :]
    path = tmp_path / "old.toml"
    path.write_text(without, "utf-8")
    line = next(i for i, row in enumerate(without.split("\n"), start=1) if row.startswith("schema"))
    with pytest.raises(ExerciseError) as caught:
        open_exercise(path)
    assert f"line {line}:" in str(caught.value)
    assert 'schema = "openclam/exercise/2"' in str(caught.value)
    path.write_text(without.replace("openclam/exercise/1", "openclam/exercise/2"), "utf-8")
    assert open_exercise(path) == open_exercise(), "the one line is all that changes"


def test_another_exercise_has_to_say_what_its_movement_is(tmp_path: Path) -> None:
    text = TEXT.replace('name = "clamshell"', 'name = "side-lying-abduction"', 1)
    text = text[: text.index("[movement]")] + text[text.index("[[statement]]") :]
    path = tmp_path / "abduction.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ExerciseError, match="`movement` is missing"):
        open_exercise(path)


def test_a_screening_that_quiets_a_statement_which_is_not_there_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ('slug = "knee-opens"', 'slug = "knee-turns"'))
    with pytest.raises(ExerciseError, match='no statement "knee-opens" for `quiet`'):
        open_exercise(path)
    path = written(tmp_path, ('covers = ["trauma"]', 'covers = ["truma"]'))
    with pytest.raises(ExerciseError, match='no safety item "truma" for `covers`; did you mean "trauma"'):
        open_exercise(path)
