"""A user's own band against a luggage scale: pulls of a known length and force.

Stretch the band a few times first: new rubber softens with its first pulls. Hold one end of the loop with a hook, pull
the other with the scale, and note the length from hook to hook and what the scale says. A loop pulled so has two
strands, each half as long as the loop is round.

How far the force may be off: a scale, a tape and rubber that tires (some 5 to 12 % in 500 pulls) do not allow less
than 5 %. Pulls that leave nothing over to check the curve by are trusted to 10 %, and a single one to 15 %: the law
with one constant, put through one point at 75 or 100 %, misses the published charts by up to 7 % (TheraBand) and 16 %
(Hygenic) between 25 and 200 %. The three figures are judgement after these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

import numpy as np

from openclam.errors import UsageError
from openclam.kinetics.rubber import TOLD_APART, MooneyRivlin

GRAVITY_M_S2 = 9.80665
"""Standard gravity: what makes a scale's kilograms newtons."""
STRANDS = 2
"""Of a loop that is pulled between a hook and a scale."""
LEAST_SHARE = 0.05
UNCHECKED_SHARE = 0.10
ONE_PULL_SHARE = 0.15
LENGTHS_CM = (3.0, 500.0)
"""Lengths of a strand, at rest and pulled, that a band can have."""
MOST_KG = 60.0
MOST_STRETCH = 5.0
"""Times its resting length. Charts end at 3.5 times; what lies beyond this is a slip of the pen."""

_HOW = "Pull the loop with a luggage scale and give the length from end to end in cm and the kilograms, such as 45:2.1"


class Pull(NamedTuple):
    """One pull: the length from end to end, cm, and what the scale said, kg."""

    length_cm: float
    kg: float


def parse_pull(text: str) -> Pull:
    """A pull as written on the command line: "45:2.1" is 45 cm at 2.1 kg. A decimal comma will do.

    Raises:
        UsageError: the text is not of that form, or its numbers cannot be a pull.
    """
    number = r"\s*([+-]?\d+(?:[.,]\d+)?)\s*"
    found = re.fullmatch(rf"{number}(?:cm)?\s*:{number}(?:kg)?\s*", text, re.IGNORECASE)
    if found is None:
        raise UsageError(f'a pull (--band-pull): expected LENGTH_CM:KG, got "{text}". {_HOW}.')
    length_cm, kg = (float(part.replace(",", ".")) for part in found.groups())
    return _checked(Pull(length_cm, kg))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Pulls of a loop that is `rest_cm` long from end to end at rest: two strands of that length.

    Raises:
        UsageError: no pull, a length that is not above the resting length, or a number that cannot be.
    """

    rest_cm: float
    pulls: tuple[Pull, ...]

    def __post_init__(self) -> None:
        if not (isfinite(self.rest_cm) and LENGTHS_CM[0] <= self.rest_cm <= LENGTHS_CM[1]):
            raise UsageError(
                f"a calibration: expected a resting length of {LENGTHS_CM[0]:g} to {LENGTHS_CM[1]:g} cm, "
                f"got {self.rest_cm:g}. Measure the band from end to end, lying slack."
            )
        if not self.pulls:
            raise UsageError(f"a calibration: expected one pull or more, got none. {_HOW}.")
        for pull in self.pulls:
            self._check(_checked(pull))

    @staticmethod
    def of_loop(loop_cm: float, pulls: Sequence[Pull]) -> Calibration:
        """Pulls of a loop that is `loop_cm` once round, lying slack."""
        return Calibration(loop_cm / STRANDS, tuple(pulls))

    @property
    def elongations(self) -> tuple[float, ...]:
        """Of each pull; 0.5 is 50 %."""
        return tuple(pull.length_cm / self.rest_cm - 1 for pull in self.pulls)

    @property
    def forces_n(self) -> tuple[float, ...]:
        """Of ONE strand in each pull, N."""
        return tuple(pull.kg * GRAVITY_M_S2 / STRANDS for pull in self.pulls)

    def law(self) -> MooneyRivlin:
        """One strand of this band."""
        return MooneyRivlin.fit(self.elongations, self.forces_n)

    def force_sd_share(self) -> float:
        """How far the true force may lie from `law`, as a share of it: from what its pulls leave over.

        Never under `LEAST_SHARE`; never under `UNCHECKED_SHARE` where there are two pulls for the two constants, nor
        under `ONE_PULL_SHARE` where all were pulled about as far, so that nothing tells the curve's shape.
        """
        if np.ptp(self.elongations) < TOLD_APART:
            return max(ONE_PULL_SHARE, self._left_over(len(self.pulls) - 1))
        least = UNCHECKED_SHARE if len(self.pulls) == 2 else LEAST_SHARE
        return max(least, self._left_over(len(self.pulls) - 2))

    def _left_over(self, free: int) -> float:
        errors = self.law().relative_errors(self.elongations, self.forces_n)
        return float(np.sqrt((errors**2).sum() / max(free, 1)))

    def _check(self, pull: Pull) -> None:
        which = "half of the loop's length once round"
        if pull.length_cm <= self.rest_cm:
            raise UsageError(
                f"a pull of {pull.length_cm:g} cm: expected more than {self.rest_cm:g} cm, which is {which} at rest. "
                "Measure from end to end while the scale pulls."
            )
        if pull.length_cm > MOST_STRETCH * self.rest_cm:
            raise UsageError(
                f"a pull of {pull.length_cm:g} cm: expected at most {MOST_STRETCH:g} times the {self.rest_cm:g} cm "
                f"({which}) at rest: no band is meant to go further. Check both lengths."
            )


def _checked(pull: Pull) -> Pull:
    if not (isfinite(pull.length_cm) and LENGTHS_CM[0] <= pull.length_cm <= LENGTHS_CM[1]):
        raise UsageError(
            f"a pull (--band-pull): expected a length from {LENGTHS_CM[0]:g} to {LENGTHS_CM[1]:g} cm, "
            f"got {pull.length_cm:g}. {_HOW}."
        )
    if not (isfinite(pull.kg) and 0 < pull.kg <= MOST_KG):
        raise UsageError(
            f"a pull (--band-pull): expected more than 0 and at most {MOST_KG:g} kg, got {pull.kg:g}. {_HOW}."
        )
    return pull
