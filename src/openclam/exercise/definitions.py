"""What a rep is: the definitions that the product measures by and that rendered truth is read by.

The signal is the angle that a rep moves out and back (`Movement.signal`), in degrees above the rest before the rep.
Nothing here is tuned. How a program finds reps in noisy estimates stands in `openclam.movement`; no number of that room
may be used where truth is made (`tests/test_rooms.py` holds it).

- The *top* is where the signal lies within `top_margin_deg` of the peak; `hold_s` is its length.
- `up_s` runs from the last moment before the top that is slower than `STILL_DEG_S` and low (`LOW_SHARE`), to the top.
- `down_s` runs from the top to the first moment after it that is slower than `STILL_DEG_S` and low. The product, which
  cannot wait for certainty, also ends a rep where the leg stays higher up.
- Which movements of a rendered set are reps, `are_reps` says from exact curves. The product cannot know a set's median
  before its end, so it counts by `Movement.rise`.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

STILL_DEG_S = 5.0
"""Slower than this is standing still."""

TOP_DEG, TOP_SHARE = 3.0, 0.10
"""The top lies within this of the peak: degrees, or a share of the excursion, whichever is more."""

LOW_SHARE = 0.25
"""A leg is low while it has risen by at most this share of the way; a jerky one may stop for a moment higher up."""

CLEAN_ROLL_DEG = 5.0
"""Pelvic roll up to which an opening is called clean."""

LEAST_REP_DEG = 10.0
"""A movement that rises by less is settling and no rep: 15° is the smallest opening that the page calls a fault."""

LEAST_REP_SHARE = 1 / 3
"""A movement that rises by less than this share of the set's median rep was broken off."""


def top_margin_deg(excursion_deg: float) -> float:
    """How far below the peak the top begins, degrees."""
    return max(TOP_DEG, TOP_SHARE * excursion_deg)


def is_low(risen_deg: float, excursion_deg: float) -> bool:
    """Whether a leg that has risen by `risen_deg` of `excursion_deg` has hardly left its rest, or is all but back."""
    return risen_deg <= LOW_SHARE * excursion_deg


def are_reps(excursions_deg: Sequence[float]) -> list[bool]:
    """Which movements of a set are reps.

    Args:
        excursions_deg: how far each rises, degrees, in order of time.

    Returns:
        One answer for each: it rises by `LEAST_REP_DEG`, and by `LEAST_REP_SHARE` of the median of those that do.
    """
    clear = [rise for rise in excursions_deg if rise >= LEAST_REP_DEG]
    least = max(LEAST_REP_DEG, LEAST_REP_SHARE * median(clear)) if clear else LEAST_REP_DEG
    return [rise >= least for rise in excursions_deg]
