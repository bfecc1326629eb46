"""What the report's picture and sentence say of the muscles, held against published findings of the clam.

The picture shows levels (most, some, little), no share. Every row is asked of all sets of muscle paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

from bench.kinetics_validation import UP_DEG, side_lying_abduction
from bench.kinetics_work import BODY, COLOURS, LOOP_CM, Row
from openclam.kinetics.band import load_band
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.document import Level, MuscleGroup
from openclam.kinetics.loads import Loads, Variant
from openclam.kinetics.model import PATH_SETS, LegModel
from openclam.kinetics.openers import RANKED, muscle_openings
from openclam.kinetics.posture import HipPosture, Vector

_POSTERIOR: MuscleGroup = "gluteus-medius-posterior"
_TENSOR: MuscleGroup = "tensor-fasciae-latae"
_MAXIMUS: tuple[MuscleGroup, ...] = ("gluteus-maximus-superior", "gluteus-maximus-middle")


def rows() -> list[Row]:
    """V1 to V6, in their order; V7 needs no muscle."""
    return [_rolled_back(), _flexion(), _parts(), _tensor(), _most(), _colours()]


@cache
def _loads() -> Loads:
    return Loads(BODY, None, clam_posture(0.0))


def _levels(posture: HipPosture) -> dict[MuscleGroup, Level]:
    return {one.group: one.level for one in muscle_openings(_loads(), _loads().over_variants(posture))}


def _parts_nm(posture: HipPosture, *muscles: str) -> list[Vector]:
    """What each of some muscles could give towards opening, N·m, for each set of paths (sets,)."""
    answers = {paths: _loads().of(posture, Variant(paths)).opening_nm for paths in PATH_SETS}
    return [
        np.array([answers[paths][_loads().muscles(paths).index(muscle)] for paths in PATH_SETS]) for muscle in muscles
    ]


def _rolled_back() -> Row:
    upright = clam_posture(20.0)
    rolled = (replace(upright, roll_deg=35.0), clam_posture(20.0, roll_deg=35.0))
    before, *after = (_abduction_asked(posture) for posture in (upright, *rolled))
    return Row(
        "V1",
        "The sentence says that gluteus medius and maximus work less on a pelvis rolled back, as studies found; held "
        "against the abduction that the leg's weight asks (turned back whole by 35°, and knee as high as before)",
        "less asked, both ways (Willcox & Burden 2013); no figure is given",
        f"{before:.1f} → {after[0]:.1f} and {after[1]:.1f} N·m",
        all(value < before for value in after),
    )


def _abduction_asked(posture: HipPosture) -> float:
    return -float(_loads().place(posture).weight_moments()[1])


def _flexion() -> Row:
    levels = [_levels(clam_posture(20.0, flexion))[_POSTERIOR] for flexion in (0.0, 30.0, 45.0)]
    return Row(
        "V2",
        "Posterior gluteus medius with hip flexion 0, 30, 45° (opening 20°)",
        "never falls below its level at 0° (Willcox & Burden 2013: rises); no change with the hip's angle is told",
        " / ".join(levels),
        all(level == "most" for level in levels),
    )


def _parts() -> Row:
    posture = clam_posture(20.0)
    posterior, middle, anterior, behind, before = _parts_nm(posture, "glmed3", "glmed2", "glmed1", "glmin3", "glmin1")
    levels = _levels(posture)
    ordered = bool((posterior > middle).all() and (middle > anterior).all() and (behind > before).all())
    return Row(
        "V3",
        "Posterior > middle > anterior gluteus medius, posterior > anterior minimus; anterior medius works less",
        "23 > 13 > 3 and 20 > 7 by fine wire (Ganderton 2017, second hand): the order, in every set of paths",
        f"medius {_said(posterior)}, {_said(middle)}, {_said(anterior)}; minimus {_said(behind)}, {_said(before)} N·m",
        ordered and levels["gluteus-medius-anterior"] == "little",
    )


def _tensor() -> Row:
    levels = [_levels(clam_posture(float(opening))) for opening in UP_DEG]
    clam, lift = (
        max(_tensor_share(posture, turns) for posture in postures)
        for postures, turns in (
            ([clam_posture(float(opening)) for opening in UP_DEG], "opening"),
            ([side_lying_abduction(float(angle)) for angle in np.arange(0.0, 26.0, 5.0)], "abduction"),
        )
    )
    return Row(
        "V4",
        "TFL never works most; its part of what could open is smaller than of what could lift a straight leg sideways",
        "TFL low, clam highest of 11 exercises in gluteals against TFL (Selkowitz 2013)",
        f"{' / '.join(one[_TENSOR] for one in levels)}; at most {clam:.0f} % against {lift:.0f} %",
        all(one[_TENSOR] != "most" for one in levels) and clam < lift,
    )


def _tensor_share(posture: HipPosture, turns: str) -> float:
    """TFL's part of all that the ranked groups could give, in %: towards opening, or towards abduction."""
    names = _loads().muscles()
    load, force = _loads().of(posture), _loads().force_n()
    leg: LegModel = _loads().place(posture)
    ranked = np.array([name.startswith(("gl", "piri", "tfl", "obturator", "gemell", "quadratus")) for name in names])
    given = load.opening_nm if turns == "opening" else -leg.moment_arms()[1, leg.rows[PATH_SETS[0]]] * force
    given = np.clip(given, 0.0, None)
    return 100 * float(given[names.index("tfl")] / given[ranked].sum())


def _most() -> Row:
    levels = [_levels(clam_posture(float(opening))) for opening in UP_DEG]
    medius = all(one[_POSTERIOR] == "most" for one in levels)
    maximus = all(any(one[part] == "most" for part in _MAXIMUS) for one in levels)
    named = [group for group in RANKED if all(one[group] == "most" for one in levels)]
    return Row(
        "V5",
        "A part of gluteus medius and one of maximus work most, all the way up (45°)",
        "both are what the studies find at work, with means of 17-47 % and 14-53 %; no share is shown",
        ", ".join(named),
        medius and maximus,
    )


def _colours() -> Row:
    asked = [
        [
            Loads(BODY, None if colour is None else load_band(colour, LOOP_CM), clam_posture(0.0))
            .of(clam_posture(opening))
            .clam_moment_nm
            for colour in (None, *COLOURS)
        ]
        for opening in (20.0, 30.0)
    ]
    return Row(
        "V6",
        f"More is asked with every band colour (none, {', '.join(COLOURS)}; 61 cm loop, opening 20 and 30°)",
        "strictly up; no muscle's part of it is told",
        "; ".join(_said(np.array(one)) for one in asked) + " N·m",
        all(a < b for one in asked for a, b in pairwise(one)),
    )


def _said(values: Vector | Sequence[float]) -> str:
    return " / ".join(f"{value:.1f}" for value in values)
