"""The drawn figure of an exercise page: SVG made from the posture and the labels in the exercise file.

One unit of the picture is one centimetre of the body.
"""

from __future__ import annotations

from html import escape
from typing import Literal

import numpy as np

from openclam.exercise.rows import Language
from openclam.exercise.schema import Exercise, Figure
from openclam.report.handout.above import GUIDE, draw_above
from openclam.report.handout.front import FrontView, draw_front
from openclam.report.handout.painter import INK, MOVING_ID, line, play_button
from openclam.report.handout.shapes import Spot

Picture = Literal["start", "open", "above", "moving"]

_KEY_SHARES = (0.0, 0.12, 0.5, 0.88, 1.0)  # eased, so that the movement starts and ends softly
_TEXT_SIZE = 6.6
_FONTS = "Source Sans 3, Segoe UI, Helvetica Neue, Arial, Liberation Sans, sans-serif"

# Where each label's words go, in picture units, and which end of them lies there. A label is
# joined to its place on the body by a line where the two are apart.
_WORDS_AT: dict[tuple[str, str], tuple[float, float, str]] = {
    ("start", "head"): (-98, -49, "start"),
    ("start", "top_hand"): (-66, 22, "middle"),
    ("start", "band"): (25, 22, "middle"),
    ("start", "feet"): (86, -30, "end"),
    ("open", "pelvis"): (-46, -50, "middle"),
    ("open", "knee"): (78, -58, "end"),
    ("open", "feet"): (86, 22, "end"),
    ("above", "hip_angle"): (45, -5, "start"),
    ("above", "knee_angle"): (50, 40, "start"),
}
_FRAMES = {
    "start": "-122 -60 214 88",
    "open": "-122 -66 214 94",
    "moving": "-122 -66 214 84",
    "above": "-122 -26 214 74",
}


def draw_figure(exercise: Exercise, picture: Picture, lang: Language) -> str:
    """One picture of the exercise's figure, as an `<svg>` element.

    Args:
        exercise: its `figure` gives posture and labels.
        picture: the start, the open position, the start seen from above, or the movement (three
            reps at 2 s up, 1.5 s hold, 2 s down when clicked; until then the closed position).
        lang: the language of the labels.

    Returns:
        The SVG; an empty string where the exercise has no figure.
    """
    figure = exercise.figure
    if figure is None:
        return ""
    view = _view(figure, picture)
    moving = picture == "moving"
    marks = play_button((-15.0, -19.0), _play_words(exercise, lang)) if moving else _labels(figure, picture, view, lang)
    if picture == "open":
        marks += _rising_arrow(view.places["knee"])
    title = f"{exercise.title.say(lang)}: {_caption(figure, picture, lang)}"
    identity = f' id="{MOVING_ID}"' if moving else ""
    role = "group" if moving else "img"  # an image would hide its button from a screen reader
    return (
        f'<svg class="figure {picture}"{identity} viewBox="{_FRAMES[picture]}" role="{role}" '
        f'aria-label="{escape(title)}" '
        f'font-family="{_FONTS}" xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{view.svg}{marks}</svg>'
    )


def _view(figure: Figure, picture: Picture) -> FrontView:
    if picture == "above":
        return draw_above(figure)
    if picture == "moving":
        return draw_front(figure, [figure.opening_deg * share for share in _KEY_SHARES])
    return draw_front(figure, [0.0 if picture == "start" else figure.opening_deg])


def _play_words(exercise: Exercise, lang: Language) -> str:
    """The page's own words for watching the movement, where it has them."""
    return next((line.words.say(lang) for line in exercise.lines if line.code == "A1"), exercise.title.say(lang))


def _caption(figure: Figure, picture: Picture, lang: Language) -> str:
    words = {"start": figure.start, "open": figure.open, "above": figure.above}
    if picture == "moving":
        return f"{figure.start.say(lang)} – {figure.open.say(lang)}"
    return words[picture].say(lang)


def _labels(figure: Figure, picture: str, view: FrontView, lang: Language) -> str:
    drawn = ""
    for label in figure.labels:
        place = view.places.get(label.at)
        if label.picture != picture or place is None:
            continue
        x, y, anchor = _WORDS_AT.get((picture, label.at), (float(place[0]), float(place[1]) - 6, "middle"))
        if picture != "above":
            drawn += _leader(np.array([x, y]), anchor, place)
        drawn += (
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{_TEXT_SIZE}" '
            f'fill="{GUIDE if picture == "above" else INK}">{escape(label.words.say(lang))}</text>'
        )
    return drawn


def _leader(words: Spot, anchor: str, place: Spot) -> str:
    """A thin line with a dot at its end, from the words to what they name."""
    inward = {"start": 12.0, "middle": 6.0 if place[0] > words[0] + 12 else 0.0, "end": -12.0}[anchor]
    below = place[1] > words[1]
    start = words + np.array([inward, 2.2 if below else -_TEXT_SIZE])
    return line(f"M{start[0]:.1f} {start[1]:.1f}L{place[0]:.1f} {place[1]:.1f}", width=0.6) + (
        f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="1.1" fill="{INK}"/>'
    )


def _rising_arrow(knee: Spot) -> str:
    """Beside the knee, in the direction it travelled."""
    x, y = knee + np.array([27.0, 26.0])
    shaft = f"M{x:.1f} {y:.1f}Q{x + 4:.1f} {y - 12:.1f} {x - 2:.1f} {y - 22:.1f}"
    head = f"M{x - 4.4:.1f} {y - 16.6:.1f}L{x - 2:.1f} {y - 22:.1f}L{x + 3.2:.1f} {y - 18.2:.1f}"
    return line(shaft + head, width=1.8, colour=GUIDE)
