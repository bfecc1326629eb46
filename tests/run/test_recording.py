"""A recording from end to end: the shipped clip against its truth, the options, and recordings with nothing to
assess."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import openclam.run.recording as recording
from openclam.assessment.engine import Assessor
from openclam.assessment.model import Assessment, Verdict
from openclam.assessment.schema import PATH as SCHEMA
from openclam.capture import Frame
from openclam.demo import CLIP
from openclam.errors import NobodyError, UsageError
from openclam.exercise import load_exercise
from openclam.kinematics import Kinematics
from openclam.pose import PersonTracker, PoseModel, open_tracker
from openclam.pose.landmarks import FrameLandmarks
from openclam.run.options import Options
from openclam.run.recording import assess
from tests.demo_clip import Replay, pictures, truth, write_beginning, write_video

pytestmark = pytest.mark.networks

TOP_S = 0.15
"""How far the middle of a rep's top may be from the truth."""
SHORT_S = 7.1
"""The clip's first rep and the rest around it."""


@dataclass
class Watched:
    """The whole clip, assessed once, and all that was told on the way."""

    assessment: Assessment
    landmarks_by_frame: list[FrameLandmarks]
    progress: list[float]


class Overheard:
    """The pose stage, and what it said; the body is read well from the start."""

    region, misread = None, 0.0

    def __init__(self, tracker: PersonTracker, landmarks_by_frame: list[FrameLandmarks]) -> None:
        self._tracker, self._sightings = tracker, landmarks_by_frame

    def step(self, frame: Frame) -> FrameLandmarks:
        self._sightings.append(self._tracker.step(frame))
        return self._sightings[-1]


@pytest.fixture(scope="module")
def watched() -> Watched:
    """Half a minute of video through the most accurate network: the one heavy step of this file."""
    landmarks_by_frame: list[FrameLandmarks] = []
    progress: list[float] = []

    def overhear(model: PoseModel, *, look_for_band: bool) -> Overheard:
        return Overheard(open_tracker(model, look_for_band=look_for_band), landmarks_by_frame)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "open_tracker", overhear)
        assessment = assess(CLIP, progress=progress.append)
    return Watched(assessment, landmarks_by_frame, progress)


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_beginning(tmp_path_factory.mktemp("clip") / "one-rep.mp4", SHORT_S)


Again = Callable[..., Assessment]


@pytest.fixture
def again(watched: Watched, short_clip: Path, monkeypatch: pytest.MonkeyPatch) -> Again:
    """Assesses the clip's first rep with other options; the landmarks are those that were seen before."""
    monkeypatch.setattr(recording, "open_tracker", lambda *_, **__: Replay(watched.landmarks_by_frame))
    return lambda **options: assess(short_clip, Options(**options))


# The shipped clip


def test_every_rep_is_counted_at_its_time(watched: Watched) -> None:
    reps = watched.assessment.reps
    assert [rep.number for rep in reps] == [1, 2, 3, 4, 5, 6]
    for rep, true in zip(reps, truth()["reps"], strict=True):
        middle = (rep.top_s + rep.top_end_s) / 2
        assert middle == pytest.approx((true["top_s"] + true["top_end_s"]) / 2, abs=TOP_S)
        assert rep.start_s < rep.top_s <= rep.top_end_s < rep.end_s
    assert all(one.end_s <= other.start_s for one, other in pairwise(reps))


def test_the_leg_and_the_recording(watched: Watched) -> None:
    assessment = watched.assessment
    assert assessment.moving_leg == truth()["moving_leg"]
    seen, true = assessment.recording, truth()
    assert (seen.width, seen.height, seen.frames) == (true["width"], true["height"], len(true["frames"]["time_s"]))
    assert seen.fps == pytest.approx(true["fps"], abs=0.01)
    assert assessment.warnings == []
    assert assessment.view.judgeable


def verdicts(assessment: Assessment, statement: str) -> list[Verdict]:
    return [finding.verdict for rep in assessment.reps for finding in rep.findings if finding.statement == statement]


