"""Whether what is seen can be this exercise: one posture, and a movement that was found, as a whole.

A bridge, a straight-leg lift, a body that gets into position and a knee that the network loses for a moment
all raise the opening; none of them is a clamshell.
"""

from __future__ import annotations

import numpy as np

from openclam.kinematics import Posture, Quantity
from openclam.movement.span import RepSpan
from openclam.movement.track import Track
from openclam.pose.lying import ON_THE_SIDE

LEAST_KNEE_FLEXION_DEG = 45.0
MOST_SIDE_LYING_DEG = 60.0
REP_ON_SIDE = 0.65
"""Least `on_side` over a rep as a whole (`ON_THE_SIDE` is that of one posture). Rendered clamshells have 0.77 and more from up to
40° off the front, 0.67 and more from nearly all places up to 70°; nine in ten pictures of a bridge on the back have less than 0.63."""
TURNED_ON_SIDE = 0.4
"""A body that has lain on its side has not turned over while it has this much: seen obliquely and from above, one whose pelvis
goes along with the opening has 0.72 at rest and 0.47 at the top."""
RESTED_S = 2.0
"""How the body lay at rest is what it did in the last seconds before the rep."""
LEAST_RAW_BEND_DEG = 28.0
"""Knee flexion of the network's own three-dimensional body, median over a rep, below which the leg may be straight:
straight-leg lifts on film have up to 23°, rendered clamshells from in front 60° and more, with few exceptions."""
ANKLE_WITH_KNEE = 1.0
"""Share of the knee's way, in the picture, that the ankle goes with it: a straight leg that is lifted carries it 1.6
to 2 times as far (film), a clamshell less than 0.7 times, a lifted foot and rendered bodies whose legs look straight included."""
RISE_IN_SDS = 1.3
"""A rise of less than this many of its standard deviations is no rep: a bridge on the back, of which the lifter makes
what it can, rises by 0.8, a straight-leg lift by 1.1."""
RISE_AGAIN_IN_SDS = 0.95
"""The same once a rep has been counted: whoever has done one goes on, and not with a bridge."""
LEAST_REP_S = 0.7
"""A rep takes at least this long: quick ones on film take 2 s, the quickest rendered ones 0.9 s; a knee that the network loses
for a moment comes back sooner."""
SLIP_DEG, MOST_SLIPS = 8.0, 0.1
"""A picture whose own opening lies so far from its neighbours' shows landmarks that leap; a rep in which more than this share
does so may be nothing but them. Of the development sessions' reps up to 70° off the front all but those of one have less
than 0.05; in that one, in a tenth of the light, every second rep that was found was none."""
MOST_VIEW_TURNS_DEG = 25.0
"""A camera that seems to go round the body by more than this in four fifths of a rep looks at a body that is misread, for it stands
still. Reps of the development sessions turn by 20° at most, those with a pelvis that tilts by as much included; misread ones, all end on, by 39 to 94°."""
KNEES_PART_CM = 3.0
SETTLED_DEG = 20.0
"""Most that hip and knee flexion may differ between the rest before a rep and the rest after it."""
STILL_S, STILL_DEG_S = 0.5, 25.0
"""The first rep begins from a body that has lain still for this long, its angles slower than this."""
SEEN_SHARE = 0.8
"""So much of that time it must have been seen: who settles as the recording begins is easily seen to rise from a moment's rest."""


def doing_the_exercise(posture: Posture, *, already: bool = False) -> bool:
    """Whether the body lies on its side with bent knees, so that an opening means a clamshell; `already` if it did so just now."""
    return (
        posture.seen
        and posture.on_side >= (TURNED_ON_SIDE if already else ON_THE_SIDE)
        and float(posture.value[Quantity.SIDE_LYING]) <= MOST_SIDE_LYING_DEG
        and float(posture.value[Quantity.KNEE_FLEXION]) >= LEAST_KNEE_FLEXION_DEG
    )


def is_clamshell(span: RepSpan) -> bool:
    """Whether the movement has the shape of this exercise: the bent top knee parts from the lower one and comes back."""
    return all(shape(span) for shape in (_knees_part, _knee_is_bent, _rests_alike))


