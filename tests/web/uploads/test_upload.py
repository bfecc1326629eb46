"""Recordings that are sent in: judged by their content, assessed elsewhere, and always gone afterwards."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import UploadFile

import openclam
from openclam.assessment.model import Assessment
from openclam.setup.child import child_environment
from openclam.setup.locked import Lock
from openclam.web.settings import Upload
from openclam.web.site import body
from openclam.web.site.words import site_speech
from openclam.web.uploads.upload import Uploads
from tests.demo_clip import write_beginning
from tests.web.conftest import RunningSite, Starter
from tests.web.raw import line

MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 300
SLOW = "import time; print('{\"progress\": 0.25}', flush=True); time.sleep(60)"
DIES = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
CHATTERS = 'print(\'INFO: hello\'); print(\'{"error": {"code": "NobodyError", "message": "nobody was seen"}}\')'


def command(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def send(browser: Any, content: bytes = MP4, **fields: str) -> Any:
    return browser.post("/api/v1/recordings", files={"file": ("clip.mp4", content)}, data=fields)


def finished(browser: Any, job: str, timeout_s: float = 30) -> dict[str, Any]:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        state: dict[str, Any] = browser.get(f"/api/v1/recordings/{job}").json()
        if state["state"] in ("done", "failed"):
            return state
        time.sleep(0.05)
    raise AssertionError(f"not finished: {state}")


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "recordings").glob("*"))


@pytest.mark.parametrize("content", [b"#EXTM3U\nfile:///etc/passwd\n", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, b"x"])
def test_what_is_no_video_is_refused_and_not_kept(start_site: Starter, tmp_path: Path, content: bytes) -> None:
    answer = send(start_site(command(SLOW)).browser, content)
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "no_video"
    assert left(tmp_path) == []


def test_what_is_too_large_is_refused_and_not_kept(start_site: Starter, tmp_path: Path) -> None:
    site = start_site(command(SLOW), upload={"largest_mb": 1})
    for size in (1_000_001, 1_500_000):
        answer = send(site.browser, MP4 + b"\x00" * size)
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"height_cm": "900"}, "height_cm"), ({"mass_kg": "nan"}, "mass_kg"), ({"lang": "fr"}, "lang"),
        ({"moving_leg": "both"}, "moving_leg"), ({"band": "plaid"}, "band"), ({"colour": "red"}, "colour"),
        ({"height_cm": "x" * 2000}, ""),
    ],
)  # fmt: skip
def test_what_is_told_wrong_is_refused(start_site: Starter, tmp_path: Path, fields: dict[str, str], says: str) -> None:
    answer = send(start_site(command(SLOW)).browser, **fields)
    assert answer.status_code in (400, 422)
    assert says in answer.json()["error"]["message"]
    assert left(tmp_path) == []


def test_without_a_file(start_site: Starter) -> None:
    browser = start_site(command(SLOW)).browser
    assert browser.post("/api/v1/recordings", data={"lang": "en"}).json()["error"]["code"] == "no_file"
    in_parts = {"Content-Type": "multipart/form-data; boundary=x"}
    rubbish = browser.post("/api/v1/recordings", content=b"--x\r\nrubbish", headers=in_parts)
    assert rubbish.status_code in (400, 422)


def test_only_who_sent_it_sees_it_and_may_stop_it(start_site: Starter, tmp_path: Path) -> None:
    site = start_site(command(SLOW))
    job = send(site.browser).json()["id"]
    stranger = site.another()
    for path in ("", "/assessment", "/report"):
        assert stranger.get(f"/api/v1/recordings/{job}{path}").status_code == 404
    assert stranger.delete(f"/api/v1/recordings/{job}").status_code == 404
    assert stranger.get(f"/en/recording/{job}").status_code == 404
    deadline = time.monotonic() + 20
    while site.browser.get(f"/api/v1/recordings/{job}").json()["progress"] == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert site.browser.get(f"/api/v1/recordings/{job}").json()["progress"] == 0.25
    assert site.browser.get(f"/api/v1/recordings/{job}/assessment").json()["error"]["code"] == "not_done"
    waiting = site.browser.get(f"/nl/recording/{job}")
    assert "wordt beoordeeld" in waiting.text
    assert waiting.headers["refresh"]
    assert site.browser.delete(f"/api/v1/recordings/{job}").status_code == 204
    assert left(tmp_path) == []
    assert site.browser.get(f"/api/v1/recordings/{job}").status_code == 404


def test_a_process_that_dies_leaves_nothing(start_site: Starter, tmp_path: Path) -> None:
    browser = start_site(command(DIES)).browser
    job = send(browser).json()["id"]
    assert finished(browser, job)["error"]["code"] == "stopped"
    assert left(tmp_path) == []
    page = browser.get(f"/nl/recording/{job}")
    assert page.status_code == 422
    assert "voortijdig gestopt" in page.text


def test_what_openclam_says_is_passed_on_in_the_pages_language(start_site: Starter, tmp_path: Path) -> None:
    browser = start_site(command(CHATTERS)).browser
    sent = browser.post("/nl/recording", files={"file": ("x", MP4)})
    assert sent.status_code == 303
    job = sent.headers["location"].rsplit("/", 1)[1]
    assert finished(browser, job)["error"] == {"code": "nobody", "message": "nobody was seen"}
    assert site_speech("nl")("problem.nobody") in browser.get(sent.headers["location"]).text
    assert left(tmp_path) == []


def test_a_site_that_stops_leaves_nothing(start_site: Starter, tmp_path: Path) -> None:
    site = start_site(command(SLOW))
    send(site.browser)
    assert len(left(tmp_path)) == 1
    site.stop()
    assert left(tmp_path) == []


def test_too_many_wait(start_site: Starter) -> None:
    browser = start_site(command(SLOW), upload={"waiting": 1}).browser
    assert [send(browser).status_code for _ in range(3)] == [202, 202, 429]


def head(length: int) -> bytes:
    """The beginning of a recording that is being sent."""
    return (
        f"POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        'Content-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    ).encode() + MP4


def coming(site: RunningSite, count: int) -> None:
    """Wait until so many recordings are on their way to the site."""
    deadline = time.monotonic() + 20
    while site.app.state.site.uploads._coming != count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_recordings_count_from_their_first_byte(start_site: Starter, tmp_path: Path) -> None:
    """Half-sent ones take the places that there are; the next is told so before it is read, and space stays bounded."""
    site = start_site(command(SLOW), upload={"waiting": 2})
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(line(site.address)) for _ in range(3)]
        for raw in held:
            raw.sendall(head(10_000_000))
        coming(site, 3)
        with line(site.address) as one_more:
            one_more.sendall(head(10_000_000))
            assert one_more.recv(65536).startswith(b"HTTP/1.1 429")
        assert send(site.browser).status_code == 429
        held[0].close()
        coming(site, 2)
        assert send(site.browser).status_code == 202
    assert len(left(tmp_path)) == 1


def test_a_recording_that_stalls_gives_its_place_back(
    start_site: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "GRACE_S", 0.4)
    site = start_site(command(SLOW), upload={"waiting": 0})
    with line(site.address) as raw:
        raw.sendall(head(10_000_000))
        assert raw.recv(65536).startswith(b"HTTP/1.1 408")
        assert send(site.browser).status_code == 202
    assert len(left(tmp_path)) == 1


def test_folders_that_no_site_holds_are_removed_however_young(tmp_path: Path) -> None:
    young, other = tmp_path / "recording-young", tmp_path / "something-else"
    for folder in (young, other):
        folder.mkdir()
    held = Lock.take(tmp_path / "recording-held")
    assert held is not None
    Uploads(Upload(), tmp_path)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["recording-held", "something-else"]
    held.remove()


@pytest.mark.parametrize("where", ["/api/v1/recordings", "/nl/recording"])
def test_a_full_disk_is_told_in_words_and_nothing_is_kept(
    start_site: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """While the recording comes, and while it is handed on."""

    async def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    site = start_site(command(SLOW), upload={"waiting": 0})
    for owner, step in ((UploadFile, "write"), (Uploads, "_write")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, full)
            answer = site.browser.post(where, files={"file": ("a.mp4", MP4 * 5000)})
        assert answer.status_code == 507
        assert "geen ruimte" in answer.text or answer.json()["error"]["code"] == "no_room"
        assert left(tmp_path) == []
    assert send(site.browser).status_code == 202  # the place was given back


SITE = """
import asyncio, sys
from pathlib import Path
from openclam.web.settings import Upload
from openclam.web.uploads.upload import Uploads

