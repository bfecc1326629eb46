"""Reps, angles, times and verdicts against rendered sessions whose truth is known.

    python -m bench.accuracy [--split test|development] [--ablation] [--quick]

The sessions are those of `bench.sessions`; their landmarks lie in `bench/landmarks/`, so that neither
renderer nor networks are needed. Prints per-rep errors, how often the stated 90 % interval covers the truth,
and how often verdicts are right where they are given, by the camera's azimuth; writes
`bench/results/accuracy.json` and draws `docs/error-by-azimuth.svg`. With `--ablation` it also measures with
parts of the measurement left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import ablation, results
from bench.recorded import Recorded, read
from bench.sessions import BANDS, FOLDER, Plan, plans
from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.model import Measured, Rep, Verdict
from openclam.assessment.view import summarise_view
from openclam.exercise import Exercise, load_exercise
from openclam.kinematics import Kinematics, Posture
from openclam.kinetics.loop import ALONG_THIGH, HIPS_APART_SHARE, Thigh, WornLoop
from openclam.pose import Sighting

PLOT = Path(__file__).parents[1] / "docs" / "error-by-azimuth.svg"
TWO_SIDED_90 = 1.645
TIMES = {"up_s": "controlled-opening", "hold_s": "brief-hold", "down_s": "controlled-return"}
AT_TOP = ("hip_external_rotation_deg", "hip_abduction_deg")
PEAKS = ("opening_deg", "pelvic_roll_deg", "pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg", "feet_gap_cm")
AT_START = {"hips-bent": "hip_flexion_deg", "knees-bent": "knee_flexion_deg"}
SIGNLESS = ("pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg")
JUDGED = {
    "pelvis-does-not-roll": "N1", "foot-stays-down": "N2", "no-momentum": "N3", "pelvis-does-not-tilt": "N4",
    "only-upper-leg-moves": "N5", "torso-does-not-compensate": "N5", "brief-hold": "I6", "tension-on-band": "I8",
}  # fmt: skip
"""The statements whose verdicts are counted, and their codes on the page."""

TENSION = "band_elongation_closed_pct"
MEASURES = (*PEAKS, *AT_TOP, *AT_START.values(), *TIMES, TENSION)

LOOPS_CM = (51.0, 61.0, 71.0, 81.0)
GIRTH_CM = 40.0
"""A rendered band has no length at rest and a rendered body no measured girth. So each session is told one of these
loops, in turn, and every thigh is taken as this thick, by the product and by the truth alike: what is tried is whether
the knees are seen well enough. 51 and 61 cm pull with the knees closed, 81 cm hangs slack; at 71 cm it takes the knees."""


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


def postures(sightings: Iterable[Sighting], stage: Kinematics) -> Iterator[Posture]:
    """All postures of a session, to its end."""
    for sighting in sightings:
        yield from stage.step(sighting)
    yield from stage.flush()


def follow(recorded: Recorded, kinematics: Callable[[float], Kinematics]) -> SetResult | None:
    """The session through the product's own stages, from its landmarks."""
    height_cm = recorded.truth["body"]["height_cm"]
    worn = WornLoop.of_person(_loop_cm(recorded), Thigh.measured(GIRTH_CM), height_cm)
    assessor = Assessor(_exercise(), loop=worn)
    for posture in postures(recorded.sightings, kinematics(height_cm)):
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
    # A set without a rep is refused with what to move; one from a poor view is given with the warning not to rely on it.
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
    for rep, found in _matched(reps, true_reps):
        true = {**found, TENSION: true_elongation_pct(recorded, found)}
        for measure, measured, value in _values(rep, true, truth["frames"]):
            if measured.value is not None and measured.sd is not None:
                outcome.errors.append(Error(measure, name, azimuth, measured.value - value, measured.sd))
        outcome.verdicts += [(code, azimuth, kind) for code, kind in _judged(rep, true)]
    closed = np.searchsorted(truth["frames"]["time_s"], truth["reps"][0]["start_s"] - 0.2)
    for finding in result.start_position:
        start = AT_START.get(finding.statement)
        if start is not None and finding.value is not None and finding.sd is not None:
            error = finding.value - float(truth["frames"][start][closed])
            outcome.errors.append(Error(start, name, azimuth, error, finding.sd))