def is_certain(span: RepSpan, *, again: bool) -> bool:
    """Whether the movement was seen well enough not to be a body that lies otherwise, or landmarks that leap about; `again` after a rep."""
    seen_well = all(
        mark(span) for mark in (_lies_on_the_side, takes_its_time, _holds_together, _is_seen_from_one_place)
    )
    return seen_well and _rises_for_certain(span, RISE_AGAIN_IN_SDS if again else RISE_IN_SDS)


def _lies_on_the_side(span: RepSpan) -> bool:
    during = float(np.median(span.postures.on_side))
    rested = _lead_up(span, RESTED_S)
    at_rest = float(np.median(rested.on_side)) if len(rested) else during
    return max(during, at_rest) >= REP_ON_SIDE and during >= TURNED_ON_SIDE


def takes_its_time(span: RepSpan) -> bool:
    """Whether a leg could have gone up and come down in that time."""
    return span.end_s - span.start_s >= LEAST_REP_S


def _holds_together(span: RepSpan) -> bool:
    """Whether one picture follows from another, as a leg's do."""
    return float(np.mean(span.postures.slip_deg > SLIP_DEG)) <= MOST_SLIPS


def _is_seen_from_one_place(span: RepSpan) -> bool:
    """Whether the body is read as seen from where the camera stands all the time."""
    azimuths = span.postures.azimuth_deg
    azimuths = azimuths[~np.isnan(azimuths)]
    if not len(azimuths):
        return True
    turned = (azimuths - azimuths[0] + 180) % 360 - 180
    least, most = np.quantile(turned, (0.1, 0.9))
    return bool(most - least <= MOST_VIEW_TURNS_DEG)


def _knees_part(span: RepSpan) -> bool:
    """Whether the top knee rose from the lower one, as in a clamshell and not in a bridge."""
    apart: list[float] = span.postures.value[:, Quantity.KNEES_APART].tolist()
    return max(apart[span.top : span.top_end + 1]) - apart[0] >= KNEES_PART_CM


def _knee_is_bent(span: RepSpan) -> bool:
    """Whether the network's own body bends its top knee, or at least leaves the foot behind.

    The lifter has only learned from bent knees and finds one in every body, so that it cannot be asked.
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


def _rises_for_certain(span: RepSpan, in_sds: float) -> bool:
    """Whether the rise is clearly more than its own uncertainty, whatever a single picture of the top looks like."""
    sds = span.postures.change_sd[span.top : span.top_end + 1, Quantity.OPENING]
    return span.excursion_deg >= in_sds * float(np.median(sds))


_SETTLING = [Quantity.HIP_FLEXION, Quantity.KNEE_FLEXION]
_STILLNESS = [Quantity.OPENING, Quantity.HIP_FLEXION, Quantity.SIDE_LYING]


def _rests_alike(span: RepSpan) -> bool:
    """Whether the leg came back to where it had lain; a body that gets into position does not."""
    value = span.postures.value
    change = value[-1, _SETTLING] - value[0, _SETTLING]
    return bool(np.abs(change).max() <= SETTLED_DEG)


def begins_still(span: RepSpan) -> bool:
    """Whether the body was seen to lie still for a moment before the rep."""
    if not begins_seen(span):
        return False
    speeds = np.abs(_lead_up(span, STILL_S).speed[:, _STILLNESS])
    return bool(np.median(speeds, axis=0).max() <= STILL_DEG_S)


def begins_seen(span: RepSpan) -> bool:
    """Whether the body was seen for a moment before the rep; else the movement was under way when it was found."""
    rest = _lead_up(span, STILL_S)
    return len(rest) > 0 and span.start_s - float(rest.time_s[0]) >= SEEN_SHARE * STILL_S


def _lead_up(span: RepSpan, seconds: float) -> Track:
    """What was seen in the last seconds before the rep."""
    return span.before[int(np.searchsorted(span.before.time_s, span.start_s - seconds)) :]
