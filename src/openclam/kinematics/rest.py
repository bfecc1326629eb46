"""The resting body: what the camera saw while the knee lay closed and still.

Changes are told against it. It is a running mean, so that one shaky picture counts for little, and it
is taken anew when the person lies down otherwise: a deeper rest, another bend of the knee.
"""

from __future__ import annotations

import numpy as np

from openclam.kinematics.features import Features
from openclam.kinematics.lifter import CHANGE, CHANGE_IN_ABSOLUTE, Estimate
from openclam.kinematics.posture import Values

KNOWN_S = 2.0
"""A body that has rested for this long is known well."""
MEMORY_S = 10.0
"""Rest further back than this fades."""
NEAR_DEG = 5.0
"""An opening within this of the lowest counts as closed."""
RISE_DEG_S = 0.5
"""How fast the lowest opening is forgotten upward."""
STILL_DEG = 2.5
"""A body is still while opening, hip and knee lie within this of their own mean over `STILL_S`."""
STILL_S = 0.4
DEEPER_DEG = 6.0
OTHERWISE_DEG = 15.0
SETTLED_S = 0.6
"""A still body whose opening lies this much deeper, or whose knee or hip is bent this much otherwise, for this
long, rests anew."""

LEG_MEMORY_S = 30.0
"""How the resting leg is bent is told by every picture of it, also by those of the open leg: by what it shows less what has changed
since rest, in the mean over so long. Each way the leg lies is misread otherwise: told so at the end of their first rep, development
sessions' knee flexion at the start is 5.6° off in front, and 6.3° where the resting leg alone tells it (6.1 and 6.0° obliquely)."""

_OPENING, _HIP, _KNEE = (CHANGE.index(name) for name in ("opening", "hip_flexion", "knee_flexion"))
_BENDS = np.array([_OPENING, _HIP, _KNEE])
_LEG = np.array(
    [CHANGE.index(name) for name in ("hip_flexion", "knee_flexion", "hip_abduction", "hip_external_rotation")]
)


class Rest:
    """Follows the resting body through one recording."""

    def __init__(self, features: Features, shown: Estimate) -> None:
        """Begin with the first picture: its features, and what it shows by itself."""
        self.features = features
        self.base: Values = shown.value[CHANGE_IN_ABSOLUTE]
        """(k,) what the resting body shows (`CHANGE`, as in `ABSOLUTE`)."""
        self._weight_s = 0.0
        self._leg_s = 0.0
        self._lowest = float("inf")
        self._mean: Values | None = None
        self._followed_s = 0.0
        self._anew_s = 0.0

    @property
    def known(self) -> bool:
        """Whether the body has rested; until then there is but its first picture, which may be misread, to compare with."""
        return self._weight_s > 0.0

    def anew(self, features: Features, shown: Estimate, change: Values) -> Rest:
        """Rest that begins with this picture.

        What was known well is carried on, so that a set that goes on is counted from where it began: the body that
        rests otherwise now shows what rest showed before and what has `change`d since.
        """
        rest = Rest(features, shown)
        if self._weight_s >= KNOWN_S:
            rest.base, rest._weight_s, rest._leg_s = self.base + change, self._weight_s, self._leg_s
        return rest

    def step(self, features: Features, shown: Estimate, change: Values, dt: float) -> bool:
        """Learn from one picture, `dt` seconds after the last.

        Args:
            features: of the picture.
            shown: what it shows by itself.
            change: (k,) what has changed since rest.
            dt: seconds.

        Returns:
            Whether the body has come to rest otherwise than before, so that rest begins anew with this picture.
        """
        showing, known = shown.value[CHANGE_IN_ABSOLUTE], self.known
        if self._follow(features, showing, change, dt):
            return True
        if known:
            self._learn_leg(showing - change, dt)
        return False

    def _follow(self, features: Features, shown: Values, change: Values, dt: float) -> bool:
        """Learn what rest looks like where this is it; whether it is another than before."""
        now = change[_BENDS]
        share = 1.0 if self._mean is None else dt / (STILL_S + dt)
        self._mean = now if self._mean is None else self._mean + share * (now - self._mean)
        self._followed_s += dt
        # The first pictures of a body, its place not yet well known, are worse than those that follow.
        still = self._followed_s >= STILL_S and bool(np.abs(now - self._mean).max() < STILL_DEG)
        if still and not self._weight_s:
            self._learn(features, shown, dt)
            self._mean, self._lowest = np.zeros(len(_BENDS)), 0.0
            return False
        opening = float(self._mean[0])
        if self._followed_s >= STILL_S:
            self._lowest = min(self._lowest + RISE_DEG_S * dt, opening)
        bent = opening < NEAR_DEG and float(np.abs(self._mean[1:]).max()) > OTHERWISE_DEG
        otherwise = bent or opening < -DEEPER_DEG
        self._anew_s = self._anew_s + dt if still and otherwise else 0.0
        if self._anew_s >= SETTLED_S:
            return True
        if still and opening < self._lowest + NEAR_DEG:
            self._learn(features, shown, dt)
        return False

    def _learn(self, features: Features, shown: Values, dt: float) -> None:
        share = 1.0 if self._weight_s == 0.0 else dt / (self._weight_s + dt)
        self._weight_s = min(self._weight_s + dt, MEMORY_S)
        self.features = self.features + np.float32(share) * (features - self.features)
        leg = self.base[_LEG]
        self.base = self.base + share * (shown - self.base)
        if self._leg_s:
            self.base[_LEG] = leg

    def _learn_leg(self, rested: Values, dt: float) -> None:
        """Learn how the leg is bent from what one picture says that it `rested` as."""
        share = dt / (self._leg_s + dt) if self._leg_s else 1.0
        self._leg_s = min(self._leg_s + dt, LEG_MEMORY_S)
        self.base[_LEG] += share * (rested[_LEG] - self.base[_LEG])
