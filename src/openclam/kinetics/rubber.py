"""How hard stretched rubber pulls: the Mooney-Rivlin law for one strand, and its fit to pulls that were measured.

    F(λ) = (a + b / λ) · (λ − λ⁻²),   λ = 1 + elongation

a and b are in newtons and never negative here, so that the force grows with every stretch and is zero at rest. The law
is the usual one for rubber pulled along one axis (Mooney 1940, J Appl Phys 11:582, doi:10.1063/1.1712836; Rivlin 1948,
Phil Trans R Soc A 241:379, doi:10.1098/rsta.1948.0024). Rate and direction have no part in it: elastic bands pulled and
let go at 0.5 and 0.7 m/s did not differ by more than a few newtons (Martín-San Agustín 2023, J Sport Rehabil
32(2):220-226, doi:10.1123/jsr.2022-0115).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

TOLD_APART = 0.10
"""Pulls whose elongations lie within this of each other tell one constant, not two."""


@dataclass(frozen=True, slots=True)
class MooneyRivlin:
    """One strand; `a_n` and `b_n` in newtons."""

    a_n: float
    b_n: float

    @overload
    def tension_n(self, elongation: float) -> float: ...
    @overload
    def tension_n(self, elongation: Values) -> Values: ...
    def tension_n(self, elongation: float | Values) -> float | Values:
        """The force of one strand in N at an elongation (0.3 = 30 %) or an array of them; 0 where it is slack."""
        stretch = 1.0 + np.maximum(elongation, 0.0)
        force = (self.a_n + self.b_n / stretch) * (stretch - stretch**-2)
        return np.asarray(force) if isinstance(elongation, np.ndarray) else float(force)

    @staticmethod
    def fit(elongations: Sequence[float], forces_n: Sequence[float]) -> MooneyRivlin:
        """The law nearest to measured forces, by least squares of the relative errors, with a, b ≥ 0.

        One point, or points too near each other to tell two constants apart (`TOLD_APART`), take the one-parameter
        form a = b.

        Args:
            elongations: of one strand, each above 0.
            forces_n: of one strand at those elongations, newtons, each above 0.
        """
        rows, ones = _rows(elongations, forces_n), np.ones(len(forces_n))
        if np.ptp(np.asarray(elongations)) < TOLD_APART:
            both = _alone(rows.sum(axis=1), ones)
            return MooneyRivlin(both, both)
        (a, b), *_ = np.linalg.lstsq(rows, ones, rcond=None)
        if min(a, b) >= 0:
            return MooneyRivlin(float(a), float(b))
        # A constant below zero has no meaning in rubber: the better of the two laws with a single constant.
        only_a, only_b = _alone(rows[:, 0], ones), _alone(rows[:, 1], ones)
        alone = (MooneyRivlin(only_a, 0.0), MooneyRivlin(0.0, only_b))
        return min(alone, key=lambda law: float((law.relative_errors(elongations, forces_n) ** 2).sum()))

    def relative_errors(self, elongations: Sequence[float], forces_n: Sequence[float]) -> Values:
        """(n,) this law less the measured forces, as shares of those."""
        return np.asarray(self.tension_n(np.asarray(elongations, np.float64)) / np.asarray(forces_n) - 1.0)


def _rows(elongations: Sequence[float], forces_n: Sequence[float]) -> Values:
    """(n, 2) what a and b each give, as shares of the measured forces."""
    stretch = 1.0 + np.asarray(elongations, np.float64)
    shape = stretch - stretch**-2
    return np.asarray(np.column_stack([shape, shape / stretch]) / np.asarray(forces_n, np.float64)[:, None])


def _alone(column: Values, ones: Values) -> float:
    return float(column @ ones / (column @ column))
