"""The report folder: all of it or none, whatever happens. Without loads it is four files."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import openclam.report.writer as writer
from openclam.assessment.model import Assessment
from openclam.errors import InputError, OutputError
from openclam.exercise import Exercise
from openclam.report.out_dir import holds_report
from openclam.report.writer import ReportPaths, write_report

NAMES = ["annotated.mp4", "assessment.json", "report.html", "reps.csv"]

Write = Callable[..., ReportPaths]


@pytest.fixture
def write(assessment: Assessment, exercise: Exercise, clip: Path) -> Write:
    def call(out: Path, **options: object) -> ReportPaths:
        return write_report(assessment, exercise, clip, out, **options)

    return call


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_four_files_and_nothing_else(tmp_path: Path, write: Write, assessment: Assessment) -> None:
    paths = write(tmp_path / "new" / "deeper" / "report")
    assert names(tmp_path / "new" / "deeper" / "report") == NAMES
    assert names(tmp_path) == ["new"]
    assert json.loads(paths.json.read_text("utf-8"))["schema"] == "openclam/assessment/1"
    assert len(paths.csv.read_text("utf-8").splitlines()) == 1 + len(assessment.reps)
    assert paths.html.read_text("utf-8").count("data:image/jpeg;base64,") == 2
    assert paths.video.stat().st_size > 1000


def test_a_relative_folder(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("report"))
    assert names(tmp_path / "report") == NAMES


def test_the_reports_language(tmp_path: Path, write: Write) -> None:
    assert '<html lang="nl">' in write(tmp_path / "nl", lang="nl").html.read_text("utf-8")
    assert '<html lang="en">' in write(tmp_path / "en").html.read_text("utf-8")


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path, write: Write) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path)
    assert names(tmp_path) == sorted([*NAMES, "notes.txt"])
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_report_is_not_replaced_unasked(tmp_path: Path, write: Write) -> None:
    (tmp_path / "reps.csv").write_text("older")
    assert holds_report(tmp_path)
    with pytest.raises(OutputError, match=r"already holds a report \(reps\.csv\).*--force"):
        write(tmp_path)
    assert names(tmp_path) == ["reps.csv"]


def test_force_replaces_it(tmp_path: Path, write: Write) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("older")
    write(tmp_path, force=True)
    assert names(tmp_path) == NAMES
    assert all((tmp_path / name).read_bytes() != b"older" for name in NAMES)


def test_lost_sound_is_told(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    true_write = writer.write_annotated

    def without_sound(*args: object, **options: object) -> object:
        return replace(true_write(*args, **options), sound_lost=True)

    assert write(tmp_path / "whole").warnings == ()
    monkeypatch.setattr(writer, "write_annotated", without_sound)
    (warning,) = write(tmp_path / "lost").warnings
    assert "sound of clip.mp4" in warning


class UnforeseenError(Exception):
    """What nobody thought of."""


@pytest.mark.parametrize("error", [KeyboardInterrupt(), UnforeseenError(), InputError("the recording is cut off")])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_nothing_is_left_when_the_work_stops_midway(
    tmp_path: Path, write: Write, error: BaseException, share: float
) -> None:
    def progress(done: float) -> None:
        if done >= share:
            raise error

    with pytest.raises(type(error)):
        write(tmp_path / "report", progress=progress)
    assert names(tmp_path) == []


@pytest.mark.parametrize("part", ["report_html", "reps_csv", "write_annotated"])
def test_a_full_disk_says_so_and_leaves_the_old_report(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "report.html").write_text("older")
    monkeypatch.setattr(writer, part, full)
    with pytest.raises(OutputError, match=r"disk of .* is full.*Free some space"):
        write(tmp_path, force=True)
    assert names(tmp_path) == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "older"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the always-full device of Linux")
def test_a_disk_that_fills_while_the_video_is_written(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here FFmpeg itself meets the full disk."""
    true_write = writer.write_annotated

    def to_full_device(source: Path, out: Path, *args: object, **options: object) -> object:
        out.symlink_to("/dev/full")
        return true_write(source, out, *args, **options)

    monkeypatch.setattr(writer, "write_annotated", to_full_device)
    with pytest.raises(OutputError, match="is full"):
        write(tmp_path / "report")
    assert names(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 1, 2, 3])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.EIO, "Input/output error")])
def test_an_interrupted_hand_over_is_undone(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch, after: int, error: BaseException
) -> None:
    older = {"reps.csv": "older csv", "report.html": "older page"}
    for name, text in older.items():
        (tmp_path / name).write_text(text)
    true_replace, handed_over = Path.replace, []

    def replaced(self: Path, target: Path) -> Path:
        if target.parent == tmp_path:
            if len(handed_over) == after:
                monkeypatch.setattr(Path, "replace", true_replace)
                raise error
            handed_over.append(target)
        return true_replace(self, target)

    monkeypatch.setattr(Path, "replace", replaced)
    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
        write(tmp_path, force=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == older


def test_an_interrupted_hand_over_to_a_new_folder_leaves_no_folder(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replaced)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a" / "report")
    assert names(tmp_path) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_found_out_first(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    def too_late(*_: object, **__: object) -> None:
        pytest.fail("long work began before the folder was tried")

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(writer, "write_annotated", too_late)
    with pytest.raises(OutputError, match=r"cannot be written .*folder of your own"):
        write(tmp_path / "report")
