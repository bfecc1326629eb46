"""The command line as a user meets it: exit statuses, streams, files, and being stopped halfway."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import openclam
import openclam.run.recording as recording
from openclam.cli import main as cli
from openclam.cli import streams
from openclam.exercise.loader import BUILT_IN
from openclam.pose import open_tracker, weights
from openclam.pose.landmarks import FrameLandmarks
from openclam.report import writer
from tests.demo_clip import Replay, pictures, write_beginning

Recordings = Callable[[str], Path]

COMMAND = [sys.executable, "-c", "from openclam.cli.main import main; main()"]
SOURCES = Path(openclam.__file__).parents[1]
SHORT_S = 7.1
"""The shipped clip's first rep."""
REPORT = ["annotated.mp4", "assessment.json", "opensim", "replay.glb", "report.html", "reps.csv"]


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return {**kept, "PYTHONPATH": str(SOURCES), **changes}


def run(*args: str | Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, args)], capture_output=True, text=True, encoding="utf-8", env=environment(**changes),
        check=False, timeout=120,
    )  # fmt: skip


class Ended:
    """How a call of `main` in this process ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


Main = Callable[..., Ended]


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Main:
    """The command in this process, for what needs no process of its own."""

    def call(*args: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["openclam", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        streams = capsys.readouterr()
        status = end.value.code
        assert status is None or isinstance(status, int)
        return Ended(status or 0, streams.out, streams.err)

    return call


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_beginning(tmp_path_factory.mktemp("clip") / "one-rep.mp4", SHORT_S)


@pytest.fixture(scope="module")
def landmarks_by_frame() -> list[FrameLandmarks]:
    tracker = open_tracker("lite")
    return [tracker.step(frame) for frame in pictures(round(SHORT_S * 30))]


@pytest.fixture
def seen(landmarks_by_frame: list[FrameLandmarks], monkeypatch: pytest.MonkeyPatch) -> None:
    """The clip's landmarks as they were seen before, so that a test of files and streams is quick."""
    monkeypatch.setattr(recording, "open_tracker", lambda *_, **__: Replay(landmarks_by_frame))


def one_line(message: str) -> str:
    """The message, which must be one line under the command's name and no traceback."""
    assert message.startswith("openclam: ")
    assert message.count("\n") == 1
    assert message.endswith("\n")
    assert "Traceback" not in message
    return message


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What it prints


@pytest.mark.slow
def test_json_is_one_document_and_nothing_else(clip: Path) -> None:
    done = run("assess", clip, "--json", "--pose-model", "lite")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert (document["moving_leg"], len(document["reps"])) == ("left", 1)
    assert document["recording"]["path"] == str(clip)
    assert done.stdout.endswith("}\n")


@pytest.mark.networks
def test_a_table_for_a_person_without_colour_codes(main: Main, seen: None, clip: Path) -> None:
    done = main("assess", clip)
    assert (done.status, done.err) == (0, "")
    assert "Clamshell" in done.out
    assert "1 rep " in done.out
    assert "left leg" in done.out
    assert "\x1b" not in done.out
    assert "medical device" in done.out
    dutch = main("assess", clip, "--lang", "nl")
    assert dutch.status == 0
    assert "1 herhaling" in dutch.out


@pytest.mark.networks
def test_a_note_goes_to_stderr_and_json_stays_whole(main: Main, seen: None, tmp_path: Path) -> None:
    """A bare stream of pictures is assessed, and a word said about its times."""
    done = main("assess", write_beginning(tmp_path / "bare.h264", SHORT_S), "--json")
    assert done.status == 0
    assert len(json.loads(done.out)["reps"]) == 1
    assert done.err.startswith("Note: bare.h264 holds no time stamps")
    assert json.loads(done.out)["warnings"] == [line.removeprefix("Note: ") for line in done.err.splitlines()]


@pytest.mark.parametrize("args", [["page"], ["--help"]])
def test_no_escape_codes_in_a_pipe(args: list[str]) -> None:
    done = run(*args)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


