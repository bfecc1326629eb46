"""The page in a terminal: all of it, safety first, never wider than asked."""

from __future__ import annotations

import pytest

from openclam.exercise import LANGUAGES, Language, load_exercise
from openclam.report.handout import render_text

PAGE = load_exercise()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_page_is_there(lang: Language) -> None:
    text = flat(render_text(PAGE, lang, 80))
    for line in PAGE.lines:
        assert line.words.say(lang) in text, line.code
        for extra in (line.name, line.more):
            assert extra is None or extra.say(lang) in text, line.code
    for group in PAGE.safety.groups:
        assert all(item.words.say(lang) in text for item in group.items), group.slug
    for statement in PAGE.statements:
        assert statement.name.say(lang) in text, statement.slug
    for words in (PAGE.intro, PAGE.dose.tempo, PAGE.dose.effort, PAGE.dose.progress):
        assert words.say(lang) in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 57, 80, 100])
def test_no_line_is_wider_than_asked(lang: Language, width: int) -> None:
    assert max(map(len, render_text(PAGE, lang, width).splitlines())) <= width


@pytest.mark.parametrize(("asked", "kept"), [(0, 40), (5, 40), (100_000, 100)])
def test_an_absurd_width_is_kept_readable(asked: int, kept: int) -> None:
    assert render_text(PAGE, "en", asked) == render_text(PAGE, "en", kept)


def test_safety_comes_before_the_exercise() -> None:
    text = render_text(PAGE, "en", 80)
    assert text.index("Safety first") < text.index("Starting position") < text.index("How to do it")
    assert "gluteal tendinopathy" in text
    assert "no medical device" in text


def test_limits_are_said_with_their_unit() -> None:
    english, dutch = (flat(render_text(PAGE, lang, 80)) for lang in LANGUAGES)
    assert "Pelvis does not roll back (D1 N1 I4): met ≤ 10°, not met ≥ 15°" in english
    assert "Hips bent about 45° (S3): met 40°–60°, not met ≤ 30° or ≥ 70°" in english
    assert "voldaan ≥ 1 s, niet voldaan ≤ 0,5 s" in dutch
    assert "Buttock tight when open (I5 D4): not by camera" in english


def test_it_is_plain_text_that_ends_its_last_line() -> None:
    text = render_text(PAGE, "nl", 80)
    assert "\x1b" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
