"""Which muscles share a load: least squared activation, within what muscles and a supported foot can do.

    minimise    Σ aᵢ²  +  support  +  reserve
    so that     arms · (f a)  +  contact · c  +  r  =  need
                0 ≤ a ≤ 1,    c = (N, t₁, t₂):  N ≥ 0,  |t₁|, |t₂| ≤ μ N / √2

with a the activations, f the maximal forces (constant: no force-length or force-velocity curve), c the force of the
lower foot on the upper one, and r reserve moments that cost so much that they stay at nothing while the muscles can do
it. Least squared activation is the criterion of OpenSim's static optimisation, after Crowninshield and Brand 1981 (doi
10.1016/0021-9290(81)90035-X), who took a higher power of muscle stress.
Solved with DAQP, an active-set method that starts from the last solution's active set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.errors import OpenClamError
from openclam.kinetics.optional import load_part
from openclam.kinetics.posture import Matrix, Vector

SUPPORT_UNIT_N = 100.0
_SUPPORT_COST = 1e-4
"""Of a support of `SUPPORT_UNIT_N`: only so much that the answer is one, as a foot that lies costs nothing."""

_RESERVE_COST = 10.0
"""Of a reserve moment of 1 N·m: more than any muscle's for as much."""

_EQUAL = 5


@dataclass(frozen=True, slots=True)
class Share:
    """A solution.

    `activation` (n,) 0 to 1; `support_n` (3,) the force of the lower foot along up and two level directions;
    `missing_nm` (c,) what of the need the muscles could not give.
    """

    activation: Vector
    support_n: Vector
    missing_nm: Vector


class Sharing:
    """Solves one frame after another for the same muscles."""

    def __init__(self, force_n: Vector, coordinates: int) -> None:
        self._force = force_n
        self._muscles, self._coordinates = len(force_n), coordinates
        self._daqp = load_part("daqp")
        self._unknowns = self._muscles + 3 + coordinates
        costs = np.ones(self._unknowns)
        costs[self._muscles : self._muscles + 3] = _SUPPORT_COST
        costs[self._muscles + 3 :] = _RESERVE_COST
        self._hessian = np.diag(2.0 * costs)
        self._linear = np.zeros(self._unknowns)
        self._rows = np.zeros((coordinates + 4, self._unknowns))
        self._rows[:coordinates, self._muscles + 3 :] = np.eye(coordinates)
        self._upper = np.full(self._unknowns + coordinates + 4, np.inf)
        self._lower = np.full_like(self._upper, -np.inf)
        self._upper[: self._muscles], self._lower[: self._muscles] = 1.0, 0.0
        self._lower[self._muscles] = 0.0
        self._upper[self._unknowns + coordinates :] = 0.0
        self._sense = np.zeros(len(self._upper), np.int32)
        self._sense[self._unknowns : self._unknowns + coordinates] = _EQUAL
        self._last: tuple[Vector, Vector] | None = None

    def solve(self, arms: Matrix, need: Vector, contact: Matrix | None, friction: float) -> Share:
        """Share a need.

        Args:
            arms: (c, n) moment arms, m.
            need: (c,) moments that muscles and support must give together, N·m.
            contact: (c, 3) moments per newton of support along up and two level directions; None: no support.
            friction: the coefficient μ between the feet.

        Raises:
            OpenClamError: the solver gave up, which a need that is finite should never make it do.
        """
        self._write(arms, need, contact, friction)
        start = {} if self._last is None else {"primal_start": self._last[0], "dual_start": self._last[1]}
        found, _, flag, info = self._daqp.solve(
            self._hessian, self._linear, self._rows, self._upper, self._lower, self._sense.copy(), **start
        )
        if flag < 1:
            raise OpenClamError(
                f"no muscle activations were found for the moments {np.round(need, 1)} N·m (DAQP's exit flag {flag}). "
                "Please report this with the command that you ran."
            )
        self._last = (found, info["lam"])
        n = self._muscles
        return Share(np.clip(found[:n], 0.0, 1.0), found[n : n + 3] * SUPPORT_UNIT_N, found[n + 3 :])

    def _write(self, arms: Matrix, need: Vector, contact: Matrix | None, friction: float) -> None:
        n, c = self._muscles, self._coordinates
        self._rows[:c, :n] = arms * self._force
        self._rows[:c, n : n + 3] = 0.0 if contact is None else contact * SUPPORT_UNIT_N
        self._upper[self._unknowns : self._unknowns + c] = need
        self._lower[self._unknowns : self._unknowns + c] = need
        self._upper[n] = 0.0 if contact is None else np.inf
        grip = friction / np.sqrt(2.0)
        for row, (sign, along) in enumerate(((1, 1), (-1, 1), (1, 2), (-1, 2))):
            self._rows[c + row, n + along] = sign
            self._rows[c + row, n] = -grip