def _matched(reps: list[Rep], true_reps: list[dict[str, Any]]) -> Iterable[tuple[Rep, dict[str, Any]]]:
    for true in true_reps:
        for rep in reps:
            if true["start_s"] <= rep.peak_s <= true["end_s"]:
                yield rep, true
                break


def _values(rep: Rep, true: dict[str, Any], frames: dict[str, Any]) -> Iterable[tuple[str, Measured, float]]:
    measured = {finding.statement: finding for finding in rep.findings}
    for name in PEAKS:
        value = getattr(rep, name, None)
        if value is None:
            slug = {"trunk_rotation_deg": "only-upper-leg-moves", "trunk_lean_deg": "torso-does-not-compensate"}[name]
            value = Measured(value=measured[slug].value, sd=measured[slug].sd)
        yield name, value, abs(true[name]) if name in SIGNLESS else true[name]
    times = frames["time_s"]
    top = (times >= true["top_s"]) & (times <= true["top_end_s"])
    for name in AT_TOP:
        if top.any():
            yield name, getattr(rep, name), float(np.mean(frames[name][top]))
    tension = measured["tension-on-band"]
    yield TENSION, Measured(value=tension.value, sd=tension.sd), true[TENSION]
    for name, slug in TIMES.items():
        yield name, Measured(value=getattr(rep, name), sd=measured[slug].sd), true[name]


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


def figures(outcome: Outcome) -> dict[str, Any]:
    """The figures of each band of azimuths."""
    return {band: _figures(outcome, low, high) for band, (low, high) in BANDS.items()}


def _figures(outcome: Outcome, low: float, high: float) -> dict[str, Any]:
    def inside(azimuth: float) -> bool:
        return low <= abs(azimuth) < high

    sessions = [row for row in outcome.sessions if inside(row["azimuth_deg"])]
    judged: dict[str, dict[str, int]] = defaultdict(lambda: {"right": 0, "wrong": 0, "cannot judge": 0})
    for code, azimuth, kind in outcome.verdicts:
        if inside(azimuth):
            for row in (code, "all"):
                judged[row][kind] += 1
    return {
        "sessions": len(sessions),
        "rep_count_right": sum(row["reps"] == row["true_reps"] for row in sessions),
        "rep_count_cannot_judge": sum(row["reps"] != row["true_reps"] and not row["relied_on"] for row in sessions),
        "measures": {
            name: _spread([e for e in outcome.errors if e.measure == name and inside(e.azimuth_deg)])
            for name in MEASURES
        },
        "verdicts": {code: _share(counts) for code, counts in sorted(judged.items())},
    }


def _spread(errors: list[Error]) -> dict[str, float] | None:
    if not errors:
        return None
    error, sd = np.array([(e.error, e.sd) for e in errors]).T
    return {
        "values": len(error),
        "mae": float(np.abs(error).mean()),
        "bias": float(error.mean()),
        "rmse": float(np.sqrt((error**2).mean())),
        "stated_sd": float(np.sqrt((sd**2).mean())),
        "covered_90": float((np.abs(error) <= TWO_SIDED_90 * sd).mean()),
    }


def _share(counts: dict[str, int]) -> dict[str, float]:
    given = counts["right"] + counts["wrong"]
    return {
        **counts,
        "right_where_given": counts["right"] / given if given else float("nan"),
        "cannot_judge": counts["cannot judge"] / (given + counts["cannot judge"]),
    }


