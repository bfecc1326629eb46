"""An EMG-informed estimate of muscle work, as it was tried: does any form of it hold against the studies it is made of?

    minimise    Σ ((aᵢ − pᵢ) / sᵢ)²  over what electrodes recorded  +  Σ (aᵢ / u)²  over the rest
    so that     the moments balance, as in `openclam.kinetics.sharing`

with p and s the mean and the standard deviation over people and studies of `openclam.kinetics.emg`, weighted by
people: the hybrid of CEINMS (Pizzolato 2015, doi 10.1016/j.jbiomech.2015.09.021) with a published pattern in place of a
person's own. What no study settles is tried in every way: which electrodes count, whether the pattern grows with the
abduction that weight and band ask, and the weight u of muscles that nobody recorded. Each way is held against V1 to V6,
and against each study that states a spread, left out of the pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product
from operator import contains
from typing import Any

import numpy as np

from bench.kinetics_validation import rows
from bench.kinetics_work import Row, Work
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.emg import Electrode, EmgRow, Recorded, published_emg
from openclam.kinetics.model import COORDINATES, PATH_SETS
from openclam.kinetics.posture import Matrix, Vector
from openclam.kinetics.sharing import Share, Sharing

ELECTRODES: tuple[tuple[Electrode, ...], ...] = (("fine-wire",), ("fine-wire", "surface"))
UNRECORDED_SD = (0.28, 0.5, 1.0)
"""From the mean spread of the recorded muscles to that of the usual least squares, Σ a²."""

_PARTS: dict[Recorded, tuple[str, ...]] = {
    "gluteus-medius": ("glmed2", "glmed3"),
    "gluteus-medius-anterior": ("glmed1",),
    "gluteus-medius-middle": ("glmed2",),
    "gluteus-medius-posterior": ("glmed3",),
    "gluteus-minimus-anterior": ("glmin1",),
    "gluteus-minimus-posterior": ("glmin3",),
    "gluteus-maximus": ("glmax1", "glmax2"),
    "gluteus-maximus-superior": ("glmax1",),
    "tensor-fasciae-latae": ("tfl",),
    "hip-flexors": ("recfem", "sart"),
}
"""The muscles of the model that an electrode is taken to read."""

_USUAL_SPREAD = 0.7
"""Standard deviation over mean, where a study's is not known: the mean of those that are."""

USUAL_ABDUCTION_NM = 31.7
"""What the leg of `bench.kinetics_work.BODY` alone asks at an opening of 20°. The pattern is taken to be of this load:
what hung at the leg in two of the studies is not known to us."""

