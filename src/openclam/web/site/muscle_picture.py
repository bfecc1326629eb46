"""The muscle picture of the report without levels: which muscles there are, and which of them the page names."""

from __future__ import annotations

import re

from markupsafe import Markup

from openclam.exercise import Language
from openclam.report.muscles.picture import Layer, layer_svg
from openclam.report.words import Speech, table

LAYERS: tuple[Layer, ...] = ("middle", "deep")
"""The layers that hold the muscles that the page names: the gluteus medius, and those below it."""


def muscle_picture(layer: Layer, lang: Language) -> Markup:
    """One layer as an `<svg>` element: names, and no levels, since nobody moved."""
    silent = Speech(lang, table(), silent=frozenset({"muscle.unknown"}))
    svg = layer_svg(layer, {}, silent, "right")
    svg = re.sub(r"<tspan[^>]*></tspan>", "", svg).replace(": ;", ";").replace(": </desc>", "</desc>")
    return Markup(svg)  # noqa: S704 - our own SVG, its words escaped there
