"""Tables of words: checked once when read, and a wrong key is answered with the nearest one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from openclam.errors import OpenClamError
from openclam.exercise.word_table import WordTable

TABLES = (
    ("openclam.assessment", "reasons.toml"),
    ("openclam.coach", "words.toml"),
    ("openclam.kinetics", "advice.toml"),
    ("openclam.kinetics", "band_notes.toml"),
    ("openclam.kinetics", "words.toml"),
    ("openclam.report", "words.toml"),
    ("openclam.web.live", "words.toml"),
    ("openclam.web.site", "words.toml"),
)

GREETED = """
plain = { en = "Hello", nl = "Hallo" }

[view]
nobody = { en = "I see nobody, {name}.", nl = "Ik zie niemand, {name}." }
far.away = { en = "Too far", nl = "Te ver" }
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], WordTable]:
    package = tmp_path / "a_package_with_words"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, package.name, raising=False)

    def write_and_load(text: str) -> WordTable:
        (package / "words.toml").write_text(text, "utf-8")
        return WordTable.load(package.name, "words.toml")

    return write_and_load


@pytest.mark.parametrize(("package", "file"), TABLES)
def test_every_table_of_the_product_is_whole(package: str, file: str) -> None:
    assert len(WordTable.load(package, file)) > 3


def test_tables_within_tables_give_dotted_keys(load: Callable[[str], WordTable]) -> None:
    table = load(GREETED)
    assert list(table) == ["plain", "view.nobody", "view.far.away"]
    assert table.say("view.nobody", "nl", name="Anna") == "Ik zie niemand, Anna."
    assert "view.far.away" in table
    assert "view.far" not in table


def test_an_unknown_key_is_answered_with_the_nearest(load: Callable[[str], WordTable]) -> None:
    with pytest.raises(KeyError, match=r'no words "view\.nobdy"; did you mean "view\.nobody"\?'):
        load(GREETED).say("view.nobdy", "en")


def test_a_name_that_is_not_given_is_an_error(load: Callable[[str], WordTable]) -> None:
    with pytest.raises(KeyError, match="name"):
        load(GREETED).say("view.nobody", "en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[a]\nb = { en = "One" }', r"expected a text at a\.b in each of en, nl"),
        ('[a]\nb = { en = "One", nl = " " }', r"expected a text at a\.b in each of en, nl"),
        ('[a]\nb = { en = "One", nl = 1 }', r"expected a text at a\.b in each of en, nl"),
        ('[a]\nb = { en = "One", nl = "Een", de = "Eins" }', r"expected a text at a\.b in each of en, nl"),
        ('[a]\nb = { en = "{count} reps", nl = "herhalingen" }', r"a\.b .*\['count'\] in en and \[\] in nl"),
        ('b = "One"', "expected a text in each language at b, got: 'One'"),
        ("[a", "line 1: expected TOML"),
    ],
)
def test_what_is_not_whole_is_refused(load: Callable[[str], WordTable], text: str, said: str) -> None:
    with pytest.raises(OpenClamError, match=said):
        load(text)


def test_tables_join_and_the_second_wins() -> None:
    ours = WordTable({"a": {"en": "ours", "nl": "de onze"}, "b": {"en": "b", "nl": "b"}}, "ours")
    theirs = WordTable({"a": {"en": "theirs", "nl": "de hunne"}}, "theirs")
    both = ours.joined(theirs)
    assert [both.say(key, "nl") for key in ("a", "b")] == ["de hunne", "b"]
    assert list(ours.only(["b"])) == ["b"]
