"""The shapes that a movement may be asked to have, by the names that an exercise file uses (`Movement.is_rep`).

A bridge, a straight-leg lift and a body that gets into position all raise the signal; their shape tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from openclam.kinematics import Quantity
from openclam.movement.span import RepSpan

LEAST_RAW_BEND_DEG = 28.0
"""Knee flexion of the network's three-dimensional body, median over a rep, below which the leg may be straight.
Straight-leg lifts on film have up to 23°, rendered clamshells from in front 60° and more, with few exceptions."""
ANKLE_WITH_KNEE = 1.0
"""Way of the ankle as a share of the knee's, in the frame. A straight leg that is lifted carries the ankle 1.6 to 2
times as far (film), a clamshell less than 0.7 times, with a lifted foot included."""
KNEES_PART_CM = 3.0
"""Least that the top knee rises from the lower one in a rep."""
SETTLED_DEG = 20.0
"""Most that hip and knee flexion may differ between the rest before a rep and the rest after it."""

_SETTLING = [Quantity.HIP_FLEXION, Quantity.KNEE_FLEXION]


def has_shapes(span: RepSpan, names: Iterable[str]) -> bool:
    """Whether a movement has every shape of these names; KeyError for a name that is no shape."""
    return all(SHAPES[name](span) for name in names)


def _knees_part(span: RepSpan) -> bool:
    """Whether the top knee rose from the lower one, as in a clamshell and not in a bridge."""
    apart: list[float] = span.postures.value[:, Quantity.KNEES_APART].tolist()
    return max(apart[span.top : span.top_end + 1]) - apart[0] >= KNEES_PART_CM


def _knee_is_bent(span: RepSpan) -> bool:
    """Whether the network's own body bends its top knee, or at least leaves the foot behind.

    The lifter was trained on bent knees alone and reads one in every body, so it cannot decide this.
    """
    bends = span.postures.knee_bend_deg
    bends = bends[~np.isnan(bends)]
    return not len(bends) or float(np.median(bends)) >= LEAST_RAW_BEND_DEG or _leaves_the_foot(span)


def _leaves_the_foot(span: RepSpan) -> bool:
    """Whether the top knee parts from the lower one clearly further than the ankles part."""
    knees, ankles = (
        float(np.hypot(*(apart[span.peak] - apart[0])))
        for apart in (span.postures.knees_apart_px, span.postures.ankles_apart_px)
    )
    return ankles < ANKLE_WITH_KNEE * knees


def _rests_alike(span: RepSpan) -> bool:
    """Whether the leg came back to where it had lain; a body that gets into position does not."""
    value = span.postures.value
    change = value[-1, _SETTLING] - value[0, _SETTLING]
    return bool(np.abs(change).max() <= SETTLED_DEG)


SHAPES: dict[str, Callable[[RepSpan], bool]] = {
    "knees-part": _knees_part,
    "knee-bent": _knee_is_bent,
    "rests-alike": _rests_alike,
}
"""Every shape by its name."""
