"""`openclam assess`: a recording to an assessment."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclam.cli.progress import progress_bar
from openclam.cli.shared import ExerciseOption, Lang, LangOption, print_out, say
from openclam.errors import OutputError

if TYPE_CHECKING:
    from openclam.run.options import Options


class Leg(StrEnum):
    """Which leg moves."""

    AUTO = "auto"
    LEFT = "left"
    RIGHT = "right"


class PoseModelName(StrEnum):
    """The landmark networks, most accurate first."""

    HEAVY = "heavy"
    FULL = "full"
    LITE = "lite"


JsonOption = Annotated[bool, typer.Option("--json", help="Print the assessment as one JSON document, nothing else.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a report that --out already holds.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write assessment.json, reps.csv, report.html and annotated.mp4 here."),
]
ModelOption = Annotated[PoseModelName, typer.Option("--pose-model", help="heavy is most accurate, lite fastest.")]


def assess(
    video: Annotated[Path, typer.Argument(help="The recording: any video file, GIFs too.", show_default=False)],
    json: JsonOption = False,
    out: OutOption = None,
    force: ForceOption = False,
    moving_leg: Annotated[Leg, typer.Option(help="The leg that moves; auto finds it.")] = Leg.AUTO,
    height_cm: Annotated[
        float | None, typer.Option(metavar="N", help="Body height; 170 is assumed, and said so, without it.")
    ] = None,
    mass_kg: Annotated[float | None, typer.Option(metavar="N", help="Body mass; 70 is assumed without it.")] = None,
    band: Annotated[
        str | None, typer.Option(metavar="COLOUR|none", help="The band; looked for in the recording without it.")
    ] = None,
    band_loop_cm: Annotated[
        float | None, typer.Option(metavar="N", help="Length of the band once round, slack; tells its tension.")
    ] = None,
    thigh_girth_cm: Annotated[
        float | None, typer.Option(metavar="N", help="Once round the thigh just above the knee; else from the body.")
    ] = None,
    band_pull: Annotated[
        list[str] | None,
        typer.Option(metavar="CM:KG", help="Your own pull of the loop, end to end, with a luggage scale; repeatable."),
    ] = None,
    effort: Annotated[
        float | None, typer.Option(metavar="0-10", help="How hard the set felt; for the advice on the band.")
    ] = None,
    pain: Annotated[float | None, typer.Option(metavar="0-10", help="How much it hurt; the same.")] = None,
    pose_model: ModelOption = PoseModelName.HEAVY,
    exercise: ExerciseOption = None,
    lang: LangOption = Lang.EN,
) -> None:
    """Assess a recording: reps, angles, and a verdict on every statement of the page."""
    from openclam.kinetics.calibration import parse_pull
    from openclam.run.options import Options

    options = Options(
        lang=lang.value,
        moving_leg=moving_leg.value,
        height_cm=height_cm,
        mass_kg=mass_kg,
        band=band,
        pose_model=pose_model.value,
        band_loop_cm=band_loop_cm,
        thigh_girth_cm=thigh_girth_cm,
        band_pulls=tuple(map(parse_pull, band_pull or ())),
        effort=effort,
        pain=pain,
    )
    assess_and_report(video, options, as_json=json, out=out, force=force, exercise_file=exercise)


def assess_and_report(
    video: Path, options: Options, *, as_json: bool, out: Path | None, force: bool, exercise_file: Path | None = None
) -> None:
    """Assess a recording, write the report where `out` names a folder, and print what was found."""
    from openclam.report.out_dir import claimed
    from openclam.report.tables.terminal import print_assessment
    from openclam.report.writer import write_report
    from openclam.run.exercise_file import open_exercise
    from openclam.run.recording import assess as assess_recording

    paths = None
    with ExitStack() as stack:
        workshop = None
        if out is not None:
            force = force or _may_replace(out)
            workshop = stack.enter_context(claimed(out, force))
        exercise = open_exercise(exercise_file)
        with progress_bar("Watching", quiet=as_json) as watched:
            assessment = assess_recording(video, options, exercise=exercise, progress=watched)
        for warning in assessment.warnings:
            say(f"Note: {warning}")
        if out is not None:
            with progress_bar("Writing the report", quiet=as_json) as written:
                paths = write_report(assessment, exercise, video, out, force=force, workshop=workshop, progress=written)
            for warning in paths.warnings:
                say(f"Note: {warning}")
    if as_json:
        print_out(assessment.to_json(), end="")
        return
    print_assessment(assessment, exercise)
    if paths is not None:
        print_out(f"\nReport:          {paths.html}\nAnnotated video: {paths.video}")


def _may_replace(out: Path) -> bool:
    """Ask before replacing a report; without a person to ask, never."""
    from openclam.report.out_dir import heard, holds_report

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    with heard(out):
        if not holds_report(out):
            return False
    if typer.confirm(f"{out} already holds a report. Replace it?", err=True):
        return True
    raise OutputError(f"Nothing was changed. Give --out another folder than {out}.")
