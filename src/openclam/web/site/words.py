"""The words that the site says by itself, in every language; those of the exercise stand in its own file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from openclam.exercise import LANGUAGES, Language
from openclam.report.words import Speech, speech
from openclam.web.settings import Settings


@cache
def table() -> dict[str, dict[str, str]]:
    """Every entry of `words.toml` by its dotted key."""
    text = (files("openclam.web.site") / "words.toml").read_text("utf-8")
    return {f"{group}.{name}": words for group, rows in tomllib.loads(text).items() for name, words in rows.items()}


@cache
def site_speech(lang: Language) -> Speech:
    """The site's words in `lang`; numbers and units are written as in the report."""
    report: Any = speech(lang)
    units = {key: report(key) for key in ("unit.deg", "unit.deg_s", "unit.cm", "unit.s", "unit.percent")}
    return Speech(lang, {**units, **{key: words[lang] for key, words in table().items()}})


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
