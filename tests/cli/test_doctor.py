"""What `openclam doctor` finds, on a machine that is whole and on one that is not."""

from __future__ import annotations

import sys
from pathlib import Path

import av.codec
import pytest

from openclam.cli.doctor import examine
from openclam.pose import weights
from openclam.setup.check import Check


def checks() -> dict[str, Check]:
    return {check.name: check for check in examine()}


@pytest.mark.networks
def test_a_whole_machine() -> None:
    found = checks()
    assert all(check.ok for check in found.values() if not check.optional)
    assert {"openclam", "pose runtime", "PDF hand-out", "codec, write h264"} <= found.keys()
    assert {f"weights {name}" for name in weights.WEIGHTS} <= found.keys()
    assert Path(found["weights heavy"].detail).is_file()
    assert "LiteRT 2" in found["pose runtime"].detail
    assert found["openclam"].detail.endswith(f"on Python {sys.version.split()[0]}")


def test_missing_weights_are_told_with_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENCLAM_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(weights, "PACKAGE_FOLDER", tmp_path)
    found = checks()
    for name in ("detector", "lite", "full", "heavy"):
        assert not found[f"weights {name}"].ok
        assert "openclam doctor --fetch" in found[f"weights {name}"].detail
        assert str(tmp_path) in found[f"weights {name}"].detail
    assert not found["pose runtime"].ok
    assert found["codec, read h264"].ok, "one thing missing does not hide what works"


@pytest.mark.networks
def test_a_runtime_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    found = checks()
    assert not found["pose runtime"].ok
    assert "pip install --force-reinstall ai-edge-litert" in found["pose runtime"].detail
    assert found["weights heavy"].ok


@pytest.mark.networks
def test_a_codec_that_was_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_hevc(name: str, mode: str) -> object:
        if name == "hevc":
            raise ValueError(name)
        return object()

    monkeypatch.setattr(av.codec, "Codec", without_hevc)
    found = checks()
    assert not found["codec, read hevc"].ok
    assert "reinstall av" in found["codec, read hevc"].detail
    assert found["codec, read h264"].ok


@pytest.mark.networks
def test_without_weasyprint_the_rest_is_still_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf = checks()["PDF hand-out"]
    assert (pdf.ok, pdf.optional) == (False, True)
    assert "pip install 'openclam[pdf]'" in pdf.detail
