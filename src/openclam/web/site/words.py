"""The words that the site says by itself, in every language; those of the exercise stand in its own file."""

from __future__ import annotations

from functools import cache

from openclam.exercise import LANGUAGES, Language
from openclam.exercise.word_table import WordTable
from openclam.report.words import Speech
from openclam.report.words import table as report_table
from openclam.web.settings import Settings

_UNITS = ("unit.deg", "unit.deg_s", "unit.cm", "unit.s", "unit.percent")


@cache
def table() -> WordTable:
    """Every entry of `words.toml` by its dotted key."""
    return WordTable.load("openclam.web.site", "words.toml")


@cache
def site_speech(lang: Language) -> Speech:
    """The site's words in `lang`; numbers and units are written as in the report."""
    return Speech(lang, report_table().only(_UNITS).joined(table()))


def lang_of_path(path: str) -> Language | None:
    """The language of a page's address; None for what is no page."""
    first = path.lstrip("/").split("/", 1)[0]
    return next((lang for lang in LANGUAGES if lang == first), None)


def preferred_language(accept: str) -> Language:
    """The first language of an Accept-Language header, by its weights, that the site speaks; English for none."""
    weighed = []
    for place, part in enumerate(accept.lower().split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        try:
            weighed.append((-float(weight) if rest else -1.0, place, tag.split("-")[0]))
        except ValueError:
            continue
    wanted = (lang for minus, _, tag in sorted(weighed) for lang in LANGUAGES if lang == tag and minus < 0)
    return next(wanted, "en")


def consent_words(settings: Settings, lang: Language) -> str:
    """What a person agrees to when a set is saved: the practice's own words, or ours."""
    own = settings.saving.consent
    return site_speech(lang)("save.consent") if own is None else own.say(lang)
