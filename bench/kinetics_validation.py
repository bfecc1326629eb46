"""What an estimate of muscle work says, held against what was published of the clam: one row each, passed or failed.

Nobody's muscles were measured for this. The published figures are means of surface or fine-wire EMG whose standard
deviation is about as large as the mean; a row passes when the estimate keeps their order or lies in their range. It is
judged on the main set of muscle paths. `Make` says which estimate: static optimisation (`Work`), or one of the
EMG-informed ones of `bench.kinetics_emg`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from bench.kinetics_work import BODY, COLOURS, MAXIMUS, MEDIUS, Row, Work, said
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.model import PATH_SETS, LegModel, plain_name
from openclam.kinetics.muscles import group_of
from openclam.kinetics.posture import HipPosture

Make = Callable[[str | None, str], Work]
"""An estimate for a band's colour (None: no band) and a set of muscle paths."""

UP_DEG = np.arange(0.0, 31.0, 5.0)
LEAST_TFL_PCT = 1.0
"""The index divides by TFL, which the model may leave at nothing: it is taken as no less than this."""


def rows(make: Make = Work) -> list[Row]:
    """V1 to V6, in their order."""
    free = make(None, PATH_SETS[0])
    others = [make(None, paths) for paths in PATH_SETS[1:]]
    return [
        *_rolled_back(free),
        _flexion(free),
        _parts(free, others),
        _tensor(free, others),
        _range(make),
        _colours(free, make),
    ]


def as_table(found: Iterable[Row]) -> list[dict[str, Any]]:
    """For the results file."""
    return [asdict(row) for row in found]


def _rolled_back(work: Work) -> list[Row]:
    upright = clam_posture(20.0)
    ways = {
        "the same hip angles, all turned back by 35°": (replace(upright, roll_deg=35.0), ""),
        "the same opening in the room, pelvis rolled back by 35°": (
            clam_posture(20.0, roll_deg=35.0),
            "the hip is then turned inward, where middle gluteus maximus has an outward arm of "
            f"{_outward_arm(clam_posture(20.0, roll_deg=35.0)):.0f} mm instead of {_outward_arm(upright):.0f}, "
            "and it takes "
            "over; what was published turned the whole movement back, as in the row above",
        ),
    }
    found = []
    for way, (posture, why) in ways.items():
        before = [work.groups(upright, *MEDIUS), work.groups(upright, *MAXIMUS)]
        after = [work.groups(posture, *MEDIUS), work.groups(posture, *MAXIMUS)]
        found.append(
            Row(
                "V1",
                f"Pelvis rolled back lowers gluteus medius and maximus ({way}; opening 20°)",
                "both lower (Willcox & Burden 2013)",
                f"medius {before[0]:.1f} → {after[0]:.1f} %, maximus {before[1]:.1f} → {after[1]:.1f} %",
                after[0] < before[0] and after[1] < before[1],
                why,
            )
        )
    return found


def _outward_arm(posture: HipPosture) -> float:
    """External-rotation arm of middle gluteus maximus, mm."""
    leg = LegModel(BODY)
    leg.place(posture)
    row = next(int(row) for row in leg.rows[PATH_SETS[0]] if plain_name(leg.muscles[row]) == "glmax2")
    return -1000 * float(leg.moment_arms()[2, row])


def _flexion(work: Work) -> Row:
    muscles = [work.muscles(clam_posture(20.0, flexion)) for flexion in (0.0, 30.0, 45.0)]
    posterior, middle = ([one[name] for one in muscles] for name in ("glmed3", "glmed2"))
    whole = [work.together(one, lambda name: group_of(name) in MEDIUS) for one in muscles]
    return Row(
        "V2",
        "Gluteus medius rises with hip flexion 0, 30, 45° (opening 20°)",
        "posterior part monotone (Willcox & Burden 2013); the middle part, reported apart, is expected to fall",
        f"posterior {said(posterior)} %; whole muscle {said(whole)} %; middle {said(middle)} %",
        posterior[0] < posterior[1] < posterior[2],
    )


def _parts(work: Work, others: list[Work]) -> Row:
    posture = clam_posture(20.0)
    one = work.muscles(posture)
    medius = [one[f"glmed{part}"] for part in (3, 2, 1)]
    minimus = [one[f"glmin{part}"] for part in (3, 1)]
    spread = "; ".join(said([other.muscles(posture)[f"glmed{part}"] for part in (3, 2, 1)]) for other in others)
    passed = medius[0] > medius[1] > medius[2] and minimus[0] > minimus[1] and medius[2] <= 10 and minimus[1] <= 10
    return Row(
        "V3",
        "Posterior > middle > anterior gluteus medius, posterior > anterior minimus, "
        "anterior parts ≤ 10 % (45°, opening 20°)",
        "23 > 13 > 3 and 20 > 7 by fine wire (Ganderton 2017, second hand): the order",
        f"medius {said(medius)} %, minimus {said(minimus)} %; other path sets: medius {spread} %",
        passed,
    )


