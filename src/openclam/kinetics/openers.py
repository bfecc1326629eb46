"""Which muscles can open the knee in a posture: more, some or little, by moment arms and strengths alone.

Nobody's sharing of the load among muscles is assumed. A muscle's part is what it could give at its maximal force about
the line from hip to ankle; the arms agree with OpenSim's (`docs/kinetics-validation.md`). What electrodes found in the
clam has the same order: posterior over middle over anterior gluteus medius, little of tensor fasciae latae.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from openclam.kinetics.document import GROUPS, Level, MuscleGroup, MuscleOpening, estimate
from openclam.kinetics.loads import Load, Loads, Variant
from openclam.kinetics.muscles import group_of

RANKED: tuple[MuscleGroup, ...] = tuple(group for group in GROUPS if group != "others")
"""The groups that are compared with each other; "others" holds hamstrings, adductors and hip flexors together."""


def group_openings(loads: Loads, variant: Variant, load: Load) -> dict[MuscleGroup, float]:
    """What every ranked group could give towards opening, N·m: the sum of those of its parts that open."""
    groups = np.array([group_of(name) for name in loads.muscles(variant.paths)])
    opening = np.clip(load.opening_nm, 0.0, None)
    return {group: float(opening[groups == group].sum()) for group in RANKED}


def muscle_openings(loads: Loads, answers: Sequence[Load]) -> list[MuscleOpening]:
    """The ranked groups by the answers of `Loads.over_variants`; the range is that of the path sets.

    Empty where the levels would go against what electrodes found in the clam (`keeps_to_studies`): in a hip bent
    much, or over a knee that is not, the paths disagree with the studies, and nothing is told.
    """
    found = [group_openings(loads, variant, load) for variant, load in zip(loads.variants(), answers, strict=True)]
    levels = levels_of(found)
    if not keeps_to_studies(levels):
        return []
    return [
        MuscleOpening(group=group, opening_moment_nm=estimate([one[group] for one in found]), level=levels[group])
        for group in RANKED
    ]


def keeps_to_studies(levels: Mapping[MuscleGroup, Level]) -> bool:
    """Whether levels keep to what studies of the clam found, at 0 to 60° of hip flexion.

    Posterior gluteus medius and a part of maximus are among the groups that work most, anterior medius and tensor
    fasciae latae are not, and middle medius does not work less (`emg.toml`).
    """
    maximus = (levels["gluteus-maximus-superior"], levels["gluteus-maximus-middle"])
    return (
        levels["gluteus-medius-posterior"] == "most"
        and "most" in maximus
        and levels["gluteus-medius-middle"] != "little"
        and "most" not in (levels["gluteus-medius-anterior"], levels["tensor-fasciae-latae"])
    )


def levels_of(found: Sequence[Mapping[MuscleGroup, float]]) -> dict[MuscleGroup, Level]:
    """The level of every group.

    "most" is said where every set of muscle paths has it above the groups' mean; "little" where in one of them or more
    no part of it opens. What is left is "some".

    Args:
        found: what each group could give, N·m, for every set of muscle paths.
    """
    return {group: _level([(one[group], _mean(one)) for one in found]) for group in RANKED}


def _level(against_mean: Sequence[tuple[float, float]]) -> Level:
    if all(value > mean for value, mean in against_mean):
        return "most"
    return "little" if any(value <= 0 for value, _ in against_mean) else "some"


def _mean(found: Mapping[MuscleGroup, float]) -> float:
    return sum(found.values()) / len(found)
