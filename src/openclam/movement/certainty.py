"""Whether a movement was seen well enough to be counted, whatever the exercise.

A body that lies otherwise, landmarks that leap and a knee that the network loses for a moment also raise the signal.
"""

from __future__ import annotations

import numpy as np

from openclam.kinematics import Quantity
from openclam.movement.gates import TURNED_ON_SIDE
from openclam.movement.span import RepSpan
from openclam.movement.track import Track

REP_ON_SIDE = 0.65
"""Least median `on_side` over a rep (`ON_THE_SIDE` is that of one posture). Rendered clamshells have 0.77 or more up to
40° off the front and at least 0.67 nearly everywhere up to 70°; nine in ten frames of a bridge have less than 0.63."""
RISE_IN_SDS = 1.3
"""Least rise of a first rep, in its own standard deviations: a bridge on the back rises by 0.8, a straight-leg lift by
1.1."""
RISE_AGAIN_IN_SDS = 0.95
"""Least rise of a later rep, in its own standard deviations: the exercise is known by then."""
LEAST_REP_S = 0.7
"""Least length of a rep. Quick reps on film take 2 s, the quickest rendered ones 0.9 s; a knee that the network loses
comes back sooner."""
SLIP_DEG, MOST_SLIPS = 8.0, 0.1
"""Landmarks leap in a frame whose own opening lies this far from its neighbours'; a rep may hold at most this share of
such frames. The development sessions' reps up to 70° off the front have less than 0.05, but for one session in a tenth
of the light, in which every second rep that was found was none."""
MOST_VIEW_TURNS_DEG = 25.0
"""Most that the camera may seem to turn about the body in four fifths of a rep: it stands still, so more is a misread
body. Reps of the development sessions turn by at most 20°; misread ones, all end on, by 39 to 94°."""
STILL_S, STILL_DEG_S = 0.5, 25.0
"""A first rep begins from a body that has lain still for this long, its angles slower than this."""
SEEN_SHARE = 0.8
"""Share of that time in which the body must have been seen: a recording may begin while the body settles."""


def is_certain(span: RepSpan, *, again: bool) -> bool:
    """Whether the movement was seen well enough to be a rep; `again` once a rep has been counted."""
    seen_well = all(
        mark(span) for mark in (_lies_on_the_side, takes_its_time, _holds_together, _is_seen_from_one_place)
    )
    return seen_well and _rises_for_certain(span, RISE_AGAIN_IN_SDS if again else RISE_IN_SDS)


def _lies_on_the_side(span: RepSpan) -> bool:
    during = float(np.median(span.postures.on_side))
    at_rest = float(np.median(span.before.on_side)) if len(span.before) else during
    return max(during, at_rest) >= REP_ON_SIDE and during >= TURNED_ON_SIDE


def takes_its_time(span: RepSpan) -> bool:
    """Whether a leg could have gone up and come down in that time."""
    return span.end_s - span.start_s >= LEAST_REP_S


def _holds_together(span: RepSpan) -> bool:
    """Whether the landmarks follow from frame to frame."""
    return float(np.mean(span.postures.slip_deg > SLIP_DEG)) <= MOST_SLIPS


def _is_seen_from_one_place(span: RepSpan) -> bool:
    """Whether the camera seems to stand still about the body."""
    azimuths = span.postures.azimuth_deg
    azimuths = azimuths[~np.isnan(azimuths)]
    if not len(azimuths):
        return True
    turned = (azimuths - azimuths[0] + 180) % 360 - 180
    least, most = np.quantile(turned, (0.1, 0.9))
    return bool(most - least <= MOST_VIEW_TURNS_DEG)


def _rises_for_certain(span: RepSpan, in_sds: float) -> bool:
    """Whether the rise exceeds its own standard deviation, median over the top, by the factor."""
    sds = span.postures.change_sd[span.top : span.top_end + 1, span.signal]
    return span.excursion_deg >= in_sds * float(np.median(sds))


def begins_still(span: RepSpan) -> bool:
    """Whether the body was seen to lie still for a moment before the rep."""
    if not begins_seen(span):
        return False
    speeds = np.abs(_lead_up(span, STILL_S).speed[:, [span.signal, Quantity.HIP_FLEXION, Quantity.SIDE_LYING]])
    return bool(np.median(speeds, axis=0).max() <= STILL_DEG_S)


def begins_seen(span: RepSpan) -> bool:
    """Whether the body was seen for a moment before the rep; else the movement was under way when it was found."""
    rest = _lead_up(span, STILL_S)
    return len(rest) > 0 and span.start_s - float(rest.time_s[0]) >= SEEN_SHARE * STILL_S


def _lead_up(span: RepSpan, seconds: float) -> Track:
    """What was seen in the last seconds before the rep."""
    return span.before[int(np.searchsorted(span.before.time_s, span.start_s - seconds)) :]
