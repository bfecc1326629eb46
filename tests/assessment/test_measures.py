"""The registry of measures: every one gives a value, and a new one reaches everything that is derived."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from openclam.assessment import measures
from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.measures import REGISTRY, RepView, of_scope, scope_of
from openclam.assessment.measures.registry import rep_measure, start_measure
from openclam.assessment.measures_table import measures_table, with_table
from openclam.assessment.model import Assessment, Measured, Person, RecordingInfo, Rep, Software, Verdict
from openclam.assessment.view import summarise_view
from openclam.errors import ExerciseError
from openclam.exercise import Exercise, load_exercise
from openclam.exercise.loader import BUILT_IN
from openclam.kinematics import Kinematics, Quantity
from openclam.kinetics.loop import Thigh, WornLoop
from openclam.report.corrections import corrections
from openclam.report.html.document import report_html
from openclam.report.tables.reps_csv import reps_csv
from openclam.run.exercise_file import open_exercise
from tests.stick_body import Pose, exercise, sight

GUIDE = Path(__file__).parents[2] / "docs" / "exercise-file.md"
SHAPE = {"up": 1.8, "hold": 1.3, "down": 2.8, "size": 35.0}


def posed_set(page: Exercise) -> tuple[Assessor, SetResult]:
    """Two reps of the body of sticks before an ideal camera, with a band that is seen and whose length is known."""
    opening = exercise(2, **SHAPE)
    kinematics = Kinematics(170)
    assessor = Assessor(page, loop=WornLoop.of_person(61, Thigh.measured(40), 170))
    for index in range(17 * 15):
        seen = replace(sight(Pose(opening=opening(index / 15)), index / 15, index=index), band=0.9)
        for posture in kinematics.step(seen):
            assessor.step(posture)
    for posture in kinematics.flush():
        assessor.step(posture)
    result = assessor.finish()
    assert result is not None
    return assessor, result


@pytest.fixture(scope="module")
def page() -> Exercise:
    """A page that asks for every measure once."""
    built_in = load_exercise()
    roll = built_in.statement("pelvis-does-not-roll")
    assert roll.limits is not None
    asks = tuple(
        roll.model_copy(
            update={
                "slug": name.replace("_", "-"),
                "measure": name,
                "limits": roll.limits.model_copy(update={"unit": measure.unit}),
            }
        )
        for name, measure in REGISTRY.items()
    )
    return built_in.model_copy(update={"statements": asks})


def test_every_measure_gives_a_value_on_a_posed_body(page: Exercise) -> None:
    _, result = posed_set(page)
    assert len(result.reps) == 2
    found = {finding.statement: finding for finding in result.start_position}
    assert set(found) == {measure.name.replace("_", "-") for measure in of_scope("start")}
    for rep in result.reps:
        in_rep = {finding.statement: finding for finding in rep.findings}
        assert set(in_rep) == {measure.name.replace("_", "-") for measure in of_scope("rep", "set")}
        found |= in_rep
        assert [s for s, finding in found.items() if finding.value is None or finding.sd is None] == []


def test_every_file_of_measures_is_loaded_and_every_field_of_a_rep_is_registered() -> None:
    files = {path.stem for path in Path(measures.__file__).parent.glob("*.py")} - {"__init__"}
    loaded = {name for name in files if hasattr(measures, name)}
    assert loaded == files
    times = {"number", "start_s", "top_s", "peak_s", "top_end_s", "end_s", "findings"}
    assert set(Rep.model_fields) - times <= {measure.name for measure in of_scope("rep")}


def test_the_guides_table_is_that_of_the_registry() -> None:
    guide = GUIDE.read_text("utf-8")
    assert with_table(guide) == guide, "run: python -m openclam.assessment.measures_table docs/exercise-file.md"
    with pytest.raises(ValueError, match="expected a table of measures"):
        with_table("# Another page\n")


@pytest.fixture
def toy() -> Iterator[str]:
    """A measure as somebody might add it: the function, and nothing else."""

    @rep_measure("deg", shown_at="up")
    def thigh_swing_deg(rep: RepView) -> Measured:
        """Largest opening of the rep, twice over."""
        read = rep.largest(Quantity.OPENING)
        return Measured(value=None if read.value is None else 2 * read.value, sd=read.sd)

    yield "thigh_swing_deg"
    del REGISTRY["thigh_swing_deg"]


STATEMENT = """
[[statement]]
slug = "no-swing"
page = ["I2"]
name = { en = "Thigh does not swing", nl = "Dij zwaait niet" }
cue = { en = "Swing less.", nl = "Zwaai minder." }
priority = "safety"
measure = "thigh_swing_deg"
[statement.limits]
high = { met = 20, not_met = 30 }
unit = "deg"
source = "A test."

