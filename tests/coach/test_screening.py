"""Answers in, advice out: the strictest first, nothing left out, no diagnosis."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.coach.screening import LEVELS, Answer, screen
from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Exercise, Language, load_exercise

SCREENING = load_exercise().screening
ITEMS = SCREENING.items
NOTHING: dict[str, Answer] = dict.fromkeys(ITEMS, "no")
ANSWERS = st.fixed_dictionaries({slug: st.sampled_from(["yes", "no", "no", "no", "unsure"]) for slug in ITEMS})


def ticked(*slugs: str, answer: Answer = "yes") -> dict[str, Answer]:
    return NOTHING | dict.fromkeys(slugs, answer)


def test_nothing_ticked_may_start() -> None:
    found = screen(SCREENING, NOTHING, "en")
    assert (found.level, found.may_start, found.advice, found.quiet) == (None, True, (), ())
    assert found.summary == SCREENING.fine.en


@pytest.mark.parametrize(("slug", "lang"), list(product(ITEMS, LANGUAGES)))
def test_every_answer_has_words_and_a_source(slug: str, lang: Language) -> None:
    group, item = ITEMS[slug]
    (advice,) = screen(SCREENING, ticked(slug), lang).advice
    assert (advice.level, advice.of) == (group.level, (slug,))
    assert len(advice.words.split()) > 5
    assert advice.source
    assert item.words.say(lang) != item.words.say("nl" if lang == "en" else "en")


@pytest.mark.parametrize("slug", [slug for slug, (group, _) in ITEMS.items() if group.level == "get-help"])
def test_no_red_flag_is_lifted_by_a_prescription(slug: str) -> None:
    found = screen(SCREENING, ticked(slug), "en", cleared=True)
    assert (found.level, found.may_start) == ("get-help", False)


@pytest.mark.parametrize("slug", ["surgery", "acute-hip-pain", "lateral-hip-pain"])
def test_a_prescription_lifts_what_needed_somebody_to_look(slug: str) -> None:
    asked, cleared = screen(SCREENING, ticked(slug), "nl"), screen(SCREENING, ticked(slug), "nl", cleared=True)
    assert (asked.may_start, asked.asks_clearance) == (False, True)
    assert (cleared.may_start, cleared.level) == (True, "adapt")
    assert cleared.summary != asked.summary


def test_pain_at_the_outer_hip_gets_other_exercises_first() -> None:
    found = screen(SCREENING, ticked("lateral-hip-pain"), "en")
    assert found.level == "not-by-default"
    assert all(name in found.summary for name in ("bridge", "sideways", "without moving"))
    assert "pillow" in screen(SCREENING, ticked("lateral-hip-pain"), "en", cleared=True).summary


def test_a_pinching_hip_moves_less_and_is_not_told_to_open_further() -> None:
    found = screen(SCREENING, ticked("fai"), "en")
    assert found.may_start
    assert "45°" in found.summary
    assert "knee-opens" in found.quiet


def test_unsure_gets_the_advice_of_a_yes_and_is_recorded() -> None:
    unsure, yes = screen(SCREENING, ticked("nerve", answer="unsure"), "en"), screen(SCREENING, ticked("nerve"), "en")
    assert unsure.advice == yes.advice
    assert unsure.answers["nerve"] == "unsure"


def test_what_was_not_answered_is_no_no() -> None:
    answers = {slug: answer for slug, answer in NOTHING.items() if slug != "nerve"}
    found = screen(SCREENING, answers, "en")
    assert (found.unanswered, found.may_start, found.summary) == (("nerve",), False, SCREENING.open.en)


def test_the_same_advice_is_given_once() -> None:
    (advice,) = screen(SCREENING, ticked("rest-pain", "steroids"), "en").advice
    assert advice.of == ("rest-pain", "steroids")


@given(answers=ANSWERS, cleared=st.sampled_from([True, False, None]))
def test_the_strictest_advice_comes_first_and_nothing_is_lost(answers: dict[str, Answer], cleared: bool | None) -> None:
    found = screen(SCREENING, answers, "nl", cleared=cleared)
    levels = [LEVELS.index(advice.level) for advice in found.advice]
    assert levels == sorted(levels)
    assert {slug for advice in found.advice for slug in advice.of} == {s for s, a in answers.items() if a != "no"}
    assert found.may_start is (found.level in (None, "adapt"))
    assert type(found).model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_every_item_of_the_safety_page_is_asked(exercise: Exercise) -> None:
    covered = {slug for _, item in ITEMS.values() for slug in item.covers}
    of_page = {item.slug for group in exercise.safety.groups for item in group.items if group.slug != "pain-rule"}
    assert covered == of_page


def test_quiet_statements_exist(exercise: Exercise) -> None:
    quiet = {slug for _, item in ITEMS.values() for slug in item.quiet}
    assert quiet <= {statement.slug for statement in exercise.statements}


def test_an_unknown_question_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match='did you mean "surgery"'):
        screen(SCREENING, {"surgry": "yes"}, "en")


def test_an_unknown_answer_is_refused() -> None:
    with pytest.raises(UsageError, match='expected "yes", "no" or "unsure", got "maybe"'):
        screen(SCREENING, {"surgery": "maybe"}, "en")  # type: ignore[dict-item]
