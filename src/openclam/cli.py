"""The command line: parses, calls, prints. Results on stdout; messages and progress on stderr."""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from importlib.resources import as_file, files
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from openclam._version import __version__
from openclam.cli_kinetics import kinetics
from openclam.cli_options import Lang, LangOption
from openclam.cli_serve import serve
from openclam.errors import OpenClamError, OutputError, UsageError

STOPPED = 130
"""Exit status after Ctrl-C, as shells have it: 128 + SIGINT."""

app = typer.Typer(
    name="openclam",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An ordinary camera that knows the clamshell. It guides exercise; it is no medical device.",
)


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


@app.command()
def assess(
    video: Annotated[Path, typer.Argument(help="The recording: any video file, GIFs too.", show_default=False)],
    json: JsonOption = False,
    out: OutOption = None,
    force: ForceOption = False,
    moving_leg: Annotated[Leg, typer.Option(help="The leg that opens; auto finds it.")] = Leg.AUTO,
    height_cm: Annotated[
        float | None, typer.Option(metavar="N", help="Body height; 170 is assumed, and said so, without it.")
    ] = None,
    mass_kg: Annotated[float | None, typer.Option(metavar="N", help="Body mass; 70 is assumed without it.")] = None,
    band: Annotated[
        str | None, typer.Option(metavar="COLOUR|none", help="The band; looked for in the picture without it.")
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
    lang: LangOption = Lang.EN,
) -> None:
    """Assess a recording: reps, angles, and a verdict on every statement of the page."""
    _assess(
        video, as_json=json, out=out, force=force, lang=lang,
        moving_leg=moving_leg, height_cm=height_cm, mass_kg=mass_kg, band=band, band_loop_cm=band_loop_cm,
        thigh_girth_cm=thigh_girth_cm, band_pull=band_pull, effort=effort, pain=pain, pose_model=pose_model,
    )  # fmt: skip


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the report.")] = Path("openclam-demo"),
    json: JsonOption = False,
    force: ForceOption = False,
    lang: LangOption = Lang.EN,
) -> None:
    """Assess the clip that comes with OpenClam: table, report and annotated video."""
    with as_file(files("openclam.demo").joinpath("clamshell.mp4")) as clip:
        _assess(
            clip, as_json=json, out=out, force=force, lang=lang,
            moving_leg=Leg.AUTO, height_cm=None, mass_kg=None, band=None, band_loop_cm=None,
            thigh_girth_cm=None, band_pull=None, effort=None, pain=None, pose_model=PoseModelName.HEAVY,
        )  # fmt: skip


@app.command()
def page(
    lang: LangOption = Lang.EN,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the hand-out as HTML.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the hand-out as PDF (two A4 pages).")] = None,
) -> None:
    """Print the exercise page, or write it as a hand-out."""
    from openclam.exercise import load_exercise
    from openclam.report.page import render_text, write_html, write_pdf

    exercise = load_exercise()
    if html is not None:
        write_html(exercise, lang.value, html)
        _say(f"Written: {html}")
    if pdf is not None:
        write_pdf(exercise, lang.value, pdf)
        _say(f"Written: {pdf}")
    if html is None and pdf is None:
        _print(render_text(exercise, lang.value, shutil.get_terminal_size((80, 24)).columns))


@app.command()
def doctor(
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch missing or damaged weight files first.")] = False,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A settings file of the site, to be checked as well.")
    ] = None,
) -> None:
    """Say what works here: weights, runtime, codecs, PDF, the site."""
    from openclam.doctor import examine
    from openclam.pose.weights import fetch_weights
    from openclam.report.replay.viewer import fetch_viewer
    from openclam.web.scripts import build

    if fetch:
        fetch_weights()
        fetch_viewer()
        build()
    checks = examine(settings)
    for check in checks:
        state = "ok" if check.ok else "optional" if check.optional else "MISSING"
        _print(f"{state:8} {check.name}: {check.detail}")
    if not all(check.ok or check.optional for check in checks):
        raise typer.Exit(1)


