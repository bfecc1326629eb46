"""What the exercise page's template asks for: the exercise's own words, its figures, films and articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from openclam.exercise import Exercise, Language, Line
from openclam.report.handout import draw_figure
from openclam.report.handout.figure import Picture
from openclam.report.handout.limits import describe_limits
from openclam.report.handout.phrases import phrases
from openclam.web.site.muscle_picture import LAYERS, muscle_picture
from openclam.web.site.state import STATIC

FILMS = STATIC / "video"


@dataclass(frozen=True, slots=True)
class Film:
    """A film of the exercise.

    `poster` and `captions` are names below `/static/`, None where there is no such file. `page` holds the codes of the
    page's lines that it is about.
    """

    file: str
    name: str
    about: str
    poster: str | None
    captions: str | None
    page: tuple[str, ...] = ()


def article_slug(line: Line) -> str:
    """The address of a related complaint's article: its English name, so that it stays the same in every language."""
    name = line.code if line.name is None else line.name.en
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def articles(exercise: Exercise) -> dict[str, Line]:
    """The lines that are cards, by the addresses of their articles."""
    return {article_slug(line): line for line in exercise.lines if line.name is not None}


@dataclass(frozen=True, slots=True)
class ComplaintAdvice:
    """The advice to somebody with a complaint who does the exercise; `quiet` names what the coach leaves unsaid."""

    words: str
    source: str
    quiet: tuple[str, ...]


def complaint_advice(exercise: Exercise, slug: str, lang: Language) -> list[ComplaintAdvice]:
    """The advice of the screening on the complaint of an article: the question that is named as the article is."""
    named = {slug, *slug.split("-")}
    names = {statement.slug: statement.name.say(lang) for statement in exercise.statements}
    return [
        ComplaintAdvice(
            words=(item.advice or group.advice).say(lang),
            source=item.source or group.source,
            quiet=tuple(names[statement] for statement in item.quiet if statement in names),
        )
        for group, item in exercise.screening.items.values()
        if item.slug in named
    ]


def films(exercise: Exercise, lang: Language, folder: Path = FILMS) -> list[Film]:
    """The films that are there: the exercise done well first, then each fault beside its correction.

    `clamshell.mp4` shows it done well, `clamshell-foot-stays-down.mp4` the fault against that statement; a `.jpg` of
    the same name is the picture before it plays, `NAME.en.vtt` and `NAME.nl.vtt` are its captions.
    """
    none: tuple[str, ...] = ()
    wanted = [(exercise.name, exercise.title.say(lang), exercise.dose.tempo.say(lang), none)]
    wanted += [
        (f"{exercise.name}-{one.slug}", one.name.say(lang), one.cue.say(lang), one.page) for one in exercise.statements
    ]
    return [
        Film(
            file=f"video/{stem}.mp4",
            name=name,
            about=about,
            poster=_there(folder, f"{stem}.jpg"),
            captions=_there(folder, f"{stem}.{lang}.vtt"),
            page=page,
        )
        for stem, name, about, page in wanted
        if (folder / f"{stem}.mp4").is_file()
    ]


def exercise_content(exercise: Exercise, lang: Language) -> dict[str, Any]:
    """Everything that the page shows of the exercise."""

    def picture(name: Picture) -> Markup:
        return Markup(draw_figure(exercise, name, lang))  # noqa: S704 - our own SVG, its words escaped there

    shown = films(exercise, lang, FILMS)
    done_well = next((film for film in shown if not film.page), None)
    donts = [line.code for section in exercise.sections if section.slug == "dont" for line in section.lines]
    beside = {code: film for code in donts for film in shown if code in film.page}
    return {
        "exercise": exercise,
        "line": {line.code: line for line in exercise.lines},
        "section": {section.slug: section for section in exercise.sections},
        "safety": {group.slug: group for group in exercise.safety.groups},
        "phrase": phrases(lang),
        "picture": picture,
        "muscles": [muscle_picture(layer, lang) for layer in LAYERS],
        "film_done_well": done_well,
        "film_beside": beside,
        "other_films": [film for film in shown if film is not done_well and film not in beside.values()],
        "article_slug": article_slug,
        "describe": lambda statement: describe_limits(statement, lang),
    }


def _there(folder: Path, name: str) -> str | None:
    return f"video/{name}" if (folder / name).is_file() else None
