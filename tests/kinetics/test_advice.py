"""Which band next: every rule, what nobody told, and words that a person can follow."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, load_exercise
from openclam.kinetics.advice import Advice, SetDone, Target, Worn, advise
from openclam.kinetics.band import load_band

GREEN = Worn.of(load_band("green", 61))
EASY = SetDone((0,) * 15, effort=4, pain=1)
READY = [[EASY, EASY], [EASY, EASY]]

FEELING = st.none() | st.floats(0, 10)
SETS = st.builds(
    SetDone,
    faults=st.lists(st.integers(0, 2), max_size=20).map(tuple),
    effort=FEELING,
    pain=FEELING,
    next_morning=st.booleans(),
)
SESSIONS = st.lists(st.lists(SETS, min_size=1, max_size=4), min_size=1, max_size=4)
WORN = st.sampled_from([GREEN, Worn.of(load_band("gold", 61)), Worn(slack=True), Worn(over_stretched=True), None])


def after(done: SetDone, worn: Worn | None = GREEN) -> Advice:
    """Advice where this set came at the end of two sessions that otherwise make ready for more."""
    return advise([[EASY, EASY], [EASY, done]], worn)


def test_two_easy_and_tidy_sessions_make_ready() -> None:
    found = advise(READY, GREEN)
    assert (found.choice, found.because) == ("heavier", "ready")
    assert "(blue)" in found.say("en")
    assert "(blauw)" in found.say("nl")


@pytest.mark.parametrize(
    ("done", "choice", "because"),
    [
        (SetDone((0,) * 15, 4, 5.5), "lighter", "pain"),
        (SetDone((0,) * 15, 4, 1, next_morning=True), "lighter", "pain"),
        (SetDone((0,) * 15, 9, 1), "lighter", "effort"),
        (SetDone((0,) * 15, 4, 5), "same", "hold-load"),
        (SetDone((0,) * 15, 4, 3.5), "same", "hold-load"),
        (SetDone((0, 1, 2) + (0,) * 12, 4, 1), "same", "faults"),
        (SetDone((0,) * 15, 7, 1), "same", "hard-enough"),
        (SetDone((0,) * 12, 4, 1), "same", "not-yet"),
        (SetDone((0,) * 15, None, 1), "same", "not-yet"),
        (SetDone((0,) * 15, 4, None), "same", "not-yet"),
        (SetDone((0, 3) + (0,) * 13, 5, 3), "heavier", "ready"),
    ],
)
def test_each_rule_at_its_limit(done: SetDone, choice: str, because: str) -> None:
    found = after(done)
    assert (found.choice, found.because) == (choice, because)


def test_pain_comes_before_everything_else() -> None:
    bad = SetDone((1,) * 15, effort=10, pain=8)
    assert all(after(bad, worn).because == "pain" for worn in (GREEN, Worn(slack=True), None))


def test_one_recording_alone_says_what_is_still_needed() -> None:
    found = advise([[SetDone((0,) * 6)]], GREEN)
    assert found.choice == "same"
    assert found.needed == ("reps", "sets", "effort", "pain", "sessions")
    assert "15 reps" in found.say("en")
    assert "15 herhalingen" in found.say("nl")


def test_an_untidy_session_before_counts_too() -> None:
    untidy = SetDone((1, 1) + (0,) * 13, 4, 1)
    assert advise([[EASY, untidy], [EASY, EASY]], GREEN).needed == ("tidy",)
    assert advise([[EASY, untidy], [EASY, EASY], [EASY, EASY]], GREEN).choice == "heavier"


def test_a_loop_of_the_wrong_length_is_not_mended_by_a_colour() -> None:
    for worn, word in ((Worn(slack=True), "shorter"), (Worn(over_stretched=True), "longer")):
        found = advise(READY, worn)
        assert found.choice == "same"
        assert f"a {word} loop" in found.say("en")


def test_the_end_of_the_chart() -> None:
    assert advise(READY, Worn.of(load_band("gold", 61))).because == "heaviest"
    tiring = advise([[SetDone((0,) * 10, 10, 0)]], Worn.of(load_band("tan", 61)))
    assert tiring.choice == "lighter"
    assert "(" not in tiring.say("en").split("band")[1]


def test_without_a_band_a_light_one_comes_first() -> None:
    assert advise(READY, None).because == "no-band"


def test_the_pages_own_dose_is_the_target() -> None:
    dose, target = load_exercise().dose, Target()
    assert (dose.reps.least, dose.reps.most, dose.sets.least) == (
        target.reps_least, target.reps_most, target.sets_least,
    )  # fmt: skip


@given(sessions=SESSIONS, worn=WORN)
def test_heavier_is_never_said_without_proof(sessions: list[list[SetDone]], worn: Worn | None) -> None:
    found = advise(sessions, worn)
    if found.choice == "heavier":
        last = [done for session in sessions[-2:] for done in session]
        assert len(sessions) >= 2
        assert all(done.reps >= 15 and done.untidy <= 1 for done in last)
        assert all(done.effort is not None and done.effort <= 5 for done in last)
        assert all(done.pain is not None and done.pain <= 3 for done in last)


@given(sessions=SESSIONS, worn=WORN, more=st.floats(0, 10))
def test_more_pain_or_effort_never_makes_the_band_heavier(
    sessions: list[list[SetDone]], worn: Worn | None, more: float
) -> None:
    order = ("lighter", "same", "heavier")
    *before, now = sessions
    last = now[-1]
    for name in ("pain", "effort"):
        felt = getattr(last, name)
        if felt is None:
            continue
        changes = {"effort": last.effort, "pain": last.pain, name: min(10.0, felt + more)}
        worse = SetDone(last.faults, changes["effort"], changes["pain"], last.next_morning)
        found = advise([*before, [*now[:-1], worse]], worn)
        assert order.index(found.choice) <= order.index(advise(sessions, worn).choice)


@given(sessions=SESSIONS, worn=WORN)
def test_it_always_speaks_in_whole_sentences(sessions: list[list[SetDone]], worn: Worn | None) -> None:
    found = advise(sessions, worn)
    said = [found.say(lang) for lang in LANGUAGES]
    assert said[0] != said[1]
    for words in said:
        assert words.endswith(".")
        assert not set("{}") & set(words)
        assert ", ." not in words


@pytest.mark.parametrize(("name", "value"), list(product(("effort", "pain"), (-1, 10.5, float("nan")))))
def test_a_feeling_that_is_on_no_scale(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"{name}: expected a number from 0 to 10"):
        SetDone((0,), **{name: value})  # type: ignore[arg-type]  # the tests pass fields by name


def test_nothing_done_is_nothing_to_advise_on() -> None:
    for empty in ([], [[]], [[EASY], []]):
        with pytest.raises(UsageError, match="one session or more"):
            advise(empty, GREEN)
    with pytest.raises(UsageError, match="counts of 0 or more"):
        SetDone((0, -1))
