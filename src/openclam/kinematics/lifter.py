"""The lifter: from features to angles by three committees of small networks, trained on rendered people.

The absolute estimate comes from one frame alone. The change comes from a frame beside the resting body. A person's
build, clothes and camera stay the same through a set, so their part of the error cancels in it. What hangs on the
pelvis has a committee of its own, which learned from people whose trunk does not tell how far the pelvis rolls. Each
committee is a handful of like networks. Its value is their mean; its standard deviation combines how far they disagree
with how far each says it may be off.

`docs/lifter.md` is the model card; `python -m training.lifter` makes the file again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from openclam.kinematics.features import COUNT, Features
from openclam.kinematics.posture import Values

FILE = "lifter.npz"

ABSOLUTE = (
    "opening", "hip_flexion", "hip_abduction", "hip_external_rotation", "knee_flexion", "pelvic_roll", "heading",
    "trunk_rotation", "trunk_lean", "side_lying", "feet_distance", "head_to_arm", "top_hand_forward", "knees_apart",
    "elevation",
)  # fmt: skip
"""Quantities of `Lifter.absolute`, in order. Degrees; distances in cm per metre of body height.

`opening` is the knee's turn about the line from hip to ankle, 0 level with it. `pelvic_roll` is 0 where the hips lie
over each other. `heading` is the camera's azimuth as the pelvis sees it, which grows as the pelvis tilts forward;
`elevation` is the camera's. The others are those of `posture`.
"""

CHANGE = (
    "opening", "hip_flexion", "hip_abduction", "hip_external_rotation", "knee_flexion", "pelvic_roll", "heading",
    "trunk_rotation", "trunk_lean", "feet_distance", "knees_apart",
)  # fmt: skip
"""Quantities of `Lifter.change`, in order; units and signs as in `ABSOLUTE`."""

PELVIS = ("pelvic_roll", "trunk_rotation", "hip_external_rotation", "hip_abduction")
"""Changes that the pelvis' own committee estimates, in order: how far it rolls, and what is counted from it."""

_PELVIS_IN_CHANGE = np.array([CHANGE.index(name) for name in PELVIS])

CHANGE_IN_ABSOLUTE = np.array([ABSOLUTE.index(name) for name in CHANGE])
"""Index in `ABSOLUTE` of each of `CHANGE`."""

_Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Values and their standard deviations, each (k,)."""

    value: Values
    sd: Values


@dataclass(frozen=True, slots=True)
class Networks:
    """A committee: like networks of two hidden layers, side by side.

    Shapes: `first` (inputs, members · width), `second` (members, width, width), `last` (members, width, 2k). A member
    answers k values, then the logarithms of their k standard deviations, in units of `out_scale` (k,) from `out_middle`
    (k,). `sd_scale` (k,) calibrates the standard deviations on sessions kept out of the training.
    """

    first: _Table
    first_bias: _Table
    second: _Table
    second_bias: _Table
    last: _Table
    last_bias: _Table
    out_middle: _Table
    out_scale: _Table
    sd_scale: _Table

    @staticmethod
    def read(stored: Any, name: str) -> Networks:
        """The committee called `name` in an opened .npz file."""
        return Networks(**{part: stored[f"{name}.{part}"].astype(np.float32) for part in PARTS})

    def run(self, inputs: _Table) -> Estimate:
        """The estimate (k,) for `inputs` (n,)."""
        # Every array here is small, and calling NumPy costs more than its work: means and variances are written out.
        members, width, _ = self.second.shape
        hidden = inputs @ self.first
        hidden += self.first_bias
        hidden = _silu(hidden).reshape(members, 1, width) @ self.second
        hidden += self.second_bias
        answer = _silu(hidden) @ self.last
        answer += self.last_bias
        k = len(self.out_scale)
        value, log_sd = answer[:, 0, :k], answer[:, 0, k:]
        mean = _mean(value)
        apart = value - mean
        variance = _mean(np.exp(2 * np.minimum(np.maximum(log_sd, -6), 3)))
        variance += _mean(apart * apart)
        return Estimate(
            (mean * self.out_scale + self.out_middle).astype(np.float64),
            (np.sqrt(variance) * self.out_scale * self.sd_scale).astype(np.float64),
        )


@dataclass(frozen=True, slots=True)
class Prior:
    """What a committee expects where the frame tells nothing: middle and standard deviation (k,) of its lessons."""

    middle: Values
    sd: Values

    def taken_from(self, estimate: Estimate) -> Estimate:
        """What the frame alone tells, wholly or in part, without the expectation that the estimate leans on.

        A network that is unsure answers near the middle of its lessons, so that a clear roll is read too small. Of
        normal distributions the estimate is the mean of expectation and frame, each weighted by the inverse of its
        variance (Bayes' rule): with r the ratio of the estimate's variance to the expectation's, the frame tells
        (value - r middle) / (1 - r), with the variance of the estimate over 1 - r. `TAKEN` of r is taken.
        """
        ratio = np.minimum(TAKEN * (estimate.sd / self.sd) ** 2, MOST_TAKEN)
        return Estimate((estimate.value - ratio * self.middle) / (1 - ratio), estimate.sd / np.sqrt(1 - ratio))


TAKEN = 0.4
"""Share of the expectation that is taken from an estimate; separates rolls read too small (less) from too large."""
MOST_TAKEN = 0.85
"""Ratio of variances beyond which an estimate holds so little that no more is taken."""

PARTS = frozenset(field.name for field in fields(Networks))
"""The tables of one committee in the lifter's file, where each stands as `committee.part`."""


@dataclass(frozen=True, slots=True)
class Lifter:
    """The committees, and the distribution of the features that the first two were trained on.

    `middle`, `scale` (COUNT,) bring features to about −1…1. `axes` (COUNT, p) and `usual` measure how far a frame lies
    from the training frames, see `strangeness`.
    """

    absolute_networks: Networks
    change_networks: Networks
    pelvis_networks: Networks
    pelvis_prior: Prior
    middle: _Table
    scale: _Table
    axes: _Table
    usual: float

    @staticmethod
    @cache
    def load() -> Lifter:
        """The lifter that comes with the package."""
        with files("openclam.kinematics").joinpath(FILE).open("rb") as file, np.load(file) as stored:
            return Lifter(
                Networks.read(stored, "absolute"),
                Networks.read(stored, "change"),
                Networks.read(stored, "pelvis"),
                Prior(*(stored[f"pelvis.prior_{part}"].astype(np.float64) for part in ("middle", "sd"))),
                middle=stored["middle"].astype(np.float32),
                scale=stored["scale"].astype(np.float32),
                axes=stored["axes"].astype(np.float32),
                usual=float(stored["usual"]),
            )

    def absolute(self, features: Features) -> Estimate:
        """The absolute estimate of one frame, in the order of `ABSOLUTE`."""
        return self.absolute_networks.run(self._scaled(features))

    def change(self, features: Features, rest: Features) -> Estimate:
        """The change since rest, in the order of `CHANGE`; `rest` (COUNT,) are the features of the resting body."""
        both = self.beside_rest(features, rest)
        changed, pelvis = self.change_networks.run(both), self.pelvis_prior.taken_from(self.pelvis_networks.run(both))
        changed.value[_PELVIS_IN_CHANGE], changed.sd[_PELVIS_IN_CHANGE] = pelvis.value, pelvis.sd
        return changed

    def beside_rest(self, features: Features, rest: Features) -> _Table:
        """The inputs (2 COUNT,) of the committees for changes: scaled features less those of rest, then those."""
        now, then = self._scaled(features), self._scaled(rest)
        return np.concatenate([now - then, then])

    def strangeness(self, features: Features) -> float:
        """Distance from the training frames; 1 at their 99th percentile.

        Mahalanobis distance along the principal axes of the training features.
        """
        return float(np.linalg.norm(self._scaled(features) @ self.axes)) / self.usual

    def _scaled(self, features: Features) -> _Table:
        if features.shape != (COUNT,):
            raise ValueError(f"expected {COUNT} features, got an array of shape {features.shape}")
        return (features - self.middle) / self.scale


def _silu(values: _Table) -> _Table:
    """The activation x / (1 + exp(-x)); below -60 exp is held, which would overflow there."""
    grown = np.maximum(values, np.float32(-60))
    np.negative(grown, out=grown)
    np.exp(grown, out=grown)
    grown += 1
    return np.divide(values, grown, out=grown)


def _mean(rows: _Table) -> _Table:
    """The mean (k,) of rows (n, k)."""
    total: _Table = np.add.reduce(rows)
    total /= len(rows)
    return total
