"""The figure in the report: a view where the script is at hand, always a picture, and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from openclam.exercise import LANGUAGES, Language
from openclam.report.replay import viewer
from openclam.report.replay.figure import Replay, make_replay, replay_html
from openclam.report.replay.scene import ReplayScene
from openclam.report.words import speech

STYLE = (files("openclam.report.replay") / "replay.css").read_text("utf-8")
SCRIPT = b"/* the viewer */ customElements.define('model-viewer', class extends HTMLElement {});"


@pytest.fixture
def no_viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "PACKAGE_FOLDER", tmp_path)
    monkeypatch.setenv("OPENCLAM_VIEWER", str(tmp_path))
    monkeypatch.setattr(viewer, "SCRIPT", replace(viewer.SCRIPT, sha256=hashlib.sha256(SCRIPT).hexdigest()))


@pytest.fixture
def with_viewer(no_viewer: None, tmp_path: Path) -> None:
    (tmp_path / viewer.SCRIPT.file).write_bytes(SCRIPT)


@pytest.fixture(scope="module")
def replay(scene: ReplayScene) -> Replay:
    return make_replay(scene, 3, "Clamshell")


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def decoded(uri: str | None) -> bytes:
    assert uri is not None
    return base64.b64decode(uri.split(",", 1)[1])


@pytest.mark.usefixtures("with_viewer")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_view_holds_the_very_file_and_the_picture_stands_by(replay: Replay, lang: Language) -> None:
    text = replay_html(replay, speech(lang))
    tags = Tags(text)
    (view,), (picture,) = tags.all("model-viewer"), tags.all("img")
    assert decoded(view["src"]) == replay.glb
    assert decoded(picture["src"]) == replay.still
    assert picture["alt"]
    assert view["alt"]
    assert SCRIPT.decode() in text
    spoken = json.loads(view["a11y"] or "")
    assert {"front", "upper-back", "lower-left", "interaction-prompt"} <= set(spoken)
    assert len(tags.all("button")) == 4


@pytest.mark.usefixtures("with_viewer")
def test_nothing_in_it_points_outside(replay: Replay) -> None:
    text = replay_html(replay, speech("en"))
    for _, attributes in Tags(text).tags:
        for name in ("src", "href", "poster", "environment-image", "skybox-image"):
            assert (attributes.get(name) or "data:").startswith("data:")
    assert not re.search(r"url\(|@import|https?:", STYLE)


@pytest.mark.usefixtures("no_viewer")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_the_script_there_is_the_picture_and_the_command(replay: Replay, lang: Language) -> None:
    text = replay_html(replay, speech(lang))
    tags = Tags(text)
    assert decoded(tags.all("img")[0]["src"]) == replay.still
    assert tags.all("model-viewer") == tags.all("script") == tags.all("button") == []
    assert "openclam doctor --fetch" in text


@pytest.mark.usefixtures("with_viewer")
def test_the_legend_names_both_ends_of_the_scale(replay: Replay) -> None:
    said = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", replay_html(replay, speech("nl")), flags=re.S))
    assert said.index("werkt minder") < said.index("werkt het meest")
    assert "%" not in said
    assert "Herhaling 3 in 3D" in said


def test_the_near_view_looks_at_the_muscles_that_have_a_group(scene: ReplayScene, replay: Replay) -> None:
    middle = scene.muscles[0].paths[scene.top].mean(axis=0)
    assert replay.near == pytest.approx(tuple(middle))
    alone = replace(scene, muscles=scene.muscles[1:])
    assert make_replay(alone, 1, "Clamshell").near == pytest.approx(
        tuple(alone.muscles[0].paths[scene.top].mean(axis=0))
    )
