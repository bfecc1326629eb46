"""The side-lying person seen from the front, a little from above: the view that a camera should have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from openclam.exercise.schema import Figure
from openclam.report.handout.body import Leg, Point, bottom_leg, top_leg
from openclam.report.handout.painter import INK, Part, line, paint
from openclam.report.handout.shapes import Spot, ellipse, limb, ribbon, smooth

SKIN = "#e8c2a2"
HAIR = "#5a4334"
SHIRT = "#d5e4e6"
LEGGINGS = "#6699a8"
LEGGINGS_BELOW = "#416c7b"
SHOE = "#f6f2ea"
BAND = "#e2703a"
BAND_BEHIND = "#a94f26"
MAT = "#edf1e8"

_LOOKS_DOWN = np.radians(11.0)
_BAND_AT = 0.83  # share of the thigh, from the hip
_BAND_WIDTH = 5.0


@dataclass(frozen=True, slots=True)
class FrontView:
    """The painted person, and where on the picture things lie that a label may point at."""

    svg: str
    places: dict[str, Spot]


def see(x: float, y: float, z: float) -> Spot:
    """A point of the room on the picture: a parallel projection from the front, 11° from above."""
    return np.array([x, -y * np.cos(_LOOKS_DOWN) + z * np.sin(_LOOKS_DOWN)])


def draw_front(figure: Figure, openings_deg: Sequence[float]) -> FrontView:
    """Paint the person with the top leg at these openings: one for a still picture, several to move between."""
    below = bottom_leg(figure.hip_flexion_deg, figure.knee_flexion_deg)
    tops = [top_leg(figure.hip_flexion_deg, figure.knee_flexion_deg, opening) for opening in openings_deg]
    near_strands = tuple(_strand(below, top, near=True) for top in tops)
    layers = [
        mat([see(-110, 0, -24), see(80, 0, -24), see(88, 0, 50), see(-118, 0, 50)]),
        paint([Part(tuple(_strand(below, top, near=False) for top in tops), BAND_BEHIND)]),
        _bottom_arm(),
        _leg([below], LEGGINGS_BELOW),
        _head(),
        _torso(tops),
        paint([Part(near_strands, BAND)]),
        _top_arm(),
    ]
    top = tops[-1]
    places = {
        "head": _HEAD + np.array([-1.0, -9.0]),
        "top_hand": see(-50, 1, 36),
        "band": (_edges(top)[0] + _edges(below)[1]) / 2 + np.array([1.0, 9.0]),
        "feet": (_spot(top.toe) + _spot(below.toe)) / 2 + np.array([1.5, 0.0]),
        "pelvis": see(1, 33, 0),
        "knee": _spot(top.knee) + np.array([2.0, -6.5]),
    }
    return FrontView("".join(layers), places)


def _spot(point: Point) -> Spot:
    return see(*point)


_HEAD = see(-70, 18.5, 5)


def mat(corners: Sequence[Spot]) -> str:
    """The exercise mat, by its corners on the picture."""
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
    return f'<path d="{d}" fill="{MAT}" stroke="#b9c7b4" stroke-width="1" stroke-linejoin="round"/>'


def _leg_parts(legs: Sequence[Leg], cloth: str) -> list[Part]:
    def over(draw: Callable[[Leg], str]) -> tuple[str, ...]:
        return tuple(draw(leg) for leg in legs)

    shank = over(lambda leg: limb(_spot(leg.knee), _spot(leg.ankle), 6.2, 3.7, (0.8, 1.8)))
    thigh = over(lambda leg: limb(_spot(leg.hip), _spot(leg.knee), 9.3, 6.4, (1.2, 1.2)))
    return [Part(shank, cloth), Part(thigh, cloth)]


def _shoe(legs: Sequence[Leg]) -> str:
    def shoe(leg: Leg) -> str:
        heel, toe = _spot(leg.ankle), _spot(leg.toe)
        along = (toe - heel) / np.linalg.norm(toe - heel)
        return limb(heel - along * 1.5, toe, 4.9, 3.6)

    return paint([Part(tuple(shoe(leg) for leg in legs), SHOE)])


def _leg(legs: Sequence[Leg], cloth: str) -> str:
    return _shoe(legs) + paint(_leg_parts(legs, cloth))


def _torso(tops: Sequence[Leg]) -> str:
    """Pelvis and top leg as one piece of cloth, then the shirt over it."""
    pelvis = smooth(
        [
            see(-12, 26, 0),
            see(-6, 32.5, 0),
            see(3, 34, 0),
            see(10, 27, 4),
            see(11, 10, 6),
            see(4, 1.0, 4),
            see(-14, 4, 2),
        ]
    )
    shirt = smooth(
        [
            see(-56, 31, 0),
            see(-48, 36.5, 0),
            see(-38, 35, 0),
            see(-27, 30.5, 0),
            see(-17, 28, 0),
            see(-8, 32, 0),
            see(-4.5, 24, 6),
            see(-4.5, 11, 8),
            see(-8, 1.5, 6),
            see(-23, 2.5, 6),
            see(-39, 1, 6),
            see(-51, 2, 4),
            see(-58, 11, 2),
            see(-59.5, 22, 0),
        ]
    )
    return (
        _shoe(tops) + paint([Part((pelvis,), LEGGINGS), *_leg_parts(tops, LEGGINGS)]) + paint([Part((shirt,), SHIRT)])
    )


def _bottom_arm() -> str:
    """Along the mat past the head, which rests on the upper arm; a little bend in the elbow."""
    shoulder, elbow, wrist = see(-53, 6, 4), see(-82, 4.5, 8), see(-102, 3.5, 15)
    parts = [
        limb(wrist, see(-110, 2.5, 18), 2.9, 2.3),
        limb(elbow, wrist, 4.0, 2.8, (0.4, 0.6)),
        limb(shoulder, elbow, 5.0, 4.0),
    ]
    return paint([Part((path,), SKIN) for path in parts])


def _top_arm() -> str:
    """From the top shoulder over the chest, the hand flat on the floor in front of it."""
    shoulder, elbow, wrist = see(-49, 31, 5), see(-31, 17, 24), see(-44, 4, 34)
    sleeve = limb(shoulder, shoulder + (elbow - shoulder) * 0.45, 7.0, 5.6)
    parts = [
        limb(wrist, see(-53, 1.5, 36), 2.8, 2.3),
        limb(elbow, wrist, 4.1, 2.8, (0.6, 0.4)),
        limb(shoulder, elbow, 5.6, 4.1),
    ]
    return paint([Part((path,), SKIN) for path in parts]) + paint([Part((sleeve,), SHIRT)])


def _head() -> str:
    """A face that looks at the viewer, crown to the left."""
    neck = limb(see(-55, 20, 2), see(-63, 19, 3), 5.8, 5.0)
    face = ellipse(_HEAD, 11.0, 8.6, -4)
    hair = smooth(
        [
            _HEAD + np.array(offset)
            for offset in [
                (2.5, -9.2),
                (-5, -9.8),
                (-12, -5.8),
                (-13.5, 1.0),
                (-11, 7.0),
                (-3.5, 9.4),
                (0.5, 8.3),
                (-5.8, 4.5),
                (-6.4, -1.0),
                (-3.0, -5.8),
            ]
        ]
    )
    bun = ellipse(_HEAD + np.array([-13.5, -3.5]), 4.6, 4.2, 0)
    features = "".join(
        line(smooth([_HEAD + np.array(o) for o in offsets], closed=False), width=0.9)
        for offsets in (
            [(-3.0, -4.8), (-3.4, -3.4), (-3.0, -2.1)],
            [(-3.0, 1.9), (-3.4, 3.2), (-3.0, 4.5)],
            [(0.5, -0.4), (2.6, -1.1), (3.0, 0.2)],
            [(5.4, -2.3), (6.5, 0.0), (5.6, 2.3)],
        )
    )
    eyes = "".join(
        f'<path d="{ellipse(_HEAD + np.array(offset), 0.75, 0.95, 0)}" fill="{INK}"/>'
        for offset in [(-0.8, -3.2), (-0.8, 3.2)]
    )
    return (
        paint([Part((bun,), HAIR)])
        + paint([Part((neck,), SKIN), Part((face,), SKIN)])
        + paint([Part((hair,), HAIR)])
        + features
        + eyes
    )


def _on_thigh(leg: Leg, share: float) -> Spot:
    return _spot(leg.hip + (leg.knee - leg.hip) * share)


def _edges(leg: Leg) -> tuple[Spot, Spot]:
    """The upper and lower edge of the thigh where the band lies."""
    hip, knee = _spot(leg.hip), _spot(leg.knee)
    along = (knee - hip) / np.linalg.norm(knee - hip)
    across = np.array([along[1], -along[0]])
    half = 7.0
    centre = _on_thigh(leg, _BAND_AT)
    return centre + across * half, centre - across * half


def _strand(below: Leg, top: Leg, *, near: bool) -> str:
    """The band from the upper edge of the top thigh to the lower edge of the bottom thigh."""
    start, end = _edges(top)[0], _edges(below)[1]
    if near:
        return ribbon(start, end, _BAND_WIDTH, np.array([1.6, 0.0]))
    return ribbon(_on_thigh(top, 0.76), _on_thigh(below, 0.76), _BAND_WIDTH, np.zeros(2))
