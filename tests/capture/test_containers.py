"""What a file is shows in its content, never in its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from openclam.capture import VideoFile, opening
from openclam.capture.containers import codec_name, container_of, is_picture
from openclam.errors import InputError

MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 300
Recordings = Callable[[str], Path]


@pytest.mark.parametrize(
    ("beginning", "ending"),
    [
        (MP4, "mp4"), (b"\x00\x00\x00\x08wide\x00\x00", "mp4"), (b"\x1a\x45\xdf\xa3 webm", "mkv"), (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"), (b"G" + b"\x00" * 187 + b"G" + b"\x00" * 60, "ts"),
        (b"\x00" * 4 + b"G" + b"\x00" * 191 + b"G", "ts"), (b"\x00\x00\x01\xba", "mpg"),
        (b"\x00\x00\x00\x01\x67", "h264"), (b"\x00\x00\x01\xb3", "mpg"),
        (b"#EXTM3U\nfile:///etc/passwd", None), (b"\x89PNG\r\n\x1a\n", None), (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"<svg xmlns=", None), (b"%PDF-1.7", None), (b"", None), (b"ffconcat version 1.0", None),
        (b"hello " * 99, None),
        (b"\x00\x00\x01", None), (b"<MPD xmlns=", None), (b"v=0\r\no=- 0 0 IN IP4", None), (b"[Script Info]", None),
    ],
)  # fmt: skip
def test_what_a_file_is_shows_in_its_content(beginning: bytes, ending: str | None) -> None:
    found = container_of(beginning)
    assert (None if found is None else found.ending) == ending


def test_every_demuxer_that_may_read_is_one_of_ffmpegs(recordings: Recordings) -> None:
    """A name that FFmpeg does not know would refuse every recording of that container."""
    known = {name for names in av.formats_available for name in names.split(",")}
    for source in ("plain.mp4", "browser.webm", "old.avi", "animation.gif"):
        found = container_of(recordings(source).read_bytes()[:512])
        assert found is not None
        assert set(found.formats.split(",")) <= known
        with VideoFile(recordings(source)) as video:
            assert next(iter(video)).index == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("story.mp4", "hello world\n" * 400),
        ("live.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nseg.ts\n"),
        ("list.mp4", "ffconcat version 1.0\nfile seg.ts\n"),
        ("stream.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"),
        ("words.ass", "[Script Info]\nTitle: x\n"),
    ],
)
def test_what_names_other_files_or_holds_words_is_no_recording(
    tmp_path: Path, recordings: Recordings, name: str, content: str
) -> None:
    (tmp_path / "seg.ts").write_bytes(recordings("plain.mp4").read_bytes())
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError, match="is not a video"):
        VideoFile(path)


def test_a_playlist_behind_a_videos_first_bytes_is_not_followed(tmp_path: Path) -> None:
    """The content is what FFmpeg is held to as well: its own guess may be another."""
    path = tmp_path / "mixed.mp4"
    path.write_bytes(b"GIF89a#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nseg.ts\n")
    with pytest.raises(InputError, match="begins as a GIF, but no frame"):
        VideoFile(path)


@pytest.mark.parametrize(
    ("source", "ours", "theirs"),
    [("plain.mp4", b"avc1", b"zzz9"), ("old.avi", b"FMP4", b"zzz9"), ("browser.webm", b"V_VP9", b"V_ZZ9")],
)
def test_an_unknown_codec_is_named(
    recordings: Recordings, tmp_path: Path, source: str, ours: bytes, theirs: bytes
) -> None:
    path, content = tmp_path / source, recordings(source).read_bytes()
    assert codec_name(recordings(source)) is not None
    found = re.search(re.escape(ours), content, re.IGNORECASE)
    assert found is not None, content[:600]
    path.write_bytes(content.replace(found[0], theirs))
    with pytest.raises(InputError, match=rf"cannot be decoded here: {theirs.decode()}.*Convert it"):
        VideoFile(path)


def test_a_codecs_name_that_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x00" * 100)
    assert codec_name(tmp_path / "x") is None


def test_opening_has_a_deadline(recordings: Recordings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "OPENING_S", 1e-9)
    with pytest.raises(InputError, match="could not be opened within"):
        VideoFile(recordings("plain.mp4"))


def test_pictures_are_told_apart() -> None:
    assert is_picture(b"\xff\xd8\xff\xe0")
    assert not is_picture(MP4)
