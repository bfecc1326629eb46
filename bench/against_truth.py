"""A rendered session through the product's own stages, and what came out held against what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from bench.recorded import Recorded
from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.measures import REGISTRY
from openclam.assessment.model import Measured, Rep, Verdict
from openclam.assessment.view import summarise_view
from openclam.exercise import Exercise, load_exercise
from openclam.kinematics import Kinematics, Posture
from openclam.kinetics.loop import ALONG_THIGH, HIPS_APART_SHARE, Thigh, WornLoop
from openclam.pose import FrameLandmarks
from openclam.report.evidence import measured

TIMES = ("up_s", "hold_s", "down_s")
AT_TOP = ("hip_external_rotation_deg", "hip_abduction_deg")
PEAKS = ("opening_deg", "pelvic_roll_deg", "pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg", "feet_gap_cm")
AT_START = ("hip_flexion_deg", "knee_flexion_deg")
SIGNLESS = ("pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg")
JUDGED = {
    "pelvis-does-not-roll": "N1", "foot-stays-down": "N2", "no-momentum": "N3", "pelvis-does-not-tilt": "N4",
    "only-upper-leg-moves": "N5", "torso-does-not-compensate": "N5", "brief-hold": "I6", "tension-on-band": "I8",
}  # fmt: skip
"""The statements whose verdicts are counted, and their codes on the page."""

TENSION = "band_elongation_closed_pct"
COMPARED = tuple(REGISTRY[name].name for name in (*PEAKS, *AT_TOP, *AT_START, *TIMES, TENSION))
"""What is held against the truth, which holds no more of what the registry measures, or tells it by what is here."""

LOOPS_CM = (51.0, 61.0, 71.0, 81.0)
GIRTH_CM = 40.0
"""A rendered band has no length at rest and a rendered body no measured girth. So each session is told one of these
loops, in turn, and every thigh is taken as this thick, by the product and by the truth alike: what is tried is whether
the knees are seen well enough. 51 and 61 cm pull with the knees closed, 81 cm hangs slack; at 71 cm it takes the
knees."""


@dataclass(frozen=True, slots=True)
class Error:
    """One value against its truth."""

    measure: str
    session: str
    azimuth_deg: float
    error: float
    sd: float


@dataclass
class Outcome:
    """What one way of measuring gave on all sessions: rows to count over."""

    errors: list[Error] = field(default_factory=list)
    verdicts: list[tuple[str, float, str]] = field(default_factory=list)
    """(code on the page, azimuth, "right", "wrong" or "cannot judge")."""
    sessions: list[dict[str, Any]] = field(default_factory=list)


@cache
def _exercise() -> Exercise:
    """Read once, not for every rep."""
    return load_exercise()


def postures(landmarks_by_frame: Iterable[FrameLandmarks], stage: Kinematics) -> Iterator[Posture]:
    """All postures of a session, to its end."""
    for frame_landmarks in landmarks_by_frame:
        yield from stage.step(frame_landmarks)
    yield from stage.flush()


def follow(recorded: Recorded, kinematics: Callable[[float], Kinematics]) -> SetResult | None:
    """The session through the product's own stages, from its landmarks."""
    height_cm = recorded.truth["body"]["height_cm"]
    worn = WornLoop.of_person(_loop_cm(recorded), Thigh.measured(GIRTH_CM), height_cm)
    assessor = Assessor(_exercise(), loop=worn)
    for posture in postures(recorded.landmarks_by_frame, kinematics(height_cm)):
        assessor.step(posture)
    return assessor.finish()


def _loop_cm(recorded: Recorded) -> float:
    return LOOPS_CM[recorded.about["seed"] % len(LOOPS_CM)]


