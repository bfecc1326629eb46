"""What a hello asks for, checked before the session begins: options, the plan of the session, the screening."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from openclam.coach.coach import Coach
from openclam.coach.plan import Plan
from openclam.coach.screening import Outcome, screen
from openclam.errors import UsageError
from openclam.exercise import Exercise, Language
from openclam.run.options import Options
from openclam.web.live.protocol import Hello, RefusedError

_TOLD = ("lang", "moving_leg", "height_cm", "mass_kg", "band", "pose_model", "band_loop_cm", "thigh_girth_cm")
"""What a hello tells of `Options`, under the same names."""


class CoachMaker(Protocol):
    """Makes the coach of a session; `Coach` itself is one."""

    def __call__(self, exercise: Exercise, lang: Language, *, plan: Plan | None, quiet: Collection[str]) -> Coach:
        """The coach before the first event; see `Coach`."""


def options_of(hello: Hello) -> Options:
    """The options of the sets.

    Raises:
        RefusedError: one of them cannot be.
    """
    try:
        return Options(**{name: getattr(hello, name) for name in _TOLD})
    except UsageError as problem:
        raise RefusedError("bad_option", str(problem)) from problem


def plan_of(hello: Hello, exercise: Exercise) -> Plan | None:
    """How much the person wants to do; None where that was not told.

    Raises:
        RefusedError: it lies outside what the exercise asks for.
    """
    asked = hello.plan
    if asked is None:
        return None
    try:
        return Plan.of(
            exercise, reps=asked.reps, sets=asked.sets, rest_s=asked.rest_s, first=asked.first, both=asked.both
        )
    except UsageError as problem:
        raise RefusedError("bad_option", f"plan, {problem}") from problem


def screening_of(hello: Hello, exercise: Exercise) -> Outcome | None:
    """What the answers to the screening advise; None where it was not done.

    Raises:
        RefusedError: an answer to a question that does not exist.
    """
    if hello.screening is None:
        return None
    try:
        return screen(exercise.screening, hello.screening, hello.lang, cleared=hello.cleared)
    except UsageError as problem:
        raise RefusedError("bad_option", str(problem)) from problem
