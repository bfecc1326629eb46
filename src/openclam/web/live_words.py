"""The words that the live engine says to the person by itself; the coach's cues have their own tables."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from openclam.assessment.verdicts import Reason
from openclam.exercise import Language
from openclam.set_run import SetRun

_VIEWS = {
    Reason.VIEW_FROM_HEAD: "view.from_head",
    Reason.VIEW_FROM_FEET: "view.from_feet",
    Reason.VIEW_FROM_BEHIND: "view.from_behind",
}


@cache
def table() -> dict[str, dict[str, str]]:
    """Every entry of `live_words.toml` by its dotted key."""
    text = (files("openclam.web") / "live_words.toml").read_text("utf-8")
    return {f"{group}.{name}": words for group, rows in tomllib.loads(text).items() for name, words in rows.items()}


def say(key: str, lang: Language, **values: str) -> str:
    """The words under `key`, with `values` filled in; KeyError where there is no such key."""
    return table()[key][lang].format(**values)


def view_key(view: Reason) -> str:
    """The entry for a camera that stands in the wrong place, as `openclam.assessment.findings.bad_view` tells it."""
    return _VIEWS[view]


def why_nothing(run: SetRun) -> str:
    """Why a finished set has no rep, and what to do, in the session's language."""
    options, absence = run.options, run.absence()
    if isinstance(absence, Reason):
        return say("nobody.view", options.lang, why=say(view_key(absence), options.lang))
    key = f"nobody.{absence.replace('-', '_')}"
    if absence == "no-rep" and options.moving_leg != "auto":
        key += f"_{options.moving_leg}"
    return say(key, options.lang)


def refused(code: str, message: str, lang: Language) -> str:
    """A refusal in words for the person; `message` itself where only a program's fault leads to it."""
    key = f"refused.{code}"
    return say(key, lang, message=message) if key in table() else message