@pytest.mark.parametrize(
    ("statement", "fault"), [("foot-stays-down", "N2"), ("pelvis-does-not-roll", "N1"), ("brief-hold", "I6")]
)
def test_no_verdict_is_the_opposite_of_the_truth(watched: Watched, statement: str, fault: str) -> None:
    """A fault that is there is never called met, one that is not there never not met; "cannot judge" is allowed."""
    told = verdicts(watched.assessment, statement)
    for verdict, true in zip(told, truth()["reps"], strict=True):
        wrong = Verdict.MET if fault in true["faults"] else Verdict.NOT_MET
        assert verdict is not wrong, f"rep {true['number']}"


def test_the_lifted_foot_and_the_missing_hold_are_found(watched: Watched) -> None:
    for statement, rep in (("foot-stays-down", 4), ("brief-hold", 5)):
        assert verdicts(watched.assessment, statement)[rep - 1] is Verdict.NOT_MET


def test_a_verdict_carries_the_words_it_needs(watched: Watched) -> None:
    found = [*watched.assessment.start_position, *(f for rep in watched.assessment.reps for f in rep.findings)]
    assert found
    for finding in found:
        assert (finding.cue is not None) == (finding.verdict is Verdict.NOT_MET)
        assert (finding.why is not None) == (finding.verdict is Verdict.CANNOT_JUDGE)


def test_the_document_keeps_to_the_published_schema(watched: Watched) -> None:
    document = json.loads(watched.assessment.to_json())
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    assert document["schema"] == "openclam/assessment/1"
    assert Assessment.model_validate(document).to_json() == watched.assessment.to_json()


def test_one_row_of_the_series_a_picture(watched: Watched) -> None:
    series = watched.assessment.series
    assert series.time_s == pytest.approx(truth()["frames"]["time_s"], abs=0.002)
    assert series.landmarks_px.shape == (len(series.time_s), 33, 2)
    assert np.isfinite(series.opening_deg).all()


def test_live_equals_recorded(watched: Watched) -> None:
    """The same landmarks, one at a time as a camera gives them, end in the same reps and verdicts."""
    kinematics, assessor = Kinematics(), Assessor(load_exercise())
    finished = []
    for frame_landmarks in watched.landmarks_by_frame:
        ended = [assessor.step(posture) for posture in kinematics.step(frame_landmarks)]
        finished += [frame_landmarks.time_s for rep in ended if rep is not None]
    for posture in kinematics.flush():
        assessor.step(posture)
    result = assessor.finish()
    assert result is not None
    document = watched.assessment
    assert (result.moving_leg, result.reps) == (document.moving_leg, document.reps)
    assert (result.start_position, result.statements) == (document.start_position, document.statements)
    told_late = np.array(finished) - [rep.end_s for rep in document.reps][: len(finished)]
    assert (told_late < 1.5).all(), "a rep is told soon after it ends"


def test_progress_runs_to_the_end(watched: Watched) -> None:
    assert all(one <= other for one, other in pairwise(watched.progress))
    assert watched.progress[0] > 0
    assert watched.progress[-1] == 1
    assert len(watched.progress) > 100


# Options


def test_what_is_said_of_the_person_is_written_down(again: Again) -> None:
    unsaid, said = again().person, again(height_cm=182.0, mass_kg=80.5).person
    assert (unsaid.height_cm, unsaid.mass_kg, unsaid.assumed) == (170, 70, True)
    assert (said.height_cm, said.mass_kg, said.assumed) == (182, 80.5, False)


def test_the_language_of_cues_and_reasons(again: Again) -> None:
    english, dutch = again(), again(lang="nl")
    assert (english.language, dutch.language) == ("en", "nl")
    assert [rep.top_s for rep in english.reps] == [rep.top_s for rep in dutch.reps]
    pairs = [
        (one, other)
        for one, other in zip(english.reps[0].findings, dutch.reps[0].findings, strict=True)
        if one.why or one.cue
    ]
    assert pairs
    assert all((one.why or one.cue) != (other.why or other.cue) for one, other in pairs)


@pytest.mark.parametrize(
    ("band", "verdict"), [("red", Verdict.MET), ("none", Verdict.NOT_MET), (" None ", Verdict.NOT_MET)]
)
def test_a_band_that_is_told_is_believed(again: Again, band: str, verdict: Verdict) -> None:
    start = {finding.statement: finding.verdict for finding in again(band=band).start_position}
    assert start["band-above-knees"] is verdict