@pytest.mark.slow
def test_a_terminal_shows_progress_and_heeds_no_color(clip: Path) -> None:
    """In a terminal of its own: a bar while the work runs, and no colour where that is asked for."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "assess", str(clip), "--pose-model", "lite"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment(NO_COLOR="1", TERM="xterm-256color"),
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    # At the end the terminal closes, which Linux tells as an error.
    with contextlib.suppress(OSError):
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert process.wait(60) == 0
    assert b"Watching" in shown
    assert b"100%" in shown
    assert b"medical device" in shown
    assert not re.search(rb"\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7])\b[0-9;]*m", shown)


def test_a_terminal_that_lacks_letters_gets_question_marks() -> None:
    done = run("page", "--lang", "nl", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "knie?n" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "args",
    [["page"], ["--help"], ["--version"], ["doctor"], ["kinetics"], ["kinetics", "--json"], ["synth", "--example"]],
)
def test_a_reader_that_has_gone_is_no_error_message(args: list[str]) -> None:
    """As in `openclam page | head -1`."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [*COMMAND, *args], stdout=write_end, stderr=subprocess.PIPE, env=environment(), check=False, timeout=60
        )
    finally:
        os.close(write_end)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("handles", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/null 2>&-"])
def test_a_stream_that_is_closed_is_no_error(tmp_path: Path, handles: str) -> None:
    """A file that is written meanwhile does not take the closed stream's place."""
    page = tmp_path / "page.html"
    for more in ([], ["--html", str(page)]):
        command = " ".join(map(shlex.quote, [*COMMAND, "page", *more]))
        done = subprocess.run(["/bin/sh", "-c", f"{command} {handles}"], capture_output=True, env=environment())
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert page.read_text("utf-8").rstrip().endswith("</html>")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the always-full device of Linux; root has it")
@pytest.mark.parametrize("args", [["page"], ["--version"]])
def test_results_that_cannot_be_written_are_an_error(args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *args], stdout=full, stderr=subprocess.PIPE, text=True, env=environment())
    assert done.returncode == 3
    assert "could not be written" in one_line(done.stderr)


