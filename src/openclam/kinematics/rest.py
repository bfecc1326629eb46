"""The resting body: what the camera sees while the knee lies closed and still.

Changes are measured from it. It is a running mean over frames, so that one misread frame counts for little.
It starts anew when the person comes to rest in another position: a deeper rest, or another bend of knee or hip.

`Rest` is a state machine; each frame puts it in one state:

    ARRIVING ── STILL_S ──▶ AWAITED ── first still frame ──▶ FIRST_REST
                                                                 │ next frame
                                                                 ▼
                         MOVING ◀──▶ CLOSED ◀──▶ HELD_OPEN ◀──▶ ELSEWHERE ── SETTLED_S ──▶ RESTED_ANEW

A `Rest` that carries an earlier one on (`anew`) goes from ARRIVING to the lower row at once.
"""

from __future__ import annotations

from enum import Enum, auto

import numpy as np

from openclam.kinematics.features import Features
from openclam.kinematics.lifter import CHANGE, CHANGE_IN_ABSOLUTE, Estimate
from openclam.kinematics.posture import Values

KNOWN_S = 2.0
"""Time at rest that separates a base worth carrying on (longer) from one that is measured afresh (shorter)."""
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
DEEPER_DEG = 6.0
"""Opening below rest that separates noise (less) from a deeper rest (more)."""
OTHERWISE_DEG = 15.0
"""Change of hip or knee while closed that separates noise (less) from another position (more)."""
SETTLED_S = 0.6
"""Time in another position that separates passing through it (shorter) from resting there (longer)."""

LEG_MEMORY_S = 30.0
"""Resting bend of the leg: mean over 30 s of the absolute estimate minus the change since rest.

Frames of the open leg count too, since each position of the leg is misread in its own way. Knee flexion at the start,
at the end of the first rep of development sessions: 5.6° off in front and 6.0° obliquely, against 6.3° and 6.1° from
the resting leg alone.
"""

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
    FIRST_REST = auto()
    """Still for the first time: this frame is rest, and changes count from it."""
    MOVING = auto()
    """Not still: nothing is learned of rest."""
    CLOSED = auto()
    """Still, opening near its lowest: this frame is averaged into rest."""
    HELD_OPEN = auto()
    """Still, opening above its lowest: nothing is learned of rest."""
    ELSEWHERE = auto()
    """Still in another position than rest, for less than `SETTLED_S`."""
    RESTED_ANEW = auto()
    """Still in another position for `SETTLED_S`: rest starts anew with this frame."""


_AT_REST = frozenset({State.FIRST_REST, State.CLOSED})


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
        self._elsewhere_s = 0.0

    @property
    def known(self) -> bool:
        """Whether the body has rested. Before that, `features` and `base` are one frame's, which may be misread."""
        return self._rested_s > 0.0

    def anew(self, features: Features, shown: Estimate, change: Values) -> Rest:
        """The rest that starts with this frame.

        A base known for `KNOWN_S` is carried on: the new base is the old one plus the change (k,) since.
        A running set so keeps counting from where it began.
        """
        rest = Rest(features, shown)
        if self._rested_s >= KNOWN_S:
            rest.base, rest._rested_s, rest._leg_s = self.base + change, self._rested_s, self._leg_s
        return rest

    def step(self, features: Features, shown: Estimate, change: Values, dt: float) -> bool:
        """Learn from one frame.

        Args:
            features: (COUNT,) of the frame.
            shown: its absolute estimate.
            change: (k,) its change since rest.
            dt: seconds since the last frame.

        Returns:
            Whether the body has come to rest in another position, so that rest starts anew with this frame.
        """
        absolute, was_known = shown.value[CHANGE_IN_ABSOLUTE], self.known
        mean, is_still = self._follow(change[_BENDS], dt)
        self.state = self._next_state(mean, is_still, dt)
        if self.state is State.RESTED_ANEW:
            return True
        if self.state is State.FIRST_REST:
            self._mean, self._lowest_deg = np.zeros(len(_BENDS)), 0.0
        # A body seen elsewhere may be one misread moment: while its opening is low it counts as closed as well.
        if self.state in _AT_REST or (self.state is State.ELSEWHERE and self._is_near(mean)):
            self._learn(features, absolute, dt)
        if was_known:
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
            return State.FIRST_REST if is_still else State.AWAITED
        opening = float(mean[0])
        self._lowest_deg = min(self._lowest_deg + RISE_DEG_S * dt, opening)
        if not is_still:
            self._elsewhere_s = 0.0
            return State.MOVING
        if _is_elsewhere(mean):
            self._elsewhere_s += dt
            return State.RESTED_ANEW if self._elsewhere_s >= SETTLED_S else State.ELSEWHERE
        self._elsewhere_s = 0.0
        return State.CLOSED if self._is_near(mean) else State.HELD_OPEN

    def _is_near(self, mean: Values) -> bool:
        """Whether the opening lies near its lowest."""
        return float(mean[0]) < self._lowest_deg + NEAR_DEG

    def _learn(self, features: Features, absolute: Values, dt: float) -> None:
        """Average a frame at rest into `features` and `base`; the bend of the leg only before it has its own mean."""
        share = dt / (self._rested_s + dt) if self.known else 1.0
        self._rested_s = min(self._rested_s + dt, MEMORY_S)
        self.features = self.features + np.float32(share) * (features - self.features)
        leg = self.base[_LEG]
        self.base = self.base + share * (absolute - self.base)
        if self._leg_s:
            self.base[_LEG] = leg

    def _learn_leg(self, rested: Values, dt: float) -> None:
        """Average one frame into the resting bend of the leg; `rested` (k,) is its estimate minus its change."""
        share = dt / (self._leg_s + dt) if self._leg_s else 1.0
        self._leg_s = min(self._leg_s + dt, LEG_MEMORY_S)
        self.base[_LEG] += share * (rested[_LEG] - self.base[_LEG])


def _is_elsewhere(mean: Values) -> bool:
    """Whether the mean changes (3,) of opening, hip and knee are another position: deeper, or closed and bent."""
    opening = float(mean[0])
    bent = opening < NEAR_DEG and float(np.abs(mean[1:]).max()) > OTHERWISE_DEG
    return bent or opening < -DEEPER_DEG
