"""A small assessment made by hand and a small film that goes with it: nothing here needs a network or a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from openclam.assessment.measures import scope_of
from openclam.assessment.model import (
    Assessment,
    Finding,
    Measured,
    Person,
    RecordingInfo,
    Rep,
    Software,
    StatementSummary,
    Verdict,
    View,
)
from openclam.assessment.series import Series
from openclam.exercise import Exercise, Statement, load_exercise
from openclam.kinematics.posture import COUNT
from openclam.kinetics.document import Kinetics

FPS = 15
WIDTH, HEIGHT = 320, 180
REP_S, FIRST_REP_S = 1.2, 0.4
WHY = "the feet are out of the picture"

# A person on the side, head to the right, in the 320 × 180 picture: BlazePose order, left side even rows of pairs.
_BODY = {0: (285, 110), 7: (285, 105), 8: (285, 115), 11: (250, 95), 12: (250, 118), 13: (240, 120), 14: (262, 140),
         15: (225, 135), 16: (290, 140), 23: (170, 95), 24: (170, 118), 25: (100, 90), 26: (98, 125), 27: (105, 135),
         28: (108, 145), 29: (115, 138), 30: (117, 148), 31: (90, 142), 32: (92, 150)}  # fmt: skip


def finding(statement: Statement, verdict: Verdict, value: float | None = None) -> Finding:
    """A finding that keeps the document's rules: a cue exactly when not met, a reason exactly when unknown."""
    limits = statement.limits
    return Finding(
        statement=statement.slug,
        page=list(statement.page),
        verdict=verdict,
        value=value,
        sd=None if value is None else 2.0,
        limit=None if limits is None or value is None else limits.nearest_not_met(value),
        unit=None if limits is None else limits.unit,
        cue=statement.cue.en if verdict is Verdict.NOT_MET else None,
        why=WHY if verdict is Verdict.CANNOT_JUDGE else None,
    )


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    return load_exercise()


MakeRep = Callable[..., Rep]


@pytest.fixture(scope="session")
def make_rep(exercise: Exercise) -> MakeRep:
    """Makes rep `number`; `faults` are slugs that were not met, `unknown` slugs that could not be judged."""

    def make(number: int, faults: Sequence[str] = (), unknown: Sequence[str] = (), value: float | None = None) -> Rep:
        start_s = FIRST_REP_S + (number - 1) * REP_S
        findings = []
        for statement in exercise.statements:
            if scope_of(statement) not in ("rep", "set"):
                continue
            if statement.slug in unknown:
                findings.append(finding(statement, Verdict.CANNOT_JUDGE))
            elif statement.slug in faults:
                findings.append(finding(statement, Verdict.NOT_MET, 20.0 if value is None else value))
            else:
                findings.append(finding(statement, Verdict.MET, 3.0))
        return Rep(
            number=number,
            start_s=start_s,
            top_s=start_s + 0.5,
            peak_s=start_s + 0.6,
            top_end_s=start_s + 0.7,
            end_s=start_s + 1.1,
            opening_deg=Measured(value=30.0 + number, sd=2.1),
            hip_external_rotation_deg=Measured(value=22.0, sd=3.0),
            hip_abduction_deg=Measured(value=19.0, sd=3.0),
            pelvic_roll_deg=Measured(value=18.0, sd=2.8),
            pelvic_tilt_deg=Measured(value=4.0, sd=2.0),
            trunk_rotation_deg=Measured(value=5.0, sd=2.0),
            trunk_lean_deg=Measured(value=2.0, sd=2.0),
            feet_gap_cm=Measured(value=None, sd=None),
            clean_range_deg=Measured(value=28.0, sd=2.0),
            up_s=0.5,
            hold_s=0.2,
            down_s=0.4,
            peak_speed_deg_s=71.0,
            findings=findings,
        )

    return make


MakeAssessment = Callable[..., Assessment]


@pytest.fixture(scope="session")
def make_assessment(exercise: Exercise) -> MakeAssessment:
    """Makes an assessment of some reps; `start` gives the verdicts on the starting position by slug."""

    def make(
        reps: Sequence[Rep],
        *,
        start: dict[str, Verdict] | None = None,
        path: str = "clip.mp4",
        lang: str = "en",
        judgeable: bool = True,
        size: tuple[int, int] = (WIDTH, HEIGHT),
        fps: float = FPS,
    ) -> Assessment:
        duration_s = FIRST_REP_S + len(reps) * REP_S + 0.5
        verdicts = start or {}
        start_position = [
            finding(s, verdicts.get(s.slug, Verdict.MET), 12.0) for s in exercise.statements if scope_of(s) == "start"
        ]
        frames = round(duration_s * fps)
        return Assessment(
            exercise=exercise.name,
            language=lang,
            moving_leg="left",
            recording=RecordingInfo(
                path=path, duration_s=duration_s, fps=fps, frames=frames, width=size[0], height=size[1]
            ),
            person=Person(height_cm=170, mass_kg=70, assumed=True),
            band="red",
            view=View(azimuth_deg=3, elevation_deg=8, judgeable=judgeable, why=None if judgeable else WHY),
            reps=list(reps),
            start_position=start_position,
            statements=[_summary(statement, reps, start_position) for statement in exercise.statements],
            software=Software(openclam="0.1.0", pose_model="heavy", pose_model_sha256="0" * 64),
        ).with_series(_series(reps, np.arange(frames) / fps, size))

    return make