def gluteal_to_tensor(medius: float, superior_maximus: float, tensor: float) -> float:
    """Selkowitz's index: ½[(GMED / TFL) · GMED + (SGMAX / TFL) · SGMAX], activations in %.

    Selkowitz 2013, JOSPT 43(2):54-64, doi 10.2519/jospt.2013.4116.
    """
    return 0.5 * (medius**2 + superior_maximus**2) / max(tensor, LEAST_TFL_PCT)


def side_lying_abduction(abduction_deg: float) -> HipPosture:
    """The leg lifted straight: hip and knee extended, the foot in the air."""
    return HipPosture(0.0, abduction_deg, 0.0, 0.0, foot_supported=False)


def _index(work: Work, postures: Iterable[HipPosture]) -> tuple[float, float]:
    """The index and TFL of a movement, from the means over its postures."""
    each = [work.muscles(posture) for posture in postures]
    medius, superior, tensor = (
        float(np.mean([work.together(one, partial(_in_groups, groups=group)) for one in each]))
        for group in (MEDIUS, (MAXIMUS[0],), ("tensor-fasciae-latae",))
    )
    return gluteal_to_tensor(medius, superior, tensor), tensor


def _in_groups(name: str, groups: tuple[str, ...]) -> bool:
    return group_of(name) in groups


def _tensor(work: Work, others: list[Work]) -> Row:
    lifts = [side_lying_abduction(float(angle)) for angle in np.arange(0.0, 26.0, 5.0)]
    clams = [clam_posture(float(opening)) for opening in UP_DEG]
    (clam, tensor), (lift, tensor_lift) = _index(work, clams), _index(work, lifts)
    top = max(work.muscles(posture)["tfl"] for posture in clams)
    spread = ", ".join(f"{_index(other, clams)[0]:.0f} against {_index(other, lifts)[0]:.0f}" for other in others)
    asked = [abs(work.load(posture).hip_moment_nm[1]) for posture in (clams[0], lifts[0])]
    return Row(
        "V4",
        "TFL stays low; gluteal-to-TFL index of the clam above that of side-lying abduction (0-25°, knee straight)",
        "TFL ≤ 15 %; index 115, highest of 11 exercises (Selkowitz 2013)",
        f"TFL at most {top:.1f} %; index {clam:.0f} (TFL {tensor:.1f} %) against {lift:.0f} (TFL {tensor_lift:.1f} %); "
        f"other path sets: {spread}",
        top <= 15.0 and clam > lift,
        "the index grows with the square of the gluteal share, "
        f"and the model asks {asked[0]:.0f} N·m of abduction of the "
        f"muscles in the clam, whose foot is supported, against {asked[1]:.0f} in the lift; people also tense muscles "
        "that the load does not need, which least squared activation never does",
    )


def _range(make: Make) -> Row:
    clams = [clam_posture(float(opening)) for opening in UP_DEG]
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for paths in PATH_SETS:
        for colour in (None, "yellow"):
            work = make(colour, paths)
            each = [work.muscles(posture) for posture in clams]
            found[paths, colour or "no band"] = (
                max(max(one[f"glmed{part}"] for part in (1, 2, 3)) for one in each),
                max(max(one[f"glmax{part}"] for part in (1, 2)) for one in each),
            )
    main = [pair for (paths, _), pair in found.items() if paths == PATH_SETS[0]]
    return Row(
        "V5",
        "Activation at the peak of the rep, 45°: highest part of gluteus medius, of maximus",
        "17-47 % and 14-53 % without or with a light band (published means)",
        "; ".join(f"{paths}, {band}: {a:.0f} and {b:.0f} %" for (paths, band), (a, b) in found.items()),
        any(17 <= a <= 47 and 14 <= b <= 53 for a, b in main),
        "least squared activation has no co-contraction and the supported foot carries part of the load: "
        "gluteus maximus "
        "comes out below what electrodes show; the path sets differ by more than the miss",
    )


def _colours(free: Work, make: Make) -> Row:
    posture = clam_posture(30.0)
    works = [free, *(make(colour, PATH_SETS[0]) for colour in COLOURS)]
    medius = [work.groups(posture, *MEDIUS) for work in works]
    maximus = [work.groups(posture, *MAXIMUS) for work in works]
    return Row(
        "V6",
        f"Gluteus medius and maximus rise with band colour (none, {', '.join(COLOURS)}; 61 cm loop, opening 30°)",
        "strictly up",
        f"medius {said(medius)} %; maximus {said(maximus)} %",
        all(a < b for values in (medius, maximus) for a, b in pairwise(values)),
    )
