"""The band as a length round two thighs: how far it is stretched, and how surely that is known.

Near the knees the thighs are taken as two equal circles, the band as a belt round both:

    length = 2 · distance of the axes + girth,   elongation = length / loop − 1

A belt round two equal circles follows half of each, one whole girth, and runs straight between them twice. The band
lies at 0.9 of the thigh, seen from the hip. Thighs that touch are one diameter apart, and no nearer. Below 0 the loop
is slack. Lengths in cm, unless a name says otherwise.

A loop's length is what a tape measures once round it, lying slack. A strip is measured so after it was tied: the rubber
in the knot is not part of it and hardly stretches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import pi, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

USUAL_LOOP_CM = 61.0
"""The loop taken where none is told: 30.5 cm lying flat, the longest of the common sizes that stays tight with the
knees closed (46, 51, 61 and 81 cm once round are sold)."""
LOOP_SD_CM = 1.0
"""Of a loop's length read off a tape by its user. Judgement."""
ALONG_THIGH = 0.9
"""Where the band lies, as a share of the way from hip to knee: just above the knees, as the page asks (S1)."""
GIRTH_SD_CM = 1.5
"""Of a girth that was measured: another place along the thigh, a band that presses in. Judgement."""
GIRTH_SD_SHARE = 0.10
UNTOLD_GIRTH_SD_SHARE = 0.15
"""Of a girth taken from height and mass, and of one where the mass itself is the usual one and not the person's. Both
are judgement: masses of adults of one height spread by some 20 %, which is 10 % of girth."""
_USUAL_GIRTH_CM, _AT_HEIGHT_CM, _AND_MASS_KG = 40.0, 170.0, 70.0
HIPS_APART_SHARE = 0.10
"""Distance of the hip joints' centres as a share of the body's height; at the band a tenth of it counts. Judgement."""
KNEES_READ_TOO_FAR_CM = 2.0
"""How much too far apart the centres of closed knees are read, by the development sessions: a network that is unsure
leans towards the usual posture, in which they are open."""
_POINTS = 41


@dataclass(frozen=True, slots=True)
class Thigh:
    """Girth just above the knee and its standard deviation, cm; `assumed` where nobody measured it."""

    girth_cm: float
    sd_cm: float
    assumed: bool

    @staticmethod
    def measured(girth_cm: float) -> Thigh:
        """A girth that was read off a tape."""
        return Thigh(girth_cm, GIRTH_SD_CM, assumed=False)

    @staticmethod
    def of_body(height_cm: float, mass_kg: float, *, mass_told: bool = True) -> Thigh:
        """The usual girth of a body: 40 cm at 170 cm and 70 kg, by judgement.

        Bodies of one shape and density have a mass that goes with height times girth squared, so the girth goes
        with the root of mass over height. Who is built otherwise is ±10 % off.
        """
        own = _USUAL_GIRTH_CM * sqrt((mass_kg / _AND_MASS_KG) / (height_cm / _AT_HEIGHT_CM))
        return Thigh(own, own * (GIRTH_SD_SHARE if mass_told else UNTOLD_GIRTH_SD_SHARE), assumed=True)


def distance_at_band(knees_apart: float, hips_apart: float, girth: float) -> float:
    """Distance of the thighs' axes at the band, in the unit of its three arguments.

    Between hips and knees the axes part evenly; touching thighs are one diameter apart. `knees_apart` and
    `hips_apart` are distances of the joints' centres.
    """
    return max(ALONG_THIGH * knees_apart + (1 - ALONG_THIGH) * hips_apart, girth / pi)


def belt_length(distance: float, girth: float) -> float:
    """Length of a belt round two thighs of `girth` whose axes are `distance` apart, in the unit of both."""
    return 2 * distance + girth


@dataclass(frozen=True, slots=True)
class WornLoop:
    """A loop of known length on the thighs of a person; `hips_apart_cm` between the centres of the hip joints."""

    loop_cm: float
    loop_sd_cm: float
    thigh: Thigh
    hips_apart_cm: float

    @staticmethod
    def of_person(loop_cm: float, thigh: Thigh, height_cm: float) -> WornLoop:
        """A loop whose length was measured, on a person of this height."""
        return WornLoop(loop_cm, LOOP_SD_CM, thigh, HIPS_APART_SHARE * height_cm)

    def elongation_pct(self, knees_apart_cm: float, knees_apart_sd_cm: float) -> tuple[float, float]:
        """How far the loop is stretched, and the standard deviation of that, both in % of its resting length.

        Knees, girth and loop are taken as normal about their values and worked through the belt; since thighs do not
        enter each other, the mean lies above the value for the mean knees where these nearly touch.

        Args:
            knees_apart_cm: distance of the knees' centres.
            knees_apart_sd_cm: its standard deviation.
        """
        z = _normal_points()
        knees = knees_apart_cm + knees_apart_sd_cm * z[:, None]
        girth = np.maximum(self.thigh.girth_cm + self.thigh.sd_cm * z[None, :], 1.0)
        apart = ALONG_THIGH * knees + (1 - ALONG_THIGH) * self.hips_apart_cm
        length = 2 * np.maximum(apart, girth / pi) + girth
        mean, sd = float(length.mean()), float(length.std())
        from_loop = mean * self.loop_sd_cm / self.loop_cm
        return 100 * (mean / self.loop_cm - 1), 100 * float(np.hypot(sd, from_loop)) / self.loop_cm


@cache
def _normal_points() -> Values:
    """Evenly likely points of the standard normal distribution."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / _POINTS) for i in range(_POINTS)])
