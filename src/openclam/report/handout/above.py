"""The same person from above: the only view that shows how far hips and knees are bent."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from openclam.exercise.schema import Figure
from openclam.report.handout.body import Leg, Point, bottom_leg, top_leg
from openclam.report.handout.front import BAND, HAIR, LEGGINGS, LEGGINGS_BELOW, SHIRT, SHOE, SKIN, FrontView, mat
from openclam.report.handout.painter import Part, line, paint
from openclam.report.handout.shapes import Spot, ellipse, limb, ribbon, smooth

GUIDE = "#8f3d17"


def draw_above(figure: Figure) -> FrontView:
    """Paint the start position seen from above, with the angles at hip and knee."""
    below = bottom_leg(figure.hip_flexion_deg, figure.knee_flexion_deg)
    top = top_leg(figure.hip_flexion_deg, figure.knee_flexion_deg, 0.0)
    hip, knee, ankle = (_plan(point) for point in (top.hip, top.knee, top.ankle))
    layers = [
        mat([np.array(corner) for corner in ((-118, -24), (86, -24), (86, 46), (-118, 46))]),
        _arm_below(),
        _leg(below, LEGGINGS_BELOW),
        _leg(top, LEGGINGS),
        _band(hip, knee),
        _trunk(),
        _head(),
        _arm_above(),
        line(f"M-40 0L{hip[0] + 36:.1f} 0", width=0.7, colour=GUIDE, dash="2.5 2"),
        _arc(hip, np.array([1.0, 0.0]), knee - hip, 22.0),
        _arc(knee, hip - knee, ankle - knee, 11.0),
    ]
    half = np.radians(figure.hip_flexion_deg / 2)
    places = {
        "hip_angle": hip + 24.0 * np.array([np.cos(half), np.sin(half)]),
        "knee_angle": knee + np.array([0.0, 7.5]),
    }
    return FrontView("".join(layers), places)


def _plan(point: Point) -> Spot:
    """A point of the room from above: the front of the body is down on the page."""
    return np.array([point[0], point[2]])


def _leg(leg: Leg, cloth: str) -> str:
    hip, knee, ankle, toe = (_plan(point) for point in (leg.hip, leg.knee, leg.ankle, leg.toe))
    shoe = paint([Part((limb(ankle, toe, 4.2, 3.4),), SHOE)])
    thigh = Part((limb(hip, knee, 10.0, 6.2, (0.8, 0.8)),), cloth)
    shank = Part((limb(knee, ankle, 6.0, 3.7, (1.8, 0.6)),), cloth)
    return shoe + paint([shank, thigh])


def _band(hip: Spot, knee: Spot) -> str:
    along = (knee - hip) / np.linalg.norm(knee - hip)
    across = np.array([along[1], -along[0]])
    centre = hip + (knee - hip) * 0.83
    return paint([Part((ribbon(centre + across * 7.3, centre - across * 7.3, 5.0, np.zeros(2)),), BAND)])


def _trunk() -> str:
    back, front = -10.5, 11.0
    edge = [(-57, -6), (-46, back), (-24, -9), (-8, back), (-2, 0), (-6, 10), (-24, 9), (-44, front), (-56, 8)]
    seat = [(-12, -9), (-2, -11.5), (8, -9), (9, 2), (-2, 10), (-12, 8)]
    return paint([Part((smooth([np.array(spot) for spot in seat]),), LEGGINGS)]) + paint(
        [Part((smooth([np.array(spot) for spot in edge]),), SHIRT)]
    )


def _head() -> str:
    centre = np.array([-70.0, 2.0])
    nose = Part((ellipse(centre + np.array([1.5, 9.3]), 1.7, 1.5, 0),), SKIN)
    face = Part((ellipse(centre, 11.0, 9.4, 0),), SKIN)
    hair = [(-11.3, 2), (-9, -7.5), (0, -10), (7.5, -7.5), (6.5, -2), (2.5, 1.5), (-2.5, 4.0), (-7.5, 8.0)]
    bun = Part((ellipse(centre + np.array([-10.5, -7.5]), 4.4, 4.2, 0),), HAIR)
    cap = Part((smooth([centre + np.array(spot) for spot in hair]),), HAIR)
    return paint([bun]) + paint([nose, face]) + paint([cap])


def _arm_below() -> str:
    spots = [np.array(spot) for spot in ((-53, 4), (-82, 8), (-102, 15), (-110, 18))]
    return _arm(spots)


def _arm_above() -> str:
    spots = [np.array(spot) for spot in ((-49, 4), (-31, 24), (-44, 34), (-53, 36))]
    sleeve = limb(spots[0], spots[0] + (spots[1] - spots[0]) * 0.45, 7.0, 5.6)
    return _arm(spots) + paint([Part((sleeve,), SHIRT)])


def _arm(spots: list[Spot]) -> str:
    widths = (5.4, 4.1, 2.8, 2.3)
    joints = list(zip(spots, widths, strict=True))
    parts = [limb(a, b, wide, slim) for (a, wide), (b, slim) in pairwise(joints)]
    return paint([Part((path,), SKIN) for path in reversed(parts)])


def _arc(centre: Spot, start: Spot, end: Spot, radius: float) -> str:
    """The arc of an angle, drawn the short way round."""
    a, b = (centre + radius * arm / np.linalg.norm(arm) for arm in (start, end))
    clockwise = int(start[0] * end[1] - start[1] * end[0] > 0)
    return line(
        f"M{a[0]:.1f} {a[1]:.1f}A{radius} {radius} 0 0 {clockwise} {b[0]:.1f} {b[1]:.1f}", width=1.1, colour=GUIDE
    )