def measure(chosen: list[Plan], kinematics: Callable[[float], Kinematics] = Kinematics) -> Outcome:
    """Follow and compare every session."""
    outcome = Outcome()
    for plan in track(chosen, "sessions", console=Console(stderr=True), transient=True):
        recorded = read(FOLDER / f"{plan.name}.npz")
        compare(recorded, follow(recorded, kinematics), outcome)
    return outcome


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    out = Console(width=130)
    counts = Table("camera", "sessions", "rep count right", "cannot judge", title="Reps")
    for band, row in found.items():
        right = f"{row['rep_count_right']} of {row['sessions']}"
        counts.add_row(_named(band), str(row["sessions"]), right, str(row["rep_count_cannot_judge"]))
    out.print(counts)
    errors = Table("measure", *(_named(band) for band in found), title="Per rep: MAE (bias; 90 % interval covers)")
    for name in MEASURES:
        errors.add_row(name, *(_error(row["measures"][name]) for row in found.values()))
    out.print(errors)
    given = Table("line", *(_named(band) for band in found), title="Verdicts: right where given (cannot judge)")
    for code in sorted({code for row in found.values() for code in row["verdicts"]}):
        given.add_row(code, *(_verdict(row["verdicts"].get(code)) for row in found.values()))
    out.print(given)


def _named(band: str) -> str:
    low, high = BANDS[band]  # type: ignore[index]  # the keys of `found` are those of BANDS
    return f"{low:g}–{high:g}°"


def _error(row: dict[str, float] | None) -> str:
    if row is None:
        return "–"
    return f"{row['mae']:.2f} ({row['bias']:+.1f}; {100 * row['covered_90']:.0f} %)"


def _verdict(row: dict[str, float] | None) -> str:
    if row is None:
        return "–"
    given = int(row["right"] + row["wrong"])
    right = "–" if not given else f"{100 * row['right_where_given']:.1f} % of {given}"
    return f"{right} ({100 * row['cannot_judge']:.0f} %)"


def draw(outcome: Outcome, path: Path) -> None:
    """Error against the camera's azimuth: one dot a rep, for the angles that matter most."""
    # Here, since nothing else of the bench draws.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    shown = {
        "opening_deg": "opening",
        "pelvic_roll_deg": "pelvic roll",
        "hip_external_rotation_deg": "hip ext. rotation",
    }
    figure = Figure(figsize=(8, 6.2), layout="constrained")
    for axes, (name, label) in zip(figure.subplots(len(shown), sharex=True), shown.items(), strict=True):
        rows = [(e.azimuth_deg, e.error) for e in outcome.errors if e.measure == name]
        azimuth, error = np.array(rows).T
        axes.axhline(0, color="0.6", linewidth=0.8)
        axes.plot(azimuth, error, "o", color="#1f5f8b", alpha=0.55, markersize=3.5, markeredgewidth=0)
        for edge in (-70, -40, 40, 70):
            axes.axvline(edge, color="0.8", linewidth=0.8, linestyle="--")
        axes.set(ylabel=f"{label} (°)", xlim=(-92, 92), ylim=(-32, 32))
        axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel="camera azimuth (°): 0 in front of the hips, + toward the head")
    figure.suptitle("Measured less true, per rep", fontsize=11)
    with rc_context({"svg.hashsalt": "openclam"}):  # the same file for the same figures
        figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print, write, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("test", "development"), default="test")
    parser.add_argument("--ablation", action="store_true", help="also measure with parts left out")
    parser.add_argument("--quick", action="store_true", help="every fourth session; nothing is written")
    options = parser.parse_args()
    chosen = [plan for plan in plans() if plan.split == options.split]
    if options.quick:
        chosen = chosen[::4]
    outcome = measure(chosen)
    found = figures(outcome)
    show(found)
    document: dict[str, Any] = {"split": options.split, "bands": found, "sessions": outcome.sessions}
    if options.ablation:
        document["ablation"] = {name: figures(measure(chosen, without)) for name, without in ablation.WITHOUT.items()}
        ablation.show({"all of it": found, **document["ablation"]})
    if options.quick:
        return
    name = "accuracy" if options.split == "test" else "accuracy-development"
    print(f"Written: {results.write(name, document)}", file=sys.stderr)
    if options.split == "test":
        draw(outcome, PLOT)
        print(f"Drawn: {PLOT}", file=sys.stderr)


if __name__ == "__main__":
    main()
