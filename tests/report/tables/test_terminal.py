"""The assessment in the terminal."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from openclam.assessment.model import Assessment, Rep
from openclam.exercise import Exercise
from openclam.report.summary import sentence
from openclam.report.tables.terminal import print_assessment, results_console
from openclam.report.words import speech
from tests.report.conftest import WHY


def printed(assessment: Assessment, exercise: Exercise, width: int = 100, **options: object) -> str:
    stream = io.StringIO()
    print_assessment(assessment, exercise, console=Console(file=stream, width=width, highlight=False), **options)
    return stream.getvalue().replace("\u00a0", " ")


def test_reps_with_their_uncertainty(assessment: Assessment, exercise: Exercise) -> None:
    text = printed(assessment, exercise)
    row = next(line.split() for line in text.splitlines() if line.strip().startswith("2 "))
    assert row[:4] == ["2", "32", "±", "2"]
    assert "–" in row, "a feet gap that was not measured is a dash"


def test_every_verdict_is_a_shape_and_a_word(assessment: Assessment, exercise: Exercise) -> None:
    text = printed(assessment, exercise)
    assert "✓ met" in text
    assert "✗ not met" in text
    assert "? cannot judge" in text
    for statement in exercise.statements:
        assert statement.name.en in text


def test_the_corrections_stand_below_in_order(assessment: Assessment, exercise: Exercise) -> None:
    below = printed(assessment, exercise).split("To work on")[1]
    pelvis, back = exercise.statement("pelvis-does-not-roll"), exercise.statement("controlled-return")
    assert below.index(f"1. {pelvis.cue.en}") < below.index(f"2. {back.cue.en}")
    assert "2 of 3 reps" in below
    assert "fault above 15°" in " ".join(below.split())


def test_nothing_wrong_is_not_called_all_right(
    make_assessment: Callable[..., Assessment], make_rep: Callable[..., Rep], exercise: Exercise
) -> None:
    text = printed(make_assessment([make_rep(1)]), exercise, width=300)
    assert "not the same" in text


def test_dutch_throughout(assessment: Assessment, exercise: Exercise) -> None:
    text = printed(assessment, exercise, lang="nl", width=200)
    assert "✗ niet gehaald" in text
    assert "geen medisch hulpmiddel" in text
    assert exercise.statement("pelvis-does-not-roll").cue.nl in text
    assert "0,5 ± 2,0" in text
    assert speech("nl")("seen.tempo", up="0,5 s", hold="0,2 s", down="0,4 s") in text
    assert "not met" not in text


@pytest.mark.parametrize("width", [40, 80])
def test_a_narrow_terminal_loses_no_number(assessment: Assessment, exercise: Exercise, width: int) -> None:
    text = printed(assessment, exercise, width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_a_poor_view_is_said(
    make_assessment: Callable[..., Assessment], make_rep: Callable[..., Rep], exercise: Exercise
) -> None:
    text = printed(make_assessment([make_rep(1)], judgeable=False), exercise, width=300)
    assert speech("en")("view.poor", why=sentence(WHY)) in text


def test_plain_text_where_nobody_looks(
    assessment: Assessment, exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    print_assessment(assessment, exercise)
    out, err = capsys.readouterr()
    assert "\x1b" not in out
    assert err == ""


def test_no_color_is_honoured(assessment: Assessment, exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    print_assessment(assessment, exercise, console=Console(file=stream, force_terminal=True, width=100))
    assert "\x1b[31m" not in stream.getvalue()
    assert "\x1b[32m" not in stream.getvalue()


def test_an_old_encoding_is_no_error(assessment: Assessment, exercise: Exercise) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_assessment(assessment, exercise, console=results_console(stream))
    stream.flush()
    assert b"not met" in raw.getvalue()


def test_a_name_in_square_brackets_is_text_and_no_markup(
    make_assessment: Callable[..., Assessment], make_rep: Callable[..., Rep], exercise: Exercise
) -> None:
    odd = exercise.statement("brief-hold").model_copy(
        update={"cue": exercise.title.model_copy(update={"en": "hold [bold]on[/]"})}
    )
    statements = tuple(odd if s.slug == odd.slug else s for s in exercise.statements)
    changed = exercise.model_copy(update={"statements": statements})
    assert "hold [bold]on[/]" in printed(make_assessment([make_rep(1, ("brief-hold",))]), changed)
