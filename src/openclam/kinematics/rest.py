"""The resting body: what the camera sees while the knee lies closed and still.

Changes are measured from it. It is a running mean over frames, so that one misread frame counts for little.
It starts anew when the knee comes to rest lower than it: a recording may begin with the knee open.

`Rest` is a state machine; each frame puts it in one state:

    ARRIVING ── STILL_S ──▶ AWAITED ── first still frame ──▶ BEGINS ◀── still, and lower ──┐
                                                                │ next frame               │
                                                                ▼                          │
                                           MOVING ◀──▶ CLOSED ◀──▶ HELD_OPEN  ─────────────┘
"""

from __future__ import annotations

from enum import Enum, auto

import numpy as np

from openclam.kinematics.features import Features
from openclam.kinematics.lifter import CHANGE, CHANGE_IN_ABSOLUTE, Estimate
from openclam.kinematics.posture import Values

MEMORY_S = 10.0
"""Memory of the resting means: separates rest that counts in full from rest that fades, frame by frame."""
NEAR_DEG = 5.0
"""Opening above the lowest that separates a closed knee (less) from a held one (more)."""
RISE_DEG_S = 0.5
"""Rate at which the lowest opening is forgotten upward: separates slow drift (follows) from a rep (does not)."""
STILL_DEG = 2.5
"""Distance of opening, hip and knee from their own mean over `STILL_S`: separates still (less) from moving (more)."""
STILL_S = 0.4
"""Time constant of that mean; also the first moments of a body, before its landmarks have come to their places."""
LOWER_DEG = 1.5
"""Opening below rest that separates noise (less) from a rest that was taken with the knee open (more)."""

_OPENING, _HIP, _KNEE = (CHANGE.index(name) for name in ("opening", "hip_flexion", "knee_flexion"))
_BENDS = np.array([_OPENING, _HIP, _KNEE])
_LEG = np.array(
    [CHANGE.index(name) for name in ("hip_flexion", "knee_flexion", "hip_abduction", "hip_external_rotation")]
)


class State(Enum):
    """What the body does in one frame, as far as rest is concerned."""

    ARRIVING = auto()
    """Followed for less than `STILL_S`: its landmarks are not yet in their places, and nothing is learned."""
    AWAITED = auto()
    """Not still since it was found: rest is not known."""
    BEGINS = auto()
    """Still for the first time, or lower than rest by `LOWER_DEG`: this frame is rest, and changes count from it."""
    MOVING = auto()
    """Not still: nothing is learned of rest."""
    CLOSED = auto()
    """Still, opening near its lowest: this frame is averaged into rest."""
    HELD_OPEN = auto()
    """Still, opening above its lowest: nothing is learned of rest."""


class Rest:
    """Follows the resting body through one recording.

    Attributes:
        features: (COUNT,) of the resting body.
        base: (k,) absolute estimate of the resting body, in the order of `CHANGE`.
        state: what the newest frame was taken for.
    """

    def __init__(self, features: Features, shown: Estimate) -> None:
        """Start with the first frame: its features, and its absolute estimate."""
        self.features = features
        self.base: Values = shown.value[CHANGE_IN_ABSOLUTE]
        self.state = State.ARRIVING
        self._rested_s = 0.0
        """Weight of the resting means, seconds; 0 until the first rest."""
        self._leg_s = 0.0
        """Weight of the resting bend of the leg, seconds."""
        self._mean: Values | None = None
        """Running mean (3,) of the changes of opening, hip and knee, degrees."""
        self._lowest_deg = float("inf")
        self._followed_s = 0.0
        self._still_s = 0.0
        """How long the body has been still without a break, seconds."""

    @property
    def known(self) -> bool:
        """Whether the body has rested. Before that, `features` and `base` are one frame's, which may be misread."""
        return self._rested_s > 0.0

    def step(self, features: Features, shown: Estimate, change: Values, dt: float) -> bool:
        """Learn from one frame.

        Args:
            features: (COUNT,) of the frame.
            shown: its absolute estimate.
            change: (k,) its change since rest.
            dt: seconds since the last frame.

        Returns:
            Whether rest starts anew with this frame, so that its change is none. At the first rest of all it is False,
            and the change of this one frame still counts from the first.
        """
        absolute = shown.value[CHANGE_IN_ABSOLUTE]
        mean, is_still = self._follow(change[_BENDS], dt)
        self.state = self._next_state(mean, is_still, dt)
        if self.state is State.BEGINS:
            anew = self.known
            self._begin(features, absolute, dt)
            return anew
        if self.state is State.CLOSED:
            self._learn(features, absolute, dt)
        if self.known:
            self._learn_leg(absolute - change, dt)
        return False

    def _follow(self, now: Values, dt: float) -> tuple[Values, bool]:
        """Update the running mean (3,) with the changes `now` (3,); return it, and whether the body is still."""
        self._followed_s += dt
        if self._mean is None:
            self._mean = now
        else:
            self._mean = self._mean + dt / (STILL_S + dt) * (now - self._mean)
        is_still = self._followed_s >= STILL_S and bool(np.abs(now - self._mean).max() < STILL_DEG)
        return self._mean, is_still

    def _next_state(self, mean: Values, is_still: bool, dt: float) -> State:
        """The state of this frame, from the running mean (3,) of the changes."""
        if self._followed_s < STILL_S:
            return State.ARRIVING
        if not self.known:
            return State.BEGINS if is_still else State.AWAITED
        opening = float(mean[0])
        self._lowest_deg = min(self._lowest_deg + RISE_DEG_S * dt, opening)
        self._still_s = self._still_s + dt if is_still else 0.0
        if not is_still:
            return State.MOVING
        # A dip that turns round crosses its own mean: one still frame is not yet rest.
        if opening < -LOWER_DEG and self._still_s >= STILL_S:
            return State.BEGINS
        return State.CLOSED if opening < self._lowest_deg + NEAR_DEG else State.HELD_OPEN

    def _begin(self, features: Features, absolute: Values, dt: float) -> None:
        """Take this frame as rest."""
        self.features, self.base = features, absolute
        self._rested_s, self._leg_s = dt, 0.0
        self._mean, self._lowest_deg = np.zeros(len(_BENDS)), 0.0

    def _learn(self, features: Features, absolute: Values, dt: float) -> None:
        """Average a frame at rest into `features` and `base`; the bend of the leg only before it has its own mean."""
        share = dt / (self._rested_s + dt)
        self._rested_s = min(self._rested_s + dt, MEMORY_S)
        self.features = self.features + np.float32(share) * (features - self.features)
        leg = self.base[_LEG]
        self.base = self.base + share * (absolute - self.base)
        if self._leg_s:
            self.base[_LEG] = leg

    def _learn_leg(self, rested: Values, dt: float) -> None:
        """Average one frame into the resting bend of the leg; `rested` (k,) is its estimate minus its change.

        Frames of the open leg count too, since each position of the leg is misread in its own way.
        """
        share = dt / (self._leg_s + dt) if self._leg_s else 1.0
        self._leg_s = min(self._leg_s + dt, MEMORY_S)
        self.base[_LEG] += share * (rested[_LEG] - self.base[_LEG])
