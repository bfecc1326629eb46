"""The report folder: all of it or none.

    assessment.json   the whole assessment, for programs
    reps.csv          one row a rep, for a spreadsheet
    report.html       what a person reads and prints
    annotated.mp4     the recording with what was seen
    opensim/          angles, joint centres, moments and activations, for biomechanics
    replay.glb        a rep in three dimensions; where loads could be estimated

How they come into the folder stands in `openclam.report.out_dir`.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from openclam.assessment.model import Assessment
from openclam.exercise import Exercise, Language
from openclam.report.corrections import Correction, corrections, rep_cues
from openclam.report.estimates import representative
from openclam.report.html.document import report_html
from openclam.report.html.stills import still
from openclam.report.opensim.export import export
from openclam.report.out_dir import NAMES, claimed, hand_over, heard
from openclam.report.replay.figure import Replay, make_replay, replay_html
from openclam.report.replay.of_rep import rep_scene
from openclam.report.tables.reps_csv import reps_csv
from openclam.report.video import ExerciseAnnotators
from openclam.report.video.annotated import Progress, write_annotated
from openclam.report.video.lettering import Scene
from openclam.report.video.timeline import Timeline, one_at_a_time
from openclam.report.words import speech


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """Where the parts of a report are, and what its reader should know of how it was made."""

    json: Path
    csv: Path
    html: Path
    video: Path
    opensim: Path
    replay: Path
    warnings: tuple[str, ...] = ()

    @staticmethod
    def in_folder(folder: Path, warnings: tuple[str, ...] = ()) -> ReportPaths:
        """The paths of a report in `folder`."""
        json, csv, html, video, opensim, replay = (folder / name for name in NAMES)
        return ReportPaths(json, csv, html, video, opensim, replay, warnings)


def write_report(
    assessment: Assessment,
    exercise: Exercise,
    video_path: Path,
    out_dir: Path,
    *,
    lang: Language | None = None,
    force: bool = False,
    workshop: Path | None = None,
    progress: Progress | None = None,
) -> ReportPaths:
    """Write the whole report of an assessment, or nothing.

    Args:
        assessment: with its series, as `assess` gives it.
        exercise: the exercise that it was held against.
        video_path: the recording, read once more for the pictures.
        out_dir: made where it does not exist; other files in it are left alone.
        lang: the report's language; None for the assessment's own.
        force: replace a report that is there.
        workshop: of `openclam.report.out_dir.claimed`, where `out_dir` was claimed before the recording was assessed.
        progress: told now and then which share is done, 0 to 1.

    Raises:
        InputError: the recording can no longer be read.
        OutputError: the folder cannot be written, is full, holds a report and `force` is not given, or another run
            writes one there.
    """
    with contextlib.ExitStack() as stack:
        if workshop is None:
            workshop = stack.enter_context(claimed(out_dir, force))
        stack.enter_context(heard(out_dir))
        draft = ReportPaths.in_folder(workshop)
        warnings = _make(assessment, exercise, video_path, draft, lang or assessment.language, progress)
        hand_over(workshop, out_dir, force)
    return ReportPaths.in_folder(out_dir, warnings)


def _make(
    assessment: Assessment,
    exercise: Exercise,
    video_path: Path,
    paths: ReportPaths,
    lang: Language,
    progress: Progress | None,
) -> tuple[str, ...]:
    """Write all parts; gives the warnings."""
    found = corrections(assessment, exercise)
    timeline = Timeline(assessment.reps, assessment.series, one_at_a_time(rep_cues(assessment, exercise, lang)))
    wanted = {correction.statement.slug: _picture_at(assessment, correction) for correction in found}
    footage = write_annotated(
        video_path,
        paths.video,
        timeline,
        ExerciseAnnotators(assessment, exercise, speech(lang)),
        keep=frozenset(wanted.values()),
        frames=assessment.recording.frames,
        progress=progress,
    )
    pictures = _stills(assessment, timeline, wanted, footage.pictures)
    replay = _replay(assessment, exercise, lang)
    figure = None if replay is None else replay_html(replay, speech(lang))
    paths.html.write_text(report_html(assessment, exercise, found, pictures, lang, figure), "utf-8")
    if replay is not None:
        paths.replay.write_bytes(replay.glb)
    for name, text in export(assessment).items():
        paths.opensim.mkdir(exist_ok=True)
        (paths.opensim / name).write_text(text, "utf-8", newline="\n")
    paths.csv.write_text(reps_csv(assessment, exercise), "utf-8")
    paths.json.write_text(assessment.to_json(), "utf-8")
    if not footage.sound_lost:
        return ()
    return (f"The sound of {video_path.name} could not be read to its end; the annotated video has less or none.",)


def _replay(assessment: Assessment, exercise: Exercise, lang: Language) -> Replay | None:
    """The replay of the rep that stands for the set: of those that the model is trusted for, the widest."""
    if assessment.loads is None or assessment.kinetics is None:
        return None
    chosen = {rep.number for rep in representative(assessment.kinetics)}
    rep = max(
        (rep for rep in assessment.loads.reps if rep.number in chosen), key=lambda rep: float(rep.opening_deg.max())
    )
    scene = rep_scene(assessment.loads.loads, rep, assessment.moving_leg)
    return None if scene is None else make_replay(scene, rep.number, exercise.title.say(lang))


def _picture_at(assessment: Assessment, correction: Correction) -> int:
    """The index of the picture nearest to the correction's state; −1, which no picture has, without a series."""
    time_s = assessment.series.time_s
    return int(np.argmin(np.abs(time_s - correction.at_s))) if len(time_s) else -1


def _stills(
    assessment: Assessment, timeline: Timeline, wanted: dict[str, int], kept: dict[int, Scene]
) -> dict[str, str]:
    time_s = assessment.series.time_s
    return {
        slug: still(kept[index], timeline.at(index, float(time_s[index])), assessment.moving_leg)
        for slug, index in wanted.items()
        if index in kept
    }
