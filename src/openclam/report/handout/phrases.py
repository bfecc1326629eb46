"""The words of the hand-out itself, the same for every exercise."""

from __future__ import annotations

from types import MappingProxyType

from openclam.exercise.rows import Language, Words


def _words(en: str, nl: str) -> Words:
    return Words(en=en, nl=nl)


PHRASES = MappingProxyType(
    {
        "contents": _words("Contents", "Inhoud"),
        "dose": _words("How much", "Hoeveel?"),
        "sets": _words("sets", "series"),
        "reps": _words("reps a set", "herhalingen per serie"),
        "days": _words("days a week", "dagen per week"),
        "rest": _words("seconds of rest", "seconden rust"),
        "read_more": _words("Read more", "Lees meer"),
        "notes": _words("From your practice", "Van je praktijk"),
        "name": _words("Name", "Naam"),
        "side": _words("Side", "Kant"),
        "band": _words("Band", "Band"),
        "own_sets": _words("Sets × reps", "Series × herhalingen"),
        "own_days": _words("Days", "Dagen"),
        "next": _words("Next appointment", "Volgende afspraak"),
        "remarks": _words("Remarks", "Opmerkingen"),
        "checked": _words("How each point is judged", "Hoe elk punt wordt beoordeeld"),
        "checked_hint": _words(
            "What a camera measures, from where it counts as met and from where as not met. In between it "
            "is not decided. A practice may choose other limits.",
            "Wat een camera meet, vanaf waar iets in orde is en vanaf waar niet. Ertussenin volgt geen oordeel. "
            "Een praktijk mag andere grenzen kiezen.",
        ),
        "statement": _words("Point", "Punt"),
        "met": _words("met", "voldaan"),
        "not_met": _words("not met", "niet voldaan"),
        "source": _words("source", "bron"),
        "sources": _words("Sources", "Bronnen"),
        "by_other_means": _words("not by camera", "niet met een camera"),
        "no_device": _words(
            "OpenClam guides exercise; it is no medical device and makes no diagnosis. "
            "In doubt, ask your physiotherapist or doctor.",
            "OpenClam begeleidt oefenen; het is geen medisch hulpmiddel en stelt geen diagnose. "
            "Twijfel je? Vraag het je fysiotherapeut of arts.",
        ),
    }
)


def phrases(lang: Language) -> dict[str, str]:
    """Every phrase in `lang`, by key."""
    return {key: words.say(lang) for key, words in PHRASES.items()}
