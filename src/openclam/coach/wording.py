"""What was found, put into a cue: a correction, a praise, a count."""

from __future__ import annotations

from openclam.coach.choice import Choice
from openclam.coach.cue import Cue
from openclam.coach.words import say
from openclam.exercise import Language


def about(choice: Choice, at_s: float, lang: Language) -> Cue | None:
    """The correction or the praise that the last findings ask for; what is more important goes first."""
    praised, wrong = choice.praise(), choice.correction(at_s)
    if praised is not None and (wrong is None or wrong.rank >= praised.rank):
        words = (
            say("praise.good", lang, name=praised.name.say(lang))
            if praised.praise is None
            else praised.praise.say(lang)
        )
        return Cue(kind="praise", words=words, statement=praised.slug, priority=praised.priority)
    if wrong is not None:
        return Cue(kind="correct", words=wrong.cue.say(lang), statement=wrong.slug, priority=wrong.priority)
    return None


def counted(done: int, target: int, lang: Language) -> Cue:
    """The count after a rep that is not the last."""
    key = "count.one_more" if target - done == 1 else "count.plain"
    return Cue(kind="count", words=say(key, lang, count=done))
