"""What one rep asked of band, hip and muscles, with the range over the variants of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openclam.exercise import Language
from openclam.kinematics.posture import Values
from openclam.kinetics.document import GROUPS, Estimate, MuscleShare, RepKinetics, estimate
from openclam.kinetics.loads import Load, Loads, Variant
from openclam.kinetics.motion import RepMotion
from openclam.kinetics.muscles import group_of
from openclam.kinetics.openers import muscle_openings
from openclam.kinetics.posture import HipPosture
from openclam.kinetics.words import say

MOST_OPENING_DEG, MOST_FLEXION_DEG = 40.0, 60.0
"""Beyond these the source models stop (external rotation is limited to 40°) or disagree widely."""
MISSING_NM = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class RepLoads:
    """The usual variant's load (n,) in every posture of a rep that was measured, for curves, files and the replay."""

    number: int
    time_s: Values
    opening_deg: Values
    postures: Sequence[HipPosture]
    loads: Sequence[Load]

    @property
    def top(self) -> int:
        """The index of the largest opening."""
        return int(np.argmax(self.opening_deg))

    @property
    def within(self) -> npt.NDArray[np.intp]:
        """The indices that the model's muscles can follow: openings up to `MOST_OPENING_DEG`; all where none is."""
        inside = np.flatnonzero(self.opening_deg <= MOST_OPENING_DEG)
        return inside if len(inside) else np.arange(len(self.opening_deg))

    def widest_within(self) -> HipPosture:
        """The posture of the widest opening that the model can follow."""
        return self.postures[int(self.within[np.argmax(self.opening_deg[self.within])])]

    def hardest_within(self, figure: Callable[[Load], float]) -> HipPosture:
        """The posture, of those that the model can follow, in which a figure of the loads is largest."""
        return self.postures[max(self.within, key=lambda index: figure(self.loads[index]))]


def loads_of_rep(loads: Loads, motion: RepMotion) -> RepLoads | None:
    """The load in each posture of a rep; None where the leg was never measured."""
    seen = motion.seen()
    if not seen:
        return None
    return RepLoads(
        number=motion.number,
        time_s=np.array([posture.time_s for posture, _ in seen]),
        opening_deg=np.array([motion.opening_deg(posture) for posture, _ in seen]),
        postures=[hip for _, hip in seen],
        loads=[loads.of(hip) for _, hip in seen],
    )


def rep_kinetics(loads: Loads, rep: RepLoads, lang: Language) -> RepKinetics:
    """The figures of one rep, its sentences in `lang`.

    Moments are the largest of the rep, muscles are told at its top; where the knee opened wider than the model can
    follow, both stop there.
    """
    answers = loads.over_variants(rep.widest_within())
    why = distrust(answers[0], float(rep.opening_deg[rep.top]), loads.closed.hip_flexion_deg, lang)
    mass = loads.body.mass_kg

    def peak(figure: Callable[[Load], float], share: float = 1.0) -> Estimate:
        return estimate([share * figure(load) for load in loads.over_variants(rep.hardest_within(figure))])

    clam = peak(clam_moment)
    return RepKinetics(
        number=rep.number,
        band_force_n=_band_force(loads, rep),
        band_elongation_closed_pct=elongation(loads, loads.at_rest),
        band_elongation_top_pct=elongation(loads, rep.loads[rep.top]),
        hip_abduction_moment_nm=peak(abduction),
        hip_abduction_moment_nm_kg=peak(abduction, 1 / mass),
        hip_external_rotation_moment_nm=peak(external_rotation),
        hip_external_rotation_moment_nm_kg=peak(external_rotation, 1 / mass),
        clam_moment_nm=clam,
        work_j=_work(rep, clam),
        time_under_tension_s=float(rep.time_s[-1] - rep.time_s[0]),
        muscles=muscle_shares(loads, answers),
        openers=muscle_openings(loads, answers),
        rolled_back=None,
        trusted=why is None,
        why=why,
    )


def clam_moment(load: Load) -> float:
    """What weight and band ask about the line from hip to ankle, N·m."""
    return load.clam_moment_nm


def group_activations(loads: Loads, variant: Variant, load: Load) -> dict[str, float]:
    """How hard every group works by static optimisation, 0 to 100 %: the strength-weighted mean of its parts."""
    names, force = loads.muscles(variant.paths), loads.force_n(variant.paths)
    groups = np.array([group_of(name) for name in names])
    return {
        group: 100 * float(np.average(load.activation[groups == group], weights=force[groups == group]))
        for group in GROUPS
    }


def abduction(load: Load) -> float:
    """The muscles' abduction moment, N·m."""
    return float(load.hip_moment_nm[1])


def external_rotation(load: Load) -> float:
    """The muscles' external-rotation moment, N·m."""
    return float(load.hip_moment_nm[2])


def _band_force(loads: Loads, rep: RepLoads) -> Estimate | None:
    if loads.band is None:
        return None
    most = max(load.band_force_n for load in rep.loads)
    return estimate([most, *(share * most for share in loads.band.force_range)])


def elongation(loads: Loads, load: Load) -> Estimate | None:
    """Elongation in %, its range that of the thigh's girth and the loop's length."""
    if loads.band is None:
        return None
    value, spread = 100 * load.band_elongation, 100 * loads.elongation_sd
    return estimate([value, value - spread, value + spread])


def _work(rep: RepLoads, clam: Estimate) -> Estimate:
    """Against weight and band on the way up; its range is that of the largest moment."""
    moment = np.array([load.clam_moment_nm for load in rep.loads])[: rep.top + 1]
    risen = np.clip(np.diff(np.radians(rep.opening_deg[: rep.top + 1])), 0.0, None)
    work = float(np.sum(risen * (moment[1:] + moment[:-1]) / 2))
    if clam.value <= 0:
        return estimate([work])
    return estimate([work, work * clam.low / clam.value, work * clam.high / clam.value])


def muscle_shares(loads: Loads, answers: Sequence[Load]) -> list[MuscleShare]:
    """How hard every group works, by static optimisation in every one of the answers of `Loads.over_variants`."""
    pairs = zip(loads.variants(), answers, strict=True)
    shares = [group_activations(loads, variant, load) for variant, load in pairs]
    return [MuscleShare(group=group, activation_pct=estimate([share[group] for share in shares])) for group in GROUPS]


def distrust(answer: Load, opening_deg: float, hip_flexion_deg: float, lang: Language) -> str | None:
    """Why a load is not to be trusted, by it, the opening and the closed hip; None where the model holds good."""
    if opening_deg > MOST_OPENING_DEG:
        return say("wide", lang, opening=opening_deg, most=MOST_OPENING_DEG)
    if hip_flexion_deg >= MOST_FLEXION_DEG:
        return say("bent", lang, flexion=hip_flexion_deg, most=MOST_FLEXION_DEG)
    if answer.missing_nm > MISSING_NM:
        return say("short", lang, missing=answer.missing_nm)
    return None