async def main():
    uploads = Uploads(Upload(), Path(sys.argv[1]), (sys.executable, "-c", "import time; time.sleep(60)"))
    for _ in range(3):
        parts = iter([b"GIF89a", b"x" * 100])
        async def read(_): return next(parts, b"")
        with uploads.place():
            await uploads.add("owner", {}, read)
    print("ready", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system that can kill a process")
def test_what_waited_when_the_site_was_killed_is_gone_at_the_next_start(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SITE, str(tmp_path)], stdout=subprocess.PIPE, env=child_environment()
    ) as site:
        assert site.stdout is not None
        assert site.stdout.readline() == b"ready\n"
        Uploads(Upload(), tmp_path)  # another site that starts beside it leaves them alone
        assert len(list(tmp_path.iterdir())) == 3
        site.kill()
    Uploads(Upload(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def worker(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(openclam.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-m", "openclam.web.uploads.worker"], cwd=folder, env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system with named pipes")
def test_the_folder_goes_when_the_site_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "recording-x"
    folder.mkdir()
    os.mkfifo(folder / "job.json")  # the worker waits for its job here
    process = worker(folder)
    assert process.stdin is not None
    process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    assert process.returncode == 1
    assert not folder.exists()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.networks
def test_a_recording_from_end_to_end(start_site: Starter, tmp_path: Path) -> None:
    clip = write_beginning(tmp_path / "clip.mp4", 7.1).read_bytes()
    site = start_site(upload={"pose_model": "lite"})
    browser = site.browser
    sent = send(browser, clip, lang="nl", height_cm="172,5")
    assert sent.status_code == 202
    job = sent.json()["id"]
    assert finished(browser, job, 300) == {"id": job, "state": "done", "progress": 1.0, "error": None}
    assert left(tmp_path) == []
    assessment = Assessment.model_validate(browser.get(f"/api/v1/recordings/{job}/assessment").json())
    assert (len(assessment.reps), assessment.person.height_cm, assessment.language) == (1, 172.5, "nl")
    assert assessment.recording.path == "recording.mp4"
    report = browser.get(f"/nl/recording/{job}/report")
    assert report.headers["content-security-policy"].startswith("sandbox")
    assert report.headers["cache-control"] == "no-store"
    assert "data:image" in report.text
    page = browser.get(f"/nl/recording/{job}").text
    assert site_speech("nl")("result.title") in page
    assert browser.post(f"/nl/recording/{job}/save", data={}).status_code == 422
    assert browser.get("/api/v1/sets").json() == {"sets": []}
    for _ in range(3):  # pressed three times
        saved = browser.post(f"/nl/recording/{job}/save", data={"consent": "yes"})
        assert (saved.status_code, saved.headers["location"]) == (303, "/nl/history")
    assert site.another().post(f"/nl/recording/{job}/save", data={"consent": "yes"}).status_code == 404
    assert len(browser.get("/api/v1/sets").json()["sets"]) == 1
    assert browser.get(f"/nl/recording/{job}").status_code == 404