def true_elongation_pct(recorded: Recorded, true: dict[str, Any]) -> float:
    """How far the session's loop is stretched where a rep truly closes, %, by the true height of the knees."""
    frames = recorded.truth["frames"]
    closing = (frames["time_s"] >= true["top_end_s"]) & (frames["time_s"] <= true["end_s"])
    knees_cm, hips_cm = frames["knees_apart_cm"][closing].min(), HIPS_APART_SHARE * recorded.truth["body"]["height_cm"]
    apart_cm = max(ALONG_THIGH * knees_cm + (1 - ALONG_THIGH) * hips_cm, GIRTH_CM / np.pi)
    return float(100 * ((2 * apart_cm + GIRTH_CM) / _loop_cm(recorded) - 1))


def compare(recorded: Recorded, result: SetResult | None, outcome: Outcome) -> None:
    """Add one session to the outcome. Reps are matched by time; what is not matched is a wrong count."""
    truth, azimuth = recorded.truth, recorded.truth["camera"]["azimuth_deg"]
    true_reps = [rep for rep in truth["reps"] if rep["counts"]]
    reps = [] if result is None else result.reps
    # A set without a rep is refused with what to move; one from a poor view is given with the warning not to rely on
    # it.
    relied_on = result is not None and summarise_view(result, "en").judgeable
    row = {
        **recorded.about,
        "azimuth_deg": azimuth,
        "true_reps": len(true_reps),
        "reps": len(reps),
        "relied_on": relied_on,
    }
    outcome.sessions.append(row)
    if result is None:
        return
    name = recorded.about["name"]
    for rep, exact in matched(reps, true_reps):
        true = {**exact, TENSION: true_elongation_pct(recorded, exact)}
        for measure, found, value in _values(rep, true, truth["frames"]):
            if found.value is not None and found.sd is not None:
                outcome.errors.append(Error(measure, name, azimuth, found.value - value, found.sd))
        outcome.verdicts += [(code, azimuth, kind) for code, kind in _judged(rep, true)]
    begins_s = min((rep["start_s"] for rep in true_reps), default=0.0)
    closed = np.searchsorted(truth["frames"]["time_s"], begins_s - 0.2)
    for finding in result.start_position:
        start = _exercise().statement(finding.statement).measure
        if start in AT_START and finding.value is not None and finding.sd is not None:
            error = finding.value - float(truth["frames"][start][closed])
            outcome.errors.append(Error(start, name, azimuth, error, finding.sd))


def matched(reps: list[Rep], true_reps: list[dict[str, Any]]) -> Iterable[tuple[Rep, dict[str, Any]]]:
    """Each true rep that was found, by time, and the rep that was found for it."""
    for true in true_reps:
        for rep in reps:
            if true["start_s"] <= rep.peak_s <= true["end_s"]:
                yield rep, true
                break


def _values(rep: Rep, true: dict[str, Any], frames: dict[str, Any]) -> Iterable[tuple[str, Measured, float]]:
    for name in PEAKS:
        yield name, measured(rep, name, _exercise()), abs(true[name]) if name in SIGNLESS else true[name]
    times = frames["time_s"]
    top = (times >= true["top_s"]) & (times <= true["top_end_s"])
    for name in AT_TOP:
        if top.any():
            yield name, measured(rep, name, _exercise()), float(np.mean(frames[name][top]))
    for name in (TENSION, *TIMES):
        yield name, measured(rep, name, _exercise()), true[name]


def _judged(rep: Rep, true: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Verdicts on what is clearly a fault or clearly none, by the page's own limits."""
    for finding in rep.findings:
        code = JUDGED.get(finding.statement)
        if code is None:
            continue
        statement = _exercise().statement(finding.statement)
        if statement.limits is None or statement.measure is None:
            yield code, "cannot judge"
            continue
        value = true[statement.measure]
        fault = statement.limits.fault(abs(value) if statement.measure in SIGNLESS else value)
        if fault not in (0.0, 1.0):
            continue
        if finding.verdict is Verdict.CANNOT_JUDGE:
            yield code, "cannot judge"
        else:
            yield code, "right" if (finding.verdict is Verdict.NOT_MET) == (fault == 1.0) else "wrong"