# Do
"""


def test_a_new_measure_takes_its_function_and_its_statement_and_nothing_else(toy: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(BUILT_IN.read_text("utf-8").replace("\n# Do\n", STATEMENT, 1), "utf-8")
    ours = open_exercise(path)
    _, result = posed_set(ours)
    assessment = Assessment(
        exercise=ours.name,
        language="en",
        moving_leg=result.moving_leg,
        recording=RecordingInfo(path="a.mp4", duration_s=17, fps=15, frames=255, width=640, height=360),
        person=Person(height_cm=170, mass_kg=70, assumed=False),
        band=None,
        view=summarise_view(result, "en"),
        reps=result.reps,
        start_position=result.start_position,
        statements=result.statements,
        software=Software(openclam="0", pose_model="heavy", pose_model_sha256="0"),
    )
    again = Assessment.model_validate_json(assessment.to_json())
    finding = next(finding for finding in again.reps[0].findings if finding.statement == "no-swing")
    opening = again.reps[0].opening_deg.value
    assert opening is not None
    assert (finding.value, finding.unit) == (pytest.approx(2 * opening), "deg")
    assert finding.verdict is Verdict.NOT_MET

    row = next(csv.DictReader(io.StringIO(reps_csv(again, ours))))
    assert (row[toy], row["verdict_no_swing"]) == (f"{finding.value:.3f}", "not met")
    assert row["thigh_swing_sd_deg"] == f"{finding.sd:.3f}"

    first = corrections(again, ours)[0]
    rep = again.reps[(first.rep or 0) - 1]
    assert (first.statement.slug, first.at_s) == ("no-swing", (rep.start_s + rep.top_s) / 2)

    html = report_html(again, ours, corrections(again, ours), {}, "en")
    assert '<th scope="col">Thigh does not swing (°)</th>' in html
    assert f'<td class="number">{finding.value:.0f}\u00a0±\u00a0{finding.sd:.0f}</td>' in html

    assert f"| `{toy}` | deg | each rep | largest opening of the rep, twice over | a good view |\n" in measures_table()


def test_a_page_that_was_not_held_to_the_measures_is_refused_before_the_set_begins(page: Exercise) -> None:
    wrong = page.statements[0].model_copy(update={"measure": "pelvic_rol_deg"})
    with pytest.raises(ExerciseError, match='unknown measure "pelvic_rol_deg"; did you mean "pelvic_roll_deg"'):
        Assessor(page.model_copy(update={"statements": (wrong,)}))


def test_what_no_camera_sees_has_no_scope() -> None:
    assert scope_of(load_exercise().statement("breathing")) is None


def test_a_measure_needs_a_name_of_its_own_that_ends_in_its_unit_and_a_line() -> None:
    def pelvic_roll_deg(rep: RepView) -> Measured:
        """Once more."""
        return rep.largest(Quantity.PELVIC_ROLL)

    def gap(rep: RepView) -> Measured:
        """A name without a unit."""
        return rep.largest(Quantity.FEET_DISTANCE)

    def gap_cm(rep: RepView) -> Measured:
        return rep.largest(Quantity.FEET_DISTANCE)

    before = dict(REGISTRY)
    with pytest.raises(ValueError, match="registered twice"):
        rep_measure("deg")(pelvic_roll_deg)
    with pytest.raises(ValueError, match="must end in _cm"):
        start_measure("cm")(gap)
    with pytest.raises(ValueError, match="expected a docstring"):
        rep_measure("cm")(gap_cm)
    assert before == REGISTRY
