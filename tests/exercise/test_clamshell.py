"""The built-in page: every fact there, in both languages, and every judged line decided by something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openclam.assessment.measures import scope_of
from openclam.exercise import LANGUAGES, Exercise, Words, load_exercise
from openclam.exercise.schema import (
    Dose,
    Figure,
    FigureLabel,
    Limits,
    LimitSide,
    Line,
    Safety,
    SafetyGroup,
    SafetyItem,
    Section,
    Span,
    Statement,
)

ROOT = Path(__file__).parents[2]
CODES = {"P": 6, "E": 3, "S": 8, "I": 8, "D": 6, "N": 6, "W": 8, "C": 3, "A": 3}


@pytest.fixture(scope="module")
def clamshell() -> Exercise:
    return load_exercise()


def test_every_fact_stands_there_in_the_pages_order(clamshell: Exercise) -> None:
    expected = [f"{letter}{n}" for letter, count in CODES.items() for n in range(1, count + 1)]
    assert [line.code for line in clamshell.lines] == expected


def test_the_sections_stand_in_the_pages_order(clamshell: Exercise) -> None:
    assert [section.slug for section in clamshell.sections] == [
        "purpose",
        "supplies",
        "starting-position",
        "implementation",
        "do",
        "dont",
        "when",
        "related-complaints",
        "actions",
    ]


def test_the_28_lines_of_position_movement_do_and_dont_are_judged(clamshell: Exercise) -> None:
    judged = {line.code for section in clamshell.sections if section.judged for line in section.lines}
    assert len(judged) == 28
    assert {code[0] for code in judged} == set("SIDN")
    assert {code for statement in clamshell.statements for code in statement.page} == judged


def test_what_a_camera_cannot_see_says_what_would_tell(clamshell: Exercise) -> None:
    told = {statement.slug: statement for statement in clamshell.statements if statement.measure is None}
    assert {code for statement in told.values() for code in statement.page} == {"I5", "D4", "D6"}
    assert "microphone" in told["breathing"].told_by
    assert "person" in told["buttock-tight"].told_by
    assert all(statement.why is not None and statement.limits is None for statement in told.values())


def test_a_start_line_is_decided_at_the_start_and_the_others_in_each_rep(clamshell: Exercise) -> None:
    for statement in clamshell.statements:
        if statement.measure is not None:
            at_start = all(code.startswith("S") for code in statement.page)
            assert (scope_of(statement) == "start") is at_start, statement.slug


def test_every_limit_has_a_source_that_can_be_followed(clamshell: Exercise) -> None:
    for statement in clamshell.statements:
        if statement.limits is not None and statement.measure is not None:
            words = statement.limits.source.lower()
            assert any(mark in words for mark in ("judgement", "19", "20", "definition")), statement.slug


def test_the_bands_tension_is_held_to_a_stretch_of_5_percent(clamshell: Exercise) -> None:
    tension = clamshell.statement("tension-on-band")
    assert (tension.page, tension.measure) == (("I8",), "band_elongation_closed_pct")
    assert tension.limits is not None
    assert [tension.limits.fault(percent) for percent in (-20.0, 0.0, 2.5, 5.0, 80.0)] == [1, 1, 0.5, 0, 0]


def test_pelvic_roll_is_held_to_the_published_means(clamshell: Exercise) -> None:
    roll = clamshell.statement("pelvis-does-not-roll")
    assert roll.page == ("D1", "N1", "I4")
    assert roll.limits is not None
    assert "Koh & Jung 2013" in roll.limits.source
    assert roll.limits.fault(10.0) == 0
    assert roll.limits.fault(15.3) == 1


def test_the_two_languages_say_the_same_thing_in_different_words(clamshell: Exercise) -> None:
    for line in clamshell.lines:
        assert line.words.en != line.words.nl, line.code
    for statement in clamshell.statements:
        assert statement.cue.en != statement.cue.nl, statement.slug


def test_a_cue_is_short_enough_to_say_during_a_rep(clamshell: Exercise) -> None:
    for statement in clamshell.statements:
        for lang in LANGUAGES:
            assert len(statement.cue.say(lang).split()) <= 9, statement.slug


def test_safety_keeps_lateral_hip_pain_away_from_the_clam(clamshell: Exercise) -> None:
    groups = {group.slug: group for group in clamshell.safety.groups}
    assert "gluteal tendinopathy" in " ".join(item.words.en for item in groups["not-by-default"].items)
    assert "bridge" in " ".join(item.words.en for item in groups["not-by-default"].items)
    assert {"acute-hip-pain", "surgery", "fracture"} <= {item.slug for item in groups["physiotherapist-first"].items}
    assert {"nerve", "infection", "trauma", "rest-pain"} <= {item.slug for item in groups["stop-and-get-help"].items}
    assert "latex" in {item.slug for item in groups["adapt"].items}


def test_rows_are_asked_for_by_name_and_an_unknown_name_gets_the_nearest(clamshell: Exercise) -> None:
    assert clamshell.section("do").judged
    assert clamshell.line("W7").words.say("nl").startswith("Acute heuppijn")
    with pytest.raises(KeyError, match="pelvis-does-not-roll"):
        clamshell.statement("pelvis-does-not-rol")


def test_corrections_start_with_safety_and_end_with_range(clamshell: Exercise) -> None:
    first = min(clamshell.statements, key=lambda statement: statement.rank)
    assert first.slug == "within-capacity"
    assert clamshell.statement("pelvis-does-not-roll").rank < clamshell.statement("feet-together").rank
    assert clamshell.statement("feet-together").rank < clamshell.statement("brief-hold").rank


def test_the_guide_describes_every_key() -> None:
    guide = (ROOT / "docs" / "exercise-file.md").read_text(encoding="utf-8")
    rows = (
        Exercise,
        Section,
        Line,
        Statement,
        Limits,
        LimitSide,
        Span,
        Dose,
        Safety,
        SafetyGroup,
        SafetyItem,
        Figure,
        FigureLabel,
    )
    keys = {field.alias or name for row in rows for name, field in row.model_fields.items()}
    prose = re.sub(r"^```.*?^```", "", guide, flags=re.DOTALL | re.MULTILINE)
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    assert sorted(keys - described) == []


def test_rows_cannot_be_changed_after_loading(clamshell: Exercise) -> None:
    assert isinstance(clamshell.title, Words)
    assert isinstance(clamshell.safety, Safety)
    with pytest.raises(ValueError, match="frozen"):
        clamshell.title.en = "Bridge"  # type: ignore[misc]