@pytest.mark.parametrize("fault", [MemoryError(), OSError(errno.EIO, "Input/output error", "a-file")])
def test_what_no_room_foresaw_is_one_line(main: Main, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fails(*_: object) -> str:
        raise fault

    monkeypatch.setattr("openclam.report.handout.render_text", fails)
    done = main("page")
    assert done.status == 3
    assert re.search(r"Export|Check", one_line(done.err))


TOO_LONG = "x" * 300


@pytest.mark.parametrize(
    "args",
    [
        ["assess", TOO_LONG], ["assess", "x.mp4", "--out", TOO_LONG], ["assess", "x.mp4", "--exercise", TOO_LONG],
        ["page", "--html", TOO_LONG], ["page", "--pdf", TOO_LONG], ["page", "--exercise", TOO_LONG],
        ["kinetics", "--plot", TOO_LONG + ".svg"],
        ["serve", "--settings", TOO_LONG], ["serve", "--port", "0", "--database", f"sqlite:///{TOO_LONG}"],
        ["synth", TOO_LONG, "--scenario", TOO_LONG],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_name_that_is_too_long_is_told_in_words(
    main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = main(*args)
    assert done.status in (1, 2, 3)
    assert "Traceback" not in done.err
    assert "too long" in done.err + done.out or "longer name" in done.err
    assert names(tmp_path) == []


ESCAPE = "\x1b]0;owned\x07\x1b[31m\x9b1m\u202egnp"


@pytest.mark.parametrize(
    "args",
    [
        ["assess", ESCAPE], ["assess", "x.mp4", "--out", f"file/{ESCAPE}"], ["assess", "x.mp4", "--band", ESCAPE],
        ["page", "--html", f"{ESCAPE}.html"], ["page", "--exercise", ESCAPE], ["serve", "--settings", ESCAPE],
        ["serve", "--host", ESCAPE], ["serve", "--database", ESCAPE], ["kinetics", "--band", ESCAPE],
        [ESCAPE], ["--" + ESCAPE], ["page", "--lang", ESCAPE], ["kinetics", "--plot", f"{ESCAPE}.svg"],
    ],
    ids=range(13),
)  # fmt: skip
def test_escape_sequences_in_a_name_do_not_reach_the_terminal(
    main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    done = main(*args)
    told = done.out + done.err
    assert done.status in (0, 2, 3)
    assert not set(told) & set("\x1b\x07\x9b\u202e")


def test_json_stays_the_same_document_without_what_a_terminal_obeys() -> None:
    text = json.dumps({"path": ESCAPE}, ensure_ascii=False)
    assert json.loads(streams.plain(text)) == {"path": ESCAPE}
    assert not set(streams.plain(text)) & set("\x1b\x07\x9b\u202e")


def test_the_version(main: Main) -> None:
    assert main("--version").out == openclam.__version__ + "\n"


# The page


def test_the_page_in_both_languages(main: Main) -> None:
    english, dutch = main("page").out, main("page", "--lang", "nl").out
    assert "hip" in english
    assert "heup" in dutch
    assert english != dutch


def test_an_exercise_file_of_ones_own(main: Main, tmp_path: Path) -> None:
    text, ours = BUILT_IN.read_text("utf-8"), tmp_path / "ours.toml"
    ours.write_text(text.replace('title = { en = "Clamshell"', 'title = { en = "Our clamshell"', 1), "utf-8")
    assert "Our clamshell" in main("page", "--exercise", ours).out
    ours.write_text(text.replace('signal = "opening"', 'signal = "hip_abduction"', 1), "utf-8")
    for command in (("page",), ("assess", "nowhere.mp4"), ("serve", "--port", "0")):
        ended = main(*command, "--exercise", ours)
        assert ended.status == 2
        assert 'does not claim the signal "hip_abduction"' in ended.err


def test_the_hand_out_as_files(main: Main, tmp_path: Path) -> None:
    html, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    done = main("page", "--lang", "nl", "--html", html, "--pdf", pdf)
    assert (done.status, done.out) == (0, "")
    assert done.err == f"Written: {html}\nWritten: {pdf}\n"
    assert '<html lang="nl"' in html.read_text("utf-8")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert names(tmp_path) == ["page.html", "page.pdf"]


def test_a_hand_out_that_cannot_be_written(main: Main, tmp_path: Path) -> None:
    done = main("page", "--html", tmp_path / "nowhere" / "page.html")
    assert done.status == 3
    assert "nowhere" in one_line(done.err)


# A user's mistakes


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["asess", "x.mp4"], "No such command"),
        (["assess"], "Missing argument"),
        (["assess", "x.mp4", "--moving-leg", "upper"], "--moving-leg"),
        (["assess", "x.mp4", "--height-cm", "tall"], "--height-cm"),
        (["assess", "x.mp4", "--pose-model", "huge"], "--pose-model"),
        (["page", "--lang", "fr"], "--lang"),
    ],
)
def test_a_wrong_word_is_status_2(main: Main, args: list[str], says: str) -> None:
    done = main(*args)
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    assert "Usage:" in done.err


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (["--height-cm", "1.75"], "from 100 to 230"),
        (["--mass-kg", "nan"], "from 20 to 300"),
        (["--band", ""], "colour"),
        (["--band", "purple"], "luggage scale"),
        (["--band", "red", "--band-loop-cm", "6"], "from 20 to 200"),
        (["--band-loop-cm", "61", "--band-pull", "45"], "expected LENGTH_CM:KG"),
        (["--band-loop-cm", "61", "--band-pull", "45:2.1", "--band-pull", "20:2"], "expected more than 30.5 cm"),
    ],
)
def test_a_value_out_of_range_is_status_2(main: Main, clip: Path, option: list[str], says: str) -> None:
    done = main("assess", clip, *option)
    assert done.status == 2
    assert says in one_line(done.err)