@pytest.mark.parametrize(("loop_cm", "verdict"), [(46.0, Verdict.MET), (110.0, Verdict.NOT_MET)])
def test_the_length_of_the_loop_tells_whether_it_stays_tight(again: Again, loop_cm: float, verdict: Verdict) -> None:
    told = again(band="rood", band_loop_cm=loop_cm, thigh_girth_cm=40.0)
    assert verdicts(told, "tension-on-band") == [verdict]
    assert verdicts(again(band="red"), "tension-on-band") == [Verdict.CANNOT_JUDGE]


def test_who_tells_how_long_the_band_is_wears_one(again: Again) -> None:
    pulled = again(band_loop_cm=61.0, band_pulls=[(45.0, 2.1)])
    start = {finding.statement: finding.verdict for finding in pulled.start_position}
    assert start["band-above-knees"] is Verdict.MET
    assert pulled.band is None


def test_the_leg_that_is_asked_for(again: Again) -> None:
    assert len(again(moving_leg="left").reps) == 1
    with pytest.raises(NobodyError, match="right leg"):
        again(moving_leg="right")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"lang": "fr"}, "lang (--lang): expected one of en, nl; got 'fr'"),
        ({"moving_leg": "upper"}, "moving_leg (--moving-leg): expected one of auto, left, right; got 'upper'"),
        ({"pose_model": "huge"}, "pose_model (--pose-model): expected one of heavy, full, lite; got 'huge'"),
        ({"height_cm": 1.75}, "height_cm (--height-cm): expected a number from 100 to 230; got 1.75"),
        ({"height_cm": float("nan")}, "height_cm (--height-cm): expected a number from 100 to 230; got nan"),
        ({"mass_kg": 0.0}, "mass_kg (--mass-kg): expected a number from 20 to 300; got 0"),
        ({"mass_kg": float("inf")}, "got inf"),
        ({"band": "  "}, 'band (--band): expected a colour, or "none" for no band'),
        (
            {"band": "yelow"},
            'band (--band): expected a colour of TheraBand, got "yelow"; did you mean "yellow"? '
            "TheraBand has: tan (beige), yellow (geel)",
        ),
        ({"band": "red", "band_loop_cm": 610.0}, "band_loop_cm (--band-loop-cm): expected a number from 20 to 200"),
        ({"thigh_girth_cm": 0.4}, "thigh_girth_cm (--thigh-girth-cm): expected a number from 20 to 90; got 0.4"),
        ({"band": "none", "band_loop_cm": 61.0}, 'expected no length and no pulls with "none"'),
        ({"band": "red", "band_pulls": [(45, 2.1)]}, "expected the loop's length beside the pulls"),
        ({"band_loop_cm": 100.0, "band_pulls": [(45, 2.1)]}, "expected more than 50 cm, which is half of the loop's"),
        ({"band_loop_cm": 60.0, "band_pulls": [(45, -1)]}, "more than 0 and at most 60 kg, got -1"),
    ],
)
def test_a_wrong_option_is_told_before_the_file_is_opened(options: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        assess("nowhere.mp4", Options(**options))
    assert says in str(caught.value)


# Recordings with nothing to assess


def refusal(path: Path) -> str:
    with pytest.raises(NobodyError) as caught:
        assess(path, Options(pose_model="lite"))
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_noise_has_nobody_in_it(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    noise = [random.integers(0, 256, (180, 320, 3), dtype=np.uint8) for _ in range(45)]
    assert "nobody was seen" in refusal(write_video(tmp_path / "noise.mp4", noise))


def test_a_person_who_stands_is_told_apart(tmp_path: Path) -> None:
    """The clip turned a quarter: the same movement by an upright body."""
    turned = [np.rot90(frame.image, -1) for frame in pictures(round(SHORT_S * 30))[60:180]]
    assert "not lying on the side" in refusal(write_video(tmp_path / "standing.mp4", turned))


def test_a_person_who_lies_still_did_no_rep(tmp_path: Path) -> None:
    assert "no rep was found" in refusal(write_beginning(tmp_path / "still.mp4", 2))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_a_name_that_is_no_text(again: Again, short_clip: Path) -> None:
    """A file name may be any bytes; the document is text."""
    odd = short_clip.with_name("caf\udce9.mp4")
    odd.write_bytes(short_clip.read_bytes())
    assessment = assess(odd)
    assert assessment.recording.path.endswith("caf\ufffd.mp4")
    assert json.loads(assessment.to_json())["recording"]["path"] == assessment.recording.path
