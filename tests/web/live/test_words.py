"""The live engine's own words: complete in both languages, all of them used, short enough to read from the floor."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import openclam.web.live
from openclam.assessment.camera_place import Hint, hint_of_view
from openclam.assessment.findings import BEHIND_DEG, OBLIQUE_DEG, bad_view
from openclam.coach.voice import speaking_s
from openclam.exercise import LANGUAGES, Language
from openclam.run.options import MovingLeg, Options
from openclam.run.set_run import Absence, SetRun
from openclam.web.live.protocol import Code
from openclam.web.live.words import refused, say, table, why_nothing
from tests.web.live.test_session import CLAMSHELL
from tests.word_tables import untranslated, unused

ROOM = Path(openclam.web.live.__file__).parent
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.glob("*.py")))
BUILT = {
    *(f"nobody.{absence.replace('-', '_')}" for absence in get_args(Absence)),
    *(f"nobody.no_rep_{side}" for side in ("left", "right")),
    *(f"refused.{code}" for code in get_args(Code)),
    *(f"view.{hint}" for hint in Hint),
}


def options(lang: Language, moving_leg: MovingLeg = "auto") -> Options:
    return Options(lang=lang, moving_leg=moving_leg, pose_model="full")


def test_every_entry_is_translated() -> None:
    assert untranslated(table()) == []


def test_every_entry_is_said() -> None:
    assert unused(table(), SOURCE, BUILT) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hint_is_soon_said_and_ends_as_a_sentence(lang: Language) -> None:
    hints = [words[lang] for key, words in table().items() if key.startswith("view.")]
    assert [text for text in hints if speaking_s(text) > 9.0] == []
    assert all(text[0].isupper() and text.endswith(".") for text in hints)


@pytest.mark.parametrize("azimuth", [OBLIQUE_DEG + 5, -OBLIQUE_DEG - 5, BEHIND_DEG + 5])
def test_every_bad_place_has_its_words(azimuth: float) -> None:
    bad = bad_view(azimuth)
    assert bad is not None
    assert f"view.{hint_of_view(bad)}" in table()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_why_there_is_nothing_is_told_in_the_language_of_the_session(lang: Language) -> None:
    run = SetRun(options(lang), CLAMSHELL, series=None)
    assert why_nothing(run) == say("nobody.nobody", lang)
    run.people = 10
    assert why_nothing(run) == say("nobody.not_lying", lang)
    run.lying = 10
    rep = CLAMSHELL.movement.say.rep.say(lang)
    assert why_nothing(run) == say("nobody.no_rep", lang, rep=rep)
    one_leg = SetRun(options(lang, "left"), CLAMSHELL, series=None)
    one_leg.people = one_leg.lying = 10
    assert why_nothing(one_leg) == say("nobody.no_rep_left", lang, rep=rep)


def test_a_refusal_that_a_person_may_meet_is_in_their_language() -> None:
    assert refused("busy", "all 100 places are taken", "nl") == say("refused.busy", "nl")
    assert refused("bad_option", "height_cm: expected 100 to 230", "nl").endswith("height_cm: expected 100 to 230")
    assert refused("bad_message", "t: not a number", "nl") == "t: not a number", "only a faulty program gets it"