_OVER_REP_DEG = (0.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to use the pattern; `left_out` is a study that it does without."""

    electrodes: tuple[Electrode, ...]
    scaled: bool
    unrecorded_sd: float
    left_out: str = ""

    def __str__(self) -> str:
        """In words."""
        grows = "grows with the load" if self.scaled else "stays"
        return f"{' and '.join(self.electrodes)}, pattern {grows}, unrecorded {self.unrecorded_sd:g}"


WAYS = tuple(Way(*parts) for parts in product(ELECTRODES, (True, False), UNRECORDED_SD))


def pattern(way: Way) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation, 0 to 1, of every recorded muscle of the model, over people and studies."""
    found: dict[str, list[EmgRow]] = {}
    for row in published_emg():
        if row.electrode in way.electrodes and row.study != way.left_out:
            for muscle in _PARTS[row.muscle]:
                found.setdefault(muscle, []).append(row)
    return {muscle: _pooled(each) for muscle, each in found.items()}


def _pooled(each: Sequence[EmgRow]) -> tuple[float, float]:
    # The same people in two conditions are counted once.
    conditions = [sum(other.study == row.study for other in each) for row in each]
    people = np.array([row.people / count for row, count in zip(each, conditions, strict=True)])
    mean = np.array([row.mean_pct / 100 for row in each])
    sd = np.array([_USUAL_SPREAD * row.mean_pct / 100 if row.sd_pct is None else row.sd_pct / 100 for row in each])
    middle = float(np.average(mean, weights=people))
    return middle, float(np.sqrt(np.average(sd**2 + (mean - middle) ** 2, weights=people)))


class Informed(Work):
    """How hard each muscle works by one way of the EMG-informed estimate."""

    def __init__(self, way: Way, colour: str | None = None, paths: str = PATH_SETS[0]) -> None:
        self.sharing = partial(_Tracking, way)
        super().__init__(colour, paths)


class _Tracking(Sharing):
    """Shares a need with the least deviation from the pattern of a way, each muscle's by its own spread.

    `muscles` (n,) are the names, `force_n` (n,) the maximal forces.
    """

    def __init__(self, way: Way, muscles: tuple[str, ...], force_n: Vector) -> None:
        super().__init__(force_n, len(COORDINATES))
        known = pattern(way)
        self._mean = np.array([known.get(name, (0.0, 0.0))[0] for name in muscles])
        self._weight = np.array([known.get(name, (0.0, way.unrecorded_sd))[1] for name in muscles]) ** -2.0
        self._scaled = way.scaled
        costs = np.diag(self._hessian) / 2
        costs[: self._muscles] = self._weight
        # A moment that is not balanced stays dearer than any deviation.
        costs[self._muscles + 3 :] *= self._weight.max()
        self._hessian = np.diag(2.0 * costs)

    def solve(self, arms: Matrix, need: Vector, contact: Matrix | None, friction: float) -> Share:
        """Share a need, as `Sharing` does."""
        grown = abs(need[1]) / USUAL_ABDUCTION_NM if self._scaled else 1.0
        self._linear[: self._muscles] = -2.0 * self._weight * self._mean * grown
        return super().solve(arms, need, contact, friction)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A muscle of a study that the pattern did without: the prediction, and its mean less and plus its spread, %."""

    study: str
    muscle: Recorded
    predicted: float
    low: float
    high: float

    @property
    def within(self) -> bool:
        """Whether the prediction lies in the study's spread."""
        return self.low <= self.predicted <= self.high


def left_out(way: Way) -> list[LeftOut]:
    """Each study that states a spread, predicted from the others: the mean over a rep that opens by 30°, no band."""
    found: dict[tuple[str, Recorded], list[EmgRow]] = {}
    for row in published_emg():
        if row.sd_pct is not None:
            found.setdefault((row.study, row.muscle), []).append(row)
    answers = []
    for (study, muscle), each in found.items():
        work = Informed(Way(way.electrodes, way.scaled, way.unrecorded_sd, study))
        over_rep = [work.muscles(clam_posture(opening)) for opening in _OVER_REP_DEG]
        read = partial(contains, _PARTS[muscle])
        predicted = float(np.mean([work.together(one, read) for one in over_rep]))
        low = max(0.0, min(row.mean_pct - (row.sd_pct or 0.0) for row in each))
        answers.append(LeftOut(study, muscle, predicted, low, max(row.mean_pct + (row.sd_pct or 0.0) for row in each)))
    return answers


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one way: its rows V1 to V6, the studies left out, and how far the moments are from balance."""

    way: Way
    rows: list[Row]
    studies: list[LeftOut]
    unbalanced_pct: float

    @property
    def failed(self) -> list[str]:
        """The rows that failed, by name, each once."""
        return sorted({row.id for row in self.rows if not row.passed})


def tried() -> list[Verdict]:
    """Every way, judged."""
    return [Verdict(way, rows(partial(Informed, way)), left_out(way), _unbalanced_pct(Informed(way))) for way in WAYS]


def _unbalanced_pct(work: Work) -> float:
    """The largest moment about one angle that is not balanced in a rep, in % of the hip's moment."""
    loads = [work.load(clam_posture(opening)) for opening in _OVER_REP_DEG]
    return max(100 * load.missing_nm / float(np.linalg.norm(load.hip_moment_nm)) for load in loads)


def as_table(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """For the results file."""
    return [
        {
            "way": str(verdict.way),
            "failed": verdict.failed,
            "rows": [{"id": row.id, "found": row.found, "passed": row.passed} for row in verdict.rows],
            "left_out": [asdict(one) | {"within": one.within} for one in verdict.studies],
            "unbalanced_pct": verdict.unbalanced_pct,
        }
        for verdict in verdicts
    ]