@app.command()
def synth(
    out: Annotated[Path | None, typer.Argument(metavar="OUT", help="Folder for the clip.", show_default=False)] = None,
    scenario: Annotated[Path | None, typer.Option(metavar="FILE", help="What happens in it (TOML).")] = None,
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="Takes the place of the scenario's.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files of the same name in OUT.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print a scenario with every key explained.")] = False,
) -> None:
    """Render a clip of the exercise together with the true angles of every picture."""
    if example:
        _print(files("openclam.synthesis").joinpath("scenarios", "example.toml").read_text(encoding="utf-8"), end="")
        return
    if out is None or scenario is None:
        missing = " and ".join(["a folder OUT"] * (out is None) + ["--scenario FILE"] * (scenario is None))
        raise UsageError(
            f"expected {missing}. Run: openclam synth OUT --scenario FILE; "
            "`openclam synth --example > scenario.toml` makes a scenario to begin with."
        )
    from openclam.report.progress import progress_bar
    from openclam.synthesis.produce import produce

    with progress_bar("Rendering", quiet=False) as rendered:
        paths = produce(scenario, out, seed, force=force, progress=rendered)
    for path in paths:
        _print(str(path))


app.command()(kinetics)
app.command()(serve)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        _print(__version__)
        raise typer.Exit


def _assess(
    video: Path,
    *,
    as_json: bool,
    out: Path | None,
    force: bool,
    lang: Lang,
    moving_leg: Leg,
    height_cm: float | None,
    mass_kg: float | None,
    band: str | None,
    band_loop_cm: float | None,
    thigh_girth_cm: float | None,
    band_pull: list[str] | None,
    effort: float | None,
    pain: float | None,
    pose_model: PoseModelName,
) -> None:
    from openclam.exercise import load_exercise
    from openclam.kinetics.calibration import parse_pull
    from openclam.recording import assess as assess_recording
    from openclam.report.progress import progress_bar
    from openclam.report.text import print_assessment
    from openclam.report.writer import check_out_dir, write_report

    if out is not None:
        force = force or _may_replace(out)
        check_out_dir(out, force)
    exercise = load_exercise()
    with progress_bar("Watching", quiet=as_json) as watched:
        assessment = assess_recording(
            video,
            lang=lang.value,
            moving_leg=moving_leg.value,
            height_cm=height_cm,
            mass_kg=mass_kg,
            band=band,
            band_loop_cm=band_loop_cm,
            thigh_girth_cm=thigh_girth_cm,
            band_pulls=[parse_pull(pull) for pull in band_pull or ()],
            effort=effort,
            pain=pain,
            pose_model=pose_model.value,
            exercise=exercise,
            progress=watched,
        )
    for warning in assessment.warnings:
        _say(f"Note: {warning}")
    paths = None
    if out is not None:
        with progress_bar("Writing the report", quiet=as_json) as written:
            paths = write_report(assessment, exercise, video, out, force=force, progress=written)
        for warning in paths.warnings:
            _say(f"Note: {warning}")
    if as_json:
        _print(assessment.to_json(), end="")
        return
    print_assessment(assessment, exercise)
    if paths is not None:
        _print(f"\nReport:          {paths.html}\nAnnotated video: {paths.video}")


def _may_replace(out: Path) -> bool:
    """Ask before replacing a report; without a person to ask, never."""
    from openclam.report.writer import holds_report

    if not (sys.stdin.isatty() and sys.stderr.isatty()) or not holds_report(out):
        return False
    if typer.confirm(f"{out} already holds a report. Replace it?", err=True):
        return True
    raise OutputError(f"Nothing was changed. Give --out another folder than {out}.")


def _print(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _stop(message: str, status: int) -> NoReturn:
    _say(message)
    sys.stdout.flush()
    raise SystemExit(status)


def main() -> None:
    """Run the command line; every error that a user can make ends in one message and its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A letter that the terminal's encoding lacks becomes "?" rather than an error.
        sys.stdout.reconfigure(errors="replace")
    try:
        app()
    except OpenClamError as error:
        _stop(f"openclam: {error}", error.exit_status)
    except SystemExit as end:
        # Typer makes this status of Ctrl-C by itself, without a word.
        if end.code == STOPPED:
            _say("openclam: stopped; no half-made file was left behind.")
        raise
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): quiet, as other tools are.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