def _summary(statement: Statement, reps: Sequence[Rep], start: Sequence[Finding]) -> StatementSummary:
    held = [f for f in [*start, *(f for rep in reps for f in rep.findings)] if f.statement == statement.slug]
    count = {verdict: sum(f.verdict is verdict for f in held) for verdict in Verdict}
    overall = max(Verdict, key=lambda verdict: count[verdict]) if held else Verdict.CANNOT_JUDGE
    return StatementSummary(
        statement=statement.slug,
        page=list(statement.page),
        verdict=overall,
        reps_met=count[Verdict.MET],
        reps_not_met=count[Verdict.NOT_MET],
        reps_cannot_judge=count[Verdict.CANNOT_JUDGE],
        why=WHY if overall is Verdict.CANNOT_JUDGE else None,
    )


def _series(reps: Sequence[Rep], time_s: np.ndarray, size: tuple[int, int]) -> Series:
    opening = np.zeros(len(time_s), np.float32)
    for rep in reps:
        share = np.clip((time_s - rep.start_s) / (rep.end_s - rep.start_s), 0, 1)
        opening += (rep.opening_deg.value or 0.0) * np.sin(np.pi * share) ** 2
    points = np.full((33, 2), np.nan, np.float32)
    for row, xy in _BODY.items():
        points[row] = np.array(xy) * np.array(size) / np.array((WIDTH, HEIGHT))
    landmarks = np.repeat(points[None], len(time_s), axis=0)
    landmarks[:, 25, 1] -= opening * size[1] / HEIGHT
    return Series(
        time_s=time_s,
        opening_deg=opening,
        opening_sd_deg=np.full(len(time_s), 2.0, np.float32),
        pelvic_roll_deg=opening * np.float32(0.6),
        pelvic_roll_sd_deg=np.full(len(time_s), 3.0, np.float32),
        landmarks_px=landmarks,
        visibility=np.where(np.isfinite(points[:, 0]), 0.9, 0.0).astype(np.float32)[None].repeat(len(time_s), 0),
        quantities=np.full((len(time_s), COUNT), np.nan, np.float32),
    )


@pytest.fixture(scope="session")
def assessment(make_rep: MakeRep, make_assessment: MakeAssessment) -> Assessment:
    """Three reps: the pelvis rolls in two of them, all are too quick, the feet are out of the picture."""
    unknown = ("feet-together", "foot-stays-down")
    return make_assessment(
        [
            make_rep(1, ("controlled-return",), unknown, 0.4),
            make_rep(2, ("pelvis-does-not-roll", "controlled-return"), unknown),
            make_rep(3, ("pelvis-does-not-roll", "controlled-return"), unknown),
        ]
    )


@pytest.fixture(scope="session")
def kinetics() -> Kinetics:
    """Made-up numbers of a plausible size: three reps, the third outside what the model is trusted for."""
    path = Path(__file__).parents[1] / "fixtures" / "kinetics.json"
    return Kinetics.model_validate_json(path.read_text("utf-8"))


WithKinetics = Callable[..., Assessment]


@pytest.fixture(scope="session")
def with_kinetics(assessment: Assessment, kinetics: Kinetics) -> WithKinetics:
    """Gives the assessment with kinetics; keywords change fields of the kinetics, `leg` the moving leg."""

    def give(leg: str = "left", **changes: object) -> Assessment:
        changed = kinetics.model_copy(update=changes)
        return assessment.model_copy(update={"kinetics": changed, "moving_leg": leg}).with_series(assessment.series)

    return give


MakeClip = Callable[..., Path]


@pytest.fixture(scope="session")
def make_clip() -> MakeClip:
    return write_clip


def write_clip(
    path: Path,
    *,
    times_s: Sequence[float],
    size: tuple[int, int] = (WIDTH, HEIGHT),
    codec: str = "mpeg4",
    sound: str | None = None,
    sound_from_s: float = 0.0,
) -> Path:
    """Films a moving bar at the given times; `sound` names the codec of a tone that goes with it."""
    width, height = size
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=FPS)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p" if width % 2 == 0 and height % 2 == 0 else "yuv444p"
        stream.codec_context.time_base = Fraction(1, 10_000)
        tone = None if sound is None else container.add_stream(sound, rate=48_000, layout="mono")
        for number, time_s in enumerate(times_s):
            picture = np.full((height, width, 3), 90, np.uint8)
            picture[:, (5 * number) % width :][:, :8] = 220
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=stream.pix_fmt)
            frame.pts, frame.time_base = round(time_s * 10_000), Fraction(1, 10_000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if tone is not None:
            _write_tone(container, tone, from_s=sound_from_s, until_s=times_s[-1])
    return path


def _write_tone(
    container: av.container.OutputContainer, tone: av.AudioStream, *, from_s: float, until_s: float
) -> None:
    at = round(from_s * 48_000)
    while at < until_s * 48_000:
        wave = np.sin(2 * np.pi * 440 * np.arange(at, at + 1024) / 48_000).astype(np.float32)[None] * 0.3
        samples = wave if tone.codec_context.format.name.startswith("flt") else (wave * 32_000).astype(np.int16)
        block = av.AudioFrame.from_ndarray(samples, format=tone.codec_context.format.name, layout="mono")
        block.pts, block.time_base, block.sample_rate = at, Fraction(1, 48_000), 48_000
        container.mux(tone.encode(block))
        at += 1024
    container.mux(tone.encode(None))


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory, assessment: Assessment) -> Path:
    """The film of `assessment`, with sound."""
    times_s = [index / FPS for index in range(assessment.recording.frames)]
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", times_s=times_s, sound="aac")
