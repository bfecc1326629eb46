"""Files that cannot be assessed: each is refused in its own words, with what to do next."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from openclam.capture import VideoFile
from openclam.errors import InputError

Recordings = Callable[[str], Path]


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught, VideoFile(path) as video:
        for _ in video:
            pass
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty.mp4", "is empty (0 bytes)"),
        ("notes.mp4", "is not a video"),
        ("no-index.mp4", "begins as an MP4 or MOV video, but no frame can be read"),
        ("sound.m4a", "sound only: there is no video stream"),
        ("one-pixel.gif", "1×1 px; at least 64 px"),
        ("20000-wide.gif", "20000×64 px; at most 16384 px"),
        ("photo.jpg", "is a single picture"),
        ("sticker.webp", "is not a video"),
        ("half-second.mp4", "lasts 0.50 s: too short for one rep"),
        ("slide-show.mkv", "0.5 frames a second; at least 1"),
        ("racing-clock.mp4", "10000 frames a second by its time stamps"),
        ("stopped-clock.mkv", "time stamps that stand still"),
    ],
)
def test_a_bad_recording_is_refused_in_its_own_words(recordings: Recordings, name: str, says: str) -> None:
    path = recordings(name)
    message = refusal(path)
    assert says in message
    assert str(path) in message
    assert InputError.exit_status == 3


def test_a_missing_file(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "nowhere.mp4")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "not a plain file" in refusal(tmp_path / "pipe.mp4")


def test_a_file_that_may_not_be_read(recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.mp4"
    path.write_bytes(recordings("plain.mp4").read_bytes())
    path.chmod(0)
    # The superuser may read everything: there, the system's answer is given for it.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not be read" in refusal(path)


@pytest.mark.parametrize("source", ["browser.webm", "old.avi", "animation.gif"])
def test_the_first_bytes_alone_are_called_damaged_and_not_no_video(
    recordings: Recordings, tmp_path: Path, source: str
) -> None:
    stub = tmp_path / source
    stub.write_bytes(recordings(source).read_bytes()[:64])
    message = refusal(stub)
    assert "cut off or damaged" in message


def test_a_broken_clock_is_refused_long_before_the_end(recordings: Recordings) -> None:
    read: list[float] = []
    with VideoFile(recordings("racing-clock.mp4")) as video, pytest.raises(InputError, match="time stamps"):
        read.extend(frame.time_s for frame in video)
    assert len(read) == 60


def test_a_playlist_reaches_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        playlist = tmp_path / "list.mp4"
        playlist.write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n"
        )
        assert "is not a video" in refusal(playlist)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_name_that_ffmpeg_would_take_for_a_protocol_is_a_file(
    recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("concat:a.mp4").write_bytes(recordings("plain.mp4").read_bytes())
    with VideoFile("concat:a.mp4") as video:
        assert sum(1 for _ in video) == 45
