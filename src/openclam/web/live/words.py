"""The words that the live engine says to the person by itself; the coach's cues have their own tables."""

from __future__ import annotations

from functools import cache

from openclam.assessment.camera_place import Hint, hint_of_view
from openclam.assessment.verdicts import Reason
from openclam.exercise import Language
from openclam.exercise.word_table import WordTable
from openclam.run.set_run import SetRun
from openclam.web.live.protocol import LiveView


@cache
def table() -> WordTable:
    """Every entry of `words.toml` by its dotted key."""
    return WordTable.load("openclam.web.live", "words.toml")


def say(key: str, lang: Language, **values: str) -> str:
    """The words under `key`, with `values` filled in; KeyError where there is no such key."""
    return table().say(key, lang, **values)


def live_view(hint: Hint | None, lang: Language) -> LiveView:
    """What the page shows of the camera's place."""
    return LiveView(judgeable=hint is None, why=None if hint is None else say(f"view.{hint}", lang))


def why_nothing(run: SetRun) -> str:
    """Why a finished set has no rep, and what to do, in the session's language."""
    options, absence = run.options, run.absence()
    if isinstance(absence, Reason):
        return say("nobody.view", options.lang, why=say(f"view.{hint_of_view(absence)}", options.lang))
    key = f"nobody.{absence.replace('-', '_')}"
    if absence != "no-rep":
        return say(key, options.lang)
    if options.moving_leg != "auto":
        key += f"_{options.moving_leg}"
    return say(key, options.lang, rep=run.exercise.movement.say.rep.say(options.lang))


def refused(code: str, message: str, lang: Language) -> str:
    """A refusal in words for the person; `message` itself where only a program's fault leads to it."""
    key = f"refused.{code}"
    return say(key, lang, message=message) if key in table() else message