@pytest.mark.networks
@pytest.mark.parametrize(
    "name",
    [
        "empty.mp4", "notes.mp4", "no-index.mp4", "sound.m4a", "one-pixel.gif", "20000-wide.gif", "photo.jpg",
        "sticker.webp", "half-second.mp4", "slide-show.mkv", "racing-clock.mp4", "stopped-clock.mkv", "not-there.mp4",
    ],
)  # fmt: skip
def test_a_bad_recording_is_one_line_and_nothing_written(
    main: Main, recordings: Recordings, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name if name == "not-there.mp4" else recordings(name)
    done = main("assess", path, "--json", "--out", tmp_path / "report", "--pose-model", "lite")
    assert (done.status, done.out) == (3, "")
    message = one_line(done.err)
    assert str(path) in message
    assert re.search(r"\b(Give|Record|Film|Export|Check|Copy|Convert|Save|Send)\b", message), "what to do"
    assert names(tmp_path) == []


@pytest.mark.networks
def test_a_recording_without_anybody_is_status_4(main: Main, recordings: Recordings, tmp_path: Path) -> None:
    done = main("assess", recordings("plain.mp4"), "--out", tmp_path / "report", "--pose-model", "lite")
    assert (done.status, done.out) == (4, "")
    assert "nobody was seen" in one_line(done.err)
    assert names(tmp_path) == []


# The report


@pytest.mark.networks
def test_the_report_is_whole_and_its_places_are_told(main: Main, seen: None, clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    done = main("assess", clip, "--out", out)
    assert (done.status, done.err) == (0, "")
    assert names(out) == REPORT
    assert str(out / "report.html") in done.out
    assert str(out / "annotated.mp4") in done.out
    # And once more: refused, untouched; replaced only where that is asked for.
    before = contents(out)
    again = main("assess", clip, "--out", out)
    assert (again.status, again.out) == (3, "")
    assert "--force" in one_line(again.err)
    assert contents(out) == before
    forced = main("assess", clip, "--out", out, "--force", "--json", "--lang", "nl")
    assert forced.status == 0
    assert json.loads(forced.out) == json.loads((out / "assessment.json").read_text("utf-8"))
    assert json.loads(forced.out)["language"] == "nl"
    assert names(out) == REPORT


def test_a_file_in_place_of_the_folder_is_told_before_the_work_begins(main: Main, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    done = main("assess", "never-looked-at.mp4", "--out", tmp_path / "report")
    assert done.status == 3
    assert "is a file" in one_line(done.err)
    assert (tmp_path / "report").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(main: Main, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o555)
    done = main("assess", "never-looked-at.mp4", "--out", tmp_path / "theirs" / "report")
    assert done.status == 3
    assert "cannot be written" in one_line(done.err)


@pytest.mark.networks
def test_a_full_disk_leaves_nothing(
    main: Main, seen: None, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    # The last of the files but one, so that there is something to take away again.
    monkeypatch.setattr(writer, "reps_csv", full)
    done = main("assess", clip, "--out", tmp_path / "report")
    assert (done.status, done.out) == (3, "")
    assert "is full" in one_line(done.err)
    assert names(tmp_path) == []


# The command, which waits for ever at one step of its work and says by a file that it is there. Its first arguments are
# the step, the object that has it, and the file.
HELD = [
    sys.executable,
    "-c",
    """
import pathlib, pkgutil, signal, sys, time
# A shell's background job is born deaf to Ctrl-C, and so are its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
step, owner, begun = (sys.argv.pop(1) for _ in range(3))
def held(*_):
    pathlib.Path(begun).touch()
    time.sleep(60)
setattr(pkgutil.resolve_name(owner), step, held)
from openclam.cli.main import main
main()
""",
]


@pytest.mark.networks
@pytest.mark.parametrize(
    ("step", "owner"),
    [("step", "openclam.pose.person:PersonTracker"), ("reps_csv", "openclam.report.writer")],
    ids=["watching", "writing"],
)
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)]
)
def test_stopped_halfway_nothing_is_left(
    clip: Path, tmp_path: Path, step: str, owner: str, number: signal.Signals, status: int
) -> None:
    """While the recording is watched, and while the report is being made."""
    begun, folder = tmp_path / "begun", tmp_path / "empty"
    _stop([*HELD, step, owner, str(begun)], clip, folder, begun, number, status)


def _stop(command: list[str], clip: Path, folder: Path, begun: Path, number: signal.Signals, status: int) -> None:
    """Send the signal once `begun` is there; the command says so and leaves nothing in `folder`."""
    folder.mkdir()
    out = folder / "new" / "report"
    with subprocess.Popen(
        [*command, "assess", str(clip), "--out", str(out), "--pose-model", "lite"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while not begun.exists():
                assert process.poll() is None, "it was over before it could be stopped"
                assert time.monotonic() < deadline
                time.sleep(0.02)
            process.send_signal(number)
            told, message = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == status
    assert told == ""
    assert "stopped" in one_line(message)
    assert names(folder) == []


# Doctor


@pytest.mark.networks
def test_doctor_on_a_whole_machine(main: Main) -> None:
    done = main("doctor")
    assert (done.status, done.err) == (0, "")
    assert all(line.startswith(("ok ", "optional PDF", "optional tests, Chromium")) for line in done.out.splitlines())


def test_missing_weights(main: Main, monkeypatch: pytest.MonkeyPatch, clip: Path, tmp_path: Path) -> None:
    """Doctor tells what is missing; assess says how to get it."""
    monkeypatch.setenv("OPENCLAM_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(weights, "PACKAGE_FOLDER", tmp_path)
    done = main("doctor")
    assert done.status == 1
    assert done.out.count("MISSING  weights") == 4
    assert "openclam doctor --fetch" in done.out
    done = main("assess", clip)
    assert (done.status, done.out) == (3, "")
    assert "openclam doctor --fetch" in one_line(done.err)
