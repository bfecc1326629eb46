"""The folder of a report: one run at a time, all or nothing, and nothing of others touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from openclam.errors import OutputError
from openclam.report.out_dir import claimed, hand_over, holds_report

KILLED = """
import os, signal, sys
from pathlib import Path
from openclam.report.out_dir import claimed
out = Path(sys.argv[1])
with claimed(out, True) as workshop:
    (workshop / "report.html").write_text("half")
    if out.is_dir():
        (workshop / "old").mkdir()
        (out / "reps.csv").replace(workshop / "old" / "reps.csv")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def put(out: Path, *names: str, force: bool = False, text: str = "ours") -> None:
    with claimed(out, force) as workshop:
        for name in names:
            (workshop / name).parent.mkdir(exist_ok=True)
            (workshop / name).write_text(text)
        hand_over(workshop, out, force)


@pytest.mark.parametrize("force", [False, True])
def test_a_second_run_into_the_same_folder_is_refused_before_any_work(tmp_path: Path, force: bool) -> None:
    out = tmp_path / "report"
    with claimed(out, force):
        for same in (out, tmp_path / "x" / ".." / "report"):
            with pytest.raises(OutputError, match="another run of OpenClam"), claimed(same, force):
                pass
        with claimed(tmp_path / "another", force):
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with claimed(tmp_path, False) as workshop:
        (workshop / "report.html").write_text("ours")
        (tmp_path / "report.html").write_text("theirs")
        with pytest.raises(OutputError, match="already holds a report"):
            hand_over(workshop, tmp_path, False)
    assert contents(tmp_path) == {"report.html": "theirs"}


def test_force_replaces_a_report_and_nothing_of_others(tmp_path: Path) -> None:
    put(tmp_path, "report.html", "replay.glb", "opensim/angles.mot", "opensim/moments_2.sto", text="older")
    strangers = ("notes.txt", "opensim/my-model.osim", "opensim/moments_of_truth.sto", "opensim/deep/angles.mot")
    for name in strangers:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("theirs")
    put(tmp_path, "report.html", "opensim/angles.mot", force=True)
    expected = {"report.html": "ours", "opensim/angles.mot": "ours", **dict.fromkeys(strangers, "theirs")}
    assert contents(tmp_path) == expected


def test_a_folder_of_others_by_the_name_opensim_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "opensim").mkdir()
    (tmp_path / "opensim" / "gait.osim").write_text("theirs")
    assert not holds_report(tmp_path)
    put(tmp_path, "report.html", "opensim/angles.mot")
    assert contents(tmp_path) == {
        "opensim/gait.osim": "theirs", "report.html": "ours", "opensim/angles.mot": "ours",
    }  # fmt: skip
    put(tmp_path, "report.html", force=True)
    assert contents(tmp_path) == {"opensim/gait.osim": "theirs", "report.html": "ours"}


@pytest.mark.parametrize("name", ["report.html", "opensim"])
def test_what_is_no_file_of_a_report_is_not_replaced_by_one(tmp_path: Path, name: str) -> None:
    if name == "opensim":
        (tmp_path / name).write_text("theirs")
    else:
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").write_text("theirs")
    before = contents(tmp_path)
    with pytest.raises(OutputError, match="would take that name"), claimed(tmp_path, True):
        pass
    assert contents(tmp_path) == before


def test_a_name_that_is_too_long_is_told_in_words(tmp_path: Path) -> None:
    for out in (tmp_path / ("x" * 300), tmp_path / ("x" * 300) / "deeper"):
        with pytest.raises(OutputError, match="longer name than this disk takes"), claimed(out, False):
            pass


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system that can kill a process")
@pytest.mark.parametrize("there", [False, True], ids=["new folder", "older report"])
def test_what_a_killed_run_left_goes_and_what_it_took_away_comes_back(tmp_path: Path, there: bool) -> None:
    out = tmp_path / "report"
    if there:
        put(out, "report.html", "reps.csv", text="older")
    done = subprocess.run([sys.executable, "-c", KILLED, str(out)], env=dict(os.environ), timeout=60)
    assert done.returncode == -signal.SIGKILL
    home = out if there else tmp_path
    assert [path.name for path in home.glob(".openclam-*.part")]
    with claimed(home / "something-else", False):  # any run in that folder sweeps
        pass
    assert contents(out) == ({"report.html": "older", "reps.csv": "older"} if there else {})
    assert not list(home.glob(".openclam-*.part"))


def test_a_run_at_work_is_not_swept_away(tmp_path: Path) -> None:
    with claimed(tmp_path / "one", False) as workshop, claimed(tmp_path / "other", False):
        assert workshop.is_dir()


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    with claimed(tmp_path / "a" / "b", force=False):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file")
    with pytest.raises(OutputError, match="is a file; a folder"), claimed(tmp_path / "report", force=True):
        pass
    with pytest.raises(OutputError, match="report is a file"), claimed(tmp_path / "report" / "deeper", force=True):
        pass
    assert (tmp_path / "report").read_text() == "a file"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs the proc file system of Linux")
def test_a_file_system_that_takes_no_folders() -> None:
    with pytest.raises(OutputError, match="/proc/report"), claimed(Path("/proc/report"), force=False):
        pass
