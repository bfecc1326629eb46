"""The hand-out: one file that asks for nothing outside itself, and two sheets of paper."""

from __future__ import annotations

import builtins
import errno
import re
import sys
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from openclam.errors import OpenClamError, OutputError
from openclam.exercise import LANGUAGES, Exercise, Language, load_exercise
from openclam.report.handout import render_html, write_html, write_pdf

PAGE = load_exercise()
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Reader(HTMLParser):
    """Checks that tags close in order; keeps ids, links, loaded addresses and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self._attributes(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, attrs)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "xlink:href") and tag == "a":
                self.links.append(value or "")
            elif name in ("src", "srcset", "data", "poster", "href", "action") or name.startswith("on"):
                self.loads.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_well_formed_and_loads_nothing(lang: Language) -> None:
    html = render_html(PAGE, lang)
    reader = read(html)
    assert reader.loads == []
    assert "url(" not in html
    assert "@import" not in html
    assert "<script" not in html
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) <= {"http://www.w3.org/2000/svg"}
    assert len(reader.ids) == len(set(reader.ids))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_page_is_there(lang: Language) -> None:
    text = " ".join(" ".join(read(render_html(PAGE, lang)).words).split())
    for line in PAGE.lines:
        for words in (line.words, line.name, line.more):
            if words is not None and line.code != "A1":
                assert words.say(lang) in text, line.code
    assert PAGE.line("A1").words.say(lang) in text
    for group in PAGE.safety.groups:
        assert group.source in text
        assert all(item.words.say(lang) in text for item in group.items), group.slug
    for statement in PAGE.statements:
        assert statement.limits is None or statement.limits.source in text, statement.slug


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_lead_to_every_section(lang: Language) -> None:
    reader = read(render_html(PAGE, lang))
    targets = [link.removeprefix("#") for link in reader.links]
    assert [target for target in targets if target not in reader.ids] == []
    assert {section.slug for section in PAGE.sections if section.slug != "actions"} <= set(targets)
    assert {"dose", "appointment", "movement"} <= set(targets)


def test_safety_stands_first_and_the_sections_in_the_pages_order() -> None:
    html = render_html(PAGE, "en")
    order = ["safety", *(section.slug for section in PAGE.sections if section.slug != "actions"), "dose", "notes"]
    places = [html.index(f'id="{slug}"') for slug in order]
    assert places == sorted(places)


def test_words_from_the_file_cannot_become_markup() -> None:
    raw = {"en": "<b>Clam</b> & \"more\" <script>alert('x')</script>", "nl": "x"}
    odd = PAGE.model_copy(update={"title": type(PAGE.title)(**raw)})
    html = render_html(odd, "en")
    assert "<script" not in html
    assert "<b>Clam" not in html
    read(html)


def test_a_page_without_figure_actions_or_known_sections_still_renders() -> None:
    bare = PAGE.model_copy(update={"figure": None, "sections": PAGE.sections[:1]})
    reader = read(render_html(bare, "en"))
    assert "purpose" in reader.ids
    assert "movement" not in reader.ids


@pytest.fixture
def pango() -> None:
    """Skips where WeasyPrint or the Pango library is missing."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint or its Pango library is missing: {error}")


def pages_of(pdf: bytes) -> int:
    """How many page objects the file holds, most of which lie in compressed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    inside = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    return len(re.findall(rb"/Type\s*/Page\b", pdf + inside))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_two_sheets(tmp_path: Path, lang: Language, pango: None) -> None:
    path = tmp_path / "page.pdf"
    write_pdf(PAGE, lang, path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert pages_of(content) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["page.pdf"]


@pytest.mark.slow
def test_a_page_that_runs_long_is_set_smaller_and_still_printed(tmp_path: Path, pango: None) -> None:
    when = PAGE.section("when")
    longer = when.model_copy(update={"lines": when.lines * 6})
    sections = tuple(longer if section.slug == "when" else section for section in PAGE.sections)
    path = tmp_path / "page.pdf"
    write_pdf(PAGE.model_copy(update={"sections": sections}), "nl", path)
    assert pages_of(path.read_bytes()) > 2


def test_html_is_written_whole_and_with_the_usual_rights(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_html(PAGE, "nl", path)
    assert path.read_text(encoding="utf-8") == render_html(PAGE, "nl")
    (tmp_path / "plain").write_text("x")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_html, write_pdf])
def test_an_unwritable_place_is_refused_and_nothing_is_left(
    tmp_path: Path, write: Callable[[Exercise, Language, Path], None], pango: None
) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "missing" / "page.out", tmp_path / "folder"):
        with pytest.raises(OutputError, match="can be written") as refused:
            write(PAGE, "en", path)
        assert str(path) in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        write_html(PAGE, "en", path)
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]
    assert path.read_text() == "old"


def test_without_weasyprint_the_message_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(OpenClamError, match=re.escape("pip install 'openclam[pdf]'")):
        write_pdf(PAGE, "en", tmp_path / "page.pdf")
    assert list(tmp_path.iterdir()) == []


def test_without_pango_the_message_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_pango(name: str, *rest: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", no_pango)
    with pytest.raises(OpenClamError, match=re.escape("apt install libpango-1.0-0")):
        write_pdf(PAGE, "en", tmp_path / "page.pdf")


def test_html_needs_no_weasyprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    write_html(PAGE, "en", tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size > 10_000
