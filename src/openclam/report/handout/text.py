"""The page in a terminal: plain text, no colour, as wide as asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from openclam.exercise.rows import Language
from openclam.exercise.schema import Exercise, Line, Section
from openclam.report.handout.limits import describe_limits
from openclam.report.handout.phrases import phrases

_NARROWEST = 40
_WIDEST = 100
_INDENT = "      "


def render_text(exercise: Exercise, lang: Language, width: int) -> str:
    """The whole page as text, safety first.

    Args:
        exercise: the page.
        lang: its language.
        width: columns of the terminal; kept between 40 and 100, where lines stay readable.

    Returns:
        Lines of at most `width` columns, with a final newline.
    """
    columns = max(_NARROWEST, min(width, _WIDEST))
    blocks = [
        _title(exercise, lang, columns),
        _safety(exercise, lang, columns),
        *(_section(section, lang, columns) for section in exercise.sections),
        _dose(exercise, lang, columns),
        _judging(exercise, lang, columns),
        _wrap(phrases(lang)["no_device"], columns),
    ]
    return "\n\n".join(blocks) + "\n"


def _title(exercise: Exercise, lang: Language, width: int) -> str:
    heading = _wrap(f"{exercise.title.say(lang)}: {exercise.subtitle.say(lang)}", width)
    rule = "=" * max(len(row) for row in heading.splitlines())
    return f"{heading}\n{rule}\n{_wrap(exercise.intro.say(lang), width)}"


def _heading(words: str) -> str:
    return f"{words}\n{'-' * len(words)}"


def _safety(exercise: Exercise, lang: Language, width: int) -> str:
    rows = [_heading(exercise.safety.title.say(lang))]
    for group in exercise.safety.groups:
        rows.append(_wrap(group.title.say(lang), width))
        rows += [_wrap(item.words.say(lang), width, "  - ", "    ") for item in group.items]
    return "\n".join(rows)


def _section(section: Section, lang: Language, width: int) -> str:
    rows = [row for line in section.lines for row in _line(line, lang, width)]
    return "\n".join([_heading(section.title.say(lang)), *rows])


def _line(line: Line, lang: Language, width: int) -> Iterator[str]:
    name = "" if line.name is None else f"{line.name.say(lang)}. "
    yield _wrap(name + line.words.say(lang), width, f"  {line.code:<4}", _INDENT)
    if line.more is not None:
        yield _wrap(line.more.say(lang), width, _INDENT, _INDENT)


def _dose(exercise: Exercise, lang: Language, width: int) -> str:
    dose, say = exercise.dose, phrases(lang)
    amounts = (
        f"{dose.sets} {say['sets']}, {dose.reps} {say['reps']}, {dose.rest_s} {say['rest']}, "
        f"{dose.days_per_week} {say['days']}."
    )
    lines = (amounts, dose.tempo.say(lang), dose.effort.say(lang), dose.progress.say(lang))
    return "\n".join([_heading(say["dose"]), *(_wrap(words, width, "  - ", "    ") for words in lines)])


def _judging(exercise: Exercise, lang: Language, width: int) -> str:
    say = phrases(lang)
    rows = [_heading(say["checked"]), _wrap(say["checked_hint"], width)]
    for statement in exercise.statements:
        codes = " ".join(statement.page)
        words = f"{statement.name.say(lang)} ({codes}): {describe_limits(statement, lang)}"
        rows.append(_wrap(words, width, "  - ", "    "))
    return "\n".join(rows)


def _wrap(words: str, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(words, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
