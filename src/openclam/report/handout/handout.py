"""The page as a hand-out: one self-contained HTML file, and the same file printed as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from openclam.errors import OpenClamError
from openclam.exercise.rows import Language
from openclam.exercise.schema import Exercise
from openclam.report.handout.figure import Picture, draw_figure
from openclam.report.handout.limits import describe_limits
from openclam.report.handout.phrases import phrases
from openclam.setup.whole_file import write_whole

_MOST_SHEETS = 2
_TYPE_SIZES_PT = (8.8, 8.5, 8.2, 7.9, 7.6)  # fonts differ in width from one computer to the next

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("openclam.report.handout"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_html(exercise: Exercise, lang: Language) -> str:
    """The hand-out as one HTML document that asks for nothing outside itself.

    On a screen it has a table of contents and a moving figure; printed, it is the hand-out on
    two sheets of A4.
    """
    return _TEMPLATES.get_template("handout.html.j2").render(**_content(exercise, lang))


def write_html(exercise: Exercise, lang: Language, path: Path) -> None:
    """Write `render_html` to `path`, whole or not at all.

    Raises:
        OutputError: `path` cannot be written.
    """
    write_whole(path, render_html(exercise, lang).encode())


def write_pdf(exercise: Exercise, lang: Language, path: Path) -> None:
    """Print the hand-out to a PDF at `path`, whole or not at all.

    Raises:
        OpenClamError: WeasyPrint, or the Pango library that it needs, is not installed.
        OutputError: `path` cannot be written.
    """
    write_whole(path, _print_on(_MOST_SHEETS, render_html(exercise, lang)))


def _print_on(sheets: int, html: str) -> bytes:
    """The PDF in the largest type that keeps it on this many sheets; the smallest where none does."""
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=html)
    for points in _TYPE_SIZES_PT:
        style = weasyprint.CSS(string=f"@media print {{ body {{ font-size: {points}pt !important }} }}")
        document = page.render(stylesheets=[style])
        if len(document.pages) <= sheets:
            break
    pdf: bytes = document.write_pdf()
    return pdf


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise OpenClamError(
            "A PDF needs WeasyPrint, which is not installed. Run: pip install 'openclam[pdf]'. "
            "Or write HTML and print that from a browser."
        ) from None
    except OSError as error:  # WeasyPrint is there; the system library that it loads is not
        raise OpenClamError(
            f"A PDF needs the Pango library, which could not be loaded ({error.args[0] if error.args else error}). "
            "On Debian or Ubuntu run: apt install libpango-1.0-0 libpangoft2-1.0-0. WeasyPrint itself comes with: "
            "pip install 'openclam[pdf]'. Or write HTML and print that from a browser."
        ) from None
    return weasyprint


def _content(exercise: Exercise, lang: Language) -> dict[str, Any]:
    """What the template asks for."""

    def picture(name: Picture) -> Markup:
        return Markup(draw_figure(exercise, name, lang))  # noqa: S704 - our own SVG, its words escaped there

    return {
        "exercise": exercise,
        "lang": lang,
        "say": phrases(lang),
        "line": {line.code: line for line in exercise.lines},
        "section": {section.slug: section for section in exercise.sections},
        "safety": {group.slug: group for group in exercise.safety.groups},
        "picture": picture,
        "describe": lambda statement: describe_limits(statement, lang),
    }
