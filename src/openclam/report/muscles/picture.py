"""The muscle picture: the hip in three layers, each muscle group shaded by whether it works more or less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final, Literal, get_args

from openclam.kinematics.posture import Side
from openclam.kinetics.document import Level, MuscleGroup
from openclam.report.muscles import anatomy
from openclam.report.muscles.curves import Fan, Point
from openclam.report.muscles.names import group_name, level_words
from openclam.report.muscles.paint import (
    BONE,
    BONE_LINE,
    HOLE,
    INK,
    SINEW,
    SINEW_LINE,
    SKIN,
    SKIN_LINE,
    SOFT,
    path,
    paths,
    shaded,
)
from openclam.report.muscles.shade import shade_of
from openclam.report.words import Speech

Layer = Literal["outer", "middle", "deep"]
LAYERS: Final[tuple[Layer, ...]] = get_args(Layer)

Levels = Mapping[MuscleGroup, Level]

_LEFT, _TOP, _WIDTH, _HEIGHT = -220.0, -184.0, 414.0, 352.0
_LAYER_KEYS: Final[dict[Layer, str]] = {
    "outer": "muscle.outer",
    "middle": "muscle.middle",
    "deep": "muscle.deep",
}

_TEXT_SIZE, _LINE_MM = 13.2, 15.0


@dataclass(frozen=True, slots=True)
class _Label:
    """Where a group's words stand, and where on which of its fans they point (across and along the fibres).

    `at` is the baseline of the first line, at its outer end: words stand along the picture's edges.
    """

    at: Point
    anchor: Literal["start", "end"]
    spot: tuple[float, float]
    fan: int = 0


_LABELS: Final[dict[Layer, dict[MuscleGroup, _Label]]] = {
    "outer": {
        "gluteus-maximus-superior": _Label((-218, -150), "start", (0.6, 0.4)),
        "gluteus-maximus-middle": _Label((-218, 112), "start", (0.6, 0.55)),
        "tensor-fasciae-latae": _Label((192, -150), "end", (0.6, 0.4)),
    },
    "middle": {
        "gluteus-medius-posterior": _Label((-218, -150), "start", (0.4, 0.3)),
        "gluteus-medius-middle": _Label((192, -165), "end", (0.75, 0.25)),
        "gluteus-medius-anterior": _Label((192, -20), "end", (0.7, 0.55)),
    },
    "deep": {
        "piriformis": _Label((-218, -150), "start", (0.5, 0.45)),
        "gluteus-minimus": _Label((192, -165), "end", (0.75, 0.25)),
        "obturators-and-gemelli": _Label((-218, 48), "start", (0.5, 0.2), 2),
        "quadratus-femoris": _Label((-218, 112), "start", (0.7, 0.35)),
    },
}

_BOLD = ' font-weight="700"'
_GROUPS: Final[dict[MuscleGroup, tuple[Fan, ...]]] = {
    **anatomy.MEDIUS,
    **anatomy.MAXIMUS,
    **anatomy.TENSOR,
    **anatomy.MINIMUS,
    **anatomy.ROTATORS,
}


def layer_name(layer: Layer, say: Speech) -> str:
    """The layer in words: "Deep layer"."""
    return say(_LAYER_KEYS[layer])


def layer_svg(layer: Layer, levels: Levels, say: Speech, leg: Side) -> str:
    """One layer as an `<svg>` element.

    Args:
        layer: the layer to draw.
        levels: a group that is missing stays without shade and says that it is not known.
        say: the words.
        leg: the side that is seen; a left hip is the right one mirrored, front of the body to the left.
    """
    labels = _LABELS[layer]
    told = "; ".join(f"{group_name(group, say)}: {level_words(levels.get(group), say)}" for group in labels)
    mirror = f' transform="translate({2 * _LEFT + _WIDTH:g} 0) scale(-1 1)"' if leg == "left" else ""
    title, described = f"muscles-{layer}-title", f"muscles-{layer}-desc"
    return (
        f'<svg class="muscles" viewBox="{_LEFT:g} {_TOP:g} {_WIDTH:g} {_HEIGHT:g}" role="img" '
        f'aria-labelledby="{title}" aria-describedby="{described}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{title}">{escape(say("muscle.title", layer=layer_name(layer, say)))}</title>'
        f'<desc id="{described}">{escape(told)}</desc>'
        f"<g{mirror}>{_drawing(layer, levels)}</g>"
        f"{''.join(_label(group, label, levels, say, leg) for group, label in labels.items())}"
        f"{_directions(say, leg)}</svg>"
    )


def _drawing(layer: Layer, levels: Levels) -> str:
    skin = path(anatomy.SKIN, SKIN) + paths(anatomy.SKIN_LINES, SKIN_LINE)
    sacrum = path(anatomy.SACRUM, BONE) + paths(anatomy.SACRUM_LINES, BONE_LINE)
    bones = (
        f"{path(anatomy.HIP_BONE, BONE)}{path(anatomy.FORAMEN, HOLE)}{paths(anatomy.BONE_LINES, BONE_LINE)}"
        f"{path(anatomy.HEAD, BONE)}{path(anatomy.FEMUR, BONE)}{paths(anatomy.FEMUR_LINES, BONE_LINE)}"
    )
    if layer == "deep":
        return f"{skin}{bones}{_muscles(anatomy.ROTATORS, levels)}{sacrum}{_muscles(anatomy.MINIMUS, levels)}"
    medius = _muscles(anatomy.MEDIUS, levels)
    if layer == "middle":
        return f"{skin}{sacrum}{bones}{medius}"
    band = path(anatomy.ILIOTIBIAL_BAND, SINEW) + paths(anatomy.ILIOTIBIAL_LINES, SINEW_LINE)
    lower = path(anatomy.LOWER_MAXIMUS.outline(), SINEW) + path(anatomy.LOWER_MAXIMUS.fibres(9), SINEW_LINE)
    outer = _muscles(anatomy.TENSOR, levels) + lower + _muscles(anatomy.MAXIMUS, levels)
    return f"{skin}{sacrum}{bones}{medius}{band}{outer}"


def _muscles(groups: Mapping[MuscleGroup, tuple[Fan, ...]], levels: Levels) -> str:
    drawn = ""
    for group, fans in groups.items():
        shade = shade_of(levels.get(group))
        drawn += f'<g data-group="{group}">{"".join(shaded(fan, shade) for fan in fans)}</g>'
    return drawn


def _label(group: MuscleGroup, label: _Label, levels: Levels, say: Speech, leg: Side) -> str:
    """The name, its level, and a line with a dot at its end to the muscle."""
    x, y = label.at
    spot_x, spot_y = _GROUPS[group][label.fan].at(*label.spot)
    anchor = label.anchor
    if leg == "left":
        x, spot_x = 2 * _LEFT + _WIDTH - x, 2 * _LEFT + _WIDTH - spot_x
        anchor = "start" if anchor == "end" else "end"
    inward = 1 if anchor == "start" else -1
    lines = [*group_name(group, say).split(", "), level_words(levels.get(group), say)]
    words = "".join(
        f'<tspan x="{x:g}" dy="{_LINE_MM if number else 0:g}"{_BOLD if number == len(lines) - 1 else ""}>'
        f"{escape(line)}</tspan>"
        for number, line in enumerate(lines)
    )
    below = y + (len(lines) - 1) * _LINE_MM + 5
    start_x, start_y = (x + 30 * inward, below) if spot_y > below else (x + 30 * inward, y - _TEXT_SIZE)
    leader = f"M{start_x:.1f} {start_y:.1f}L{spot_x:.1f} {spot_y:.1f}"
    return (
        f'<path d="{leader}" stroke="#fff" stroke-width="3"/><path d="{leader}" stroke="{INK}" stroke-width="1"/>'
        f'<circle cx="{spot_x:.1f}" cy="{spot_y:.1f}" r="2.6" fill="{INK}" stroke="#fff" stroke-width="1"/>'
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{_TEXT_SIZE:g}" fill="{INK}" '
        f'stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{words}</text>'
    )


def _directions(say: Speech, leg: Side) -> str:
    """Which way the body faces, at the foot of the picture."""
    ends = [say("muscle.back"), say("muscle.front")]
    left, right = ends if leg == "right" else ends[::-1]
    y = _TOP + _HEIGHT - 6
    style = f'font-size="{_TEXT_SIZE - 1:g}" fill="{SOFT}"'
    return (
        f'<text x="{_LEFT + 2:g}" y="{y:g}" {style}>← {escape(left)}</text>'
        f'<text x="{_LEFT + _WIDTH - 2:g}" y="{y:g}" text-anchor="end" {style}>{escape(right)} →</text>'
    )
