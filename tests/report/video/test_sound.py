"""The sound of a recording is carried over, or told to be lost; whatever it is, the pictures go on."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import av
import pytest

from bench.hostile.media import seeds
from openclam.report.video.sound import SoundTrack

WHOLE = dict(seeds())


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "lost"),
    [
        ("mp4", b"", b"", False),
        ("mkv", b"A_AAC", b"A_ZZ9", True),
        ("gif", b"", b"", False),
    ],
)
def test_sound_of_an_unknown_codec_is_lost_and_breaks_nothing(
    tmp_path: Path, kind: str, ours: bytes, theirs: bytes, lost: bool
) -> None:
    path = tmp_path / f"clip.{kind}"
    assert ours in WHOLE[kind]
    path.write_bytes(WHOLE[kind].replace(ours, theirs) if ours else WHOLE[kind])
    with av.open(BytesIO(), "w", format="mp4") as out, SoundTrack(path, out) as sound:
        assert sound.lost is lost


def test_sound_is_sought_in_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "segment.ts").write_bytes(WHOLE["ts"])
    path = tmp_path / "list.mp4"
    path.write_text("ffconcat version 1.0\nfile segment.ts\n")
    with av.open(BytesIO(), "w", format="mp4") as out, SoundTrack(path, out) as sound:
        assert sound.lost
