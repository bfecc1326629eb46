"""What measures are taken of: the start, one rep, or one rep beside its set.

A peak is the largest value that lasts (`sustained`): one bad frame is no fault. Errors of one recording are alike from
frame to frame (the same body, clothes and camera), so a mean over many frames is no surer than one of them, and
standard deviations are not divided by their number. What is counted from the closed position has the standard deviation
of a change, the rest that of a value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from openclam.assessment.clean_range import clean_outcomes
from openclam.assessment.model import Measured
from openclam.kinematics import Quantity
from openclam.kinematics.posture import Values, end_on
from openclam.kinetics.loop import WornLoop
from openclam.movement.closed import Closed
from openclam.movement.span import RepSpan
from openclam.movement.sustained import sustained

NOTHING = Measured()


@dataclass(frozen=True, slots=True)
class StartView:
    """The still start: the closed position, and the chances (n,) of a band in the set's frames, NaN where unasked."""

    closed: Closed
    band: Values

    def value(self, quantity: Quantity) -> Measured:
        """One quantity as it lies there."""
        return Measured(value=float(self.closed.value[quantity]), sd=float(self.closed.sd[quantity]))


@dataclass(frozen=True)
class RepView:
    """One rep, the closed position that it counts from, and the band as it is worn, where its length is known."""

    span: RepSpan
    closed: Closed
    loop: WornLoop | None = None

    def change(self, quantity: Quantity) -> Values:
        """One quantity (n,), less the closed position."""
        return np.asarray(self._change[:, quantity])

    def sustained(self, quantity: Quantity) -> Values:
        """That change (n,) as it lasted, see `openclam.movement.sustained`."""
        return sustained(self.span.postures.time_s, self.change(quantity))

    def largest(self, quantity: Quantity, *, signed: bool = True) -> Measured:
        """The largest change that lasted, or, not `signed`, the largest in either direction."""
        if np.isnan(self.change(quantity)).all():
            return NOTHING
        steady = self.sustained(quantity)
        at = int(np.nanargmax(steady if signed else np.abs(steady)))
        value = float(steady[at] if signed else abs(steady[at]))
        return Measured(value=value, sd=float(self.span.postures.change_sd[at, quantity]))

    def mean_at_top(self, quantity: Quantity) -> Measured:
        """The mean over the top of a quantity as it is, not as it has changed."""
        top = self.span.postures[self.span.top : self.span.top_end + 1]
        values, sds = top.value[:, quantity], top.sd[:, quantity]
        if np.isnan(values).all():
            return NOTHING
        return Measured(value=float(np.nanmean(values)), sd=float(np.nanmean(sds)))

    def from_view(self, front_and_more: tuple[float, float]) -> float:
        """A standard deviation that grows with the camera's angle from the frontal, end on twice over.

        Args:
            front_and_more: from the front, and what a camera at a right angle to that adds.
        """
        azimuths = self.span.postures.azimuth_deg
        azimuths = azimuths[~np.isnan(azimuths)]
        azimuth_deg = float(np.median(azimuths)) if len(azimuths) else 90.0
        front, more = front_and_more
        return (front + more * abs(math.sin(math.radians(azimuth_deg)))) * end_on(azimuth_deg) ** 2

    @cached_property
    def clean_outcomes(self) -> Values:
        """The clean range (OUTCOMES,) for each error that the roll may have, see `openclam.assessment.clean_range`."""
        rising = slice(0, self.span.top + 1)
        return clean_outcomes(
            self.sustained(self.span.signal)[rising],
            self.sustained(Quantity.PELVIC_ROLL)[rising],
            self.span.postures.change_sd[rising, Quantity.PELVIC_ROLL],
        )

    @cached_property
    def _change(self) -> Values:
        return self.span.postures.value - self.closed.value


@dataclass(frozen=True, slots=True)
class SetView:
    """One rep beside its set: what the rep alone gave, by name, and the set's clean range (OUTCOMES,) by error."""

    rep: Mapping[str, Measured]
    clean_outcomes: Values
