"""A set's loads: every rep's figures, the band as it was taken, and which band next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from openclam.exercise import Language
from openclam.kinematics import Quantity
from openclam.kinematics.posture import Values
from openclam.kinetics.advice import SetDone, Worn, advise
from openclam.kinetics.band import OVER_STRETCHED, Band
from openclam.kinetics.band_notes import band_notes
from openclam.kinetics.body import Body
from openclam.kinetics.document import BandAdvice, BandUsed, Kinetics
from openclam.kinetics.loads import Loads
from openclam.kinetics.loop import HIPS_APART_SHARE, KNEES_READ_TOO_FAR_CM, Thigh, distance_at_band
from openclam.kinetics.motion import RepMotion, hip_posture, measured
from openclam.kinetics.rep import RepLoads, loads_of_rep, rep_kinetics
from openclam.kinetics.words import say


@dataclass(frozen=True, slots=True)
class Wearer:
    """Who did the set, with what.

    `assumed` where height or mass were not told; `band` None where none was worn, or none was told, as `band_told`
    says.
    """

    body: Body
    assumed: bool
    band: Band | None
    thigh: Thigh
    band_told: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class SetLoads:
    """The loads of a set: the document, and what its curves, files and the replay are drawn from."""

    kinetics: Kinetics
    loads: Loads
    reps: tuple[RepLoads, ...]


def loads_of_set(wearer: Wearer, motions: Sequence[RepMotion], done: SetDone, lang: Language) -> SetLoads | None:
    """The loads of a set.

    Args:
        wearer: the body and the band.
        motions: the reps as they were measured; their closed positions are those of their set.
        done: how the set went, for the advice.
        lang: the language of its sentences.

    Returns:
        The loads; None where the closed position of the leg, or every rep, was not measured.

    Raises:
        UsageError: the `kinetics` extra is not installed.
    """
    if not motions or not measured(motions[0].closed):
        return None
    loads = _loads(wearer, motions[0].closed)
    reps = tuple(rep for rep in (loads_of_rep(loads, motion) for motion in motions) if rep is not None)
    if not reps:
        return None
    kinetics = Kinetics(
        model=_model(),
        note=say("note", lang),
        height_cm=wearer.body.height_cm,
        mass_kg=wearer.body.mass_kg,
        assumed=wearer.assumed,
        band=None if wearer.band is None else _band_used(wearer.band, wearer.thigh),
        reps=[rep_kinetics(loads, rep, lang) for rep in reps],
        advice=_advice(wearer, loads, reps, done, lang),
        warnings=_warnings(wearer, loads, reps, lang),
    )
    return SetLoads(kinetics, loads, reps)


def _loads(wearer: Wearer, closed: Values) -> Loads:
    return Loads(
        wearer.body, wearer.band, hip_posture(closed, closed), thigh=wearer.thigh, gap_cm=_gap_cm(wearer, closed)
    )


def _gap_cm(wearer: Wearer, closed: Values) -> float:
    """Air between the thighs at the band in the closed position; none where the knees were not measured."""
    knees = float(closed[Quantity.KNEES_APART])
    if not np.isfinite(knees):
        return 0.0
    girth = wearer.thigh.girth_cm
    return (
        distance_at_band(knees - KNEES_READ_TOO_FAR_CM, HIPS_APART_SHARE * wearer.body.height_cm, girth) - girth / np.pi
    )


def _model() -> str:
    """What the figures were made with."""
    parts = ", ".join(f"{name} {version(name)}" for name in ("myo-sim", "mujoco", "daqp"))
    return f"myolegs with deep hip rotators ({parts})"


def _band_used(band: Band, thigh: Thigh) -> BandUsed:
    return BandUsed(
        maker=band.maker,
        colour=band.colour,
        loop_cm=band.loop_cm,
        thigh_girth_cm=thigh.girth_cm,
        assumed=[*band.assumed, *(["thigh_girth_cm"] if thigh.assumed else [])],
        source=band.source,
    )


def _stretch(loads: Loads, reps: Sequence[RepLoads]) -> tuple[float, float]:
    """The band's elongation with the knees closed, and the largest in the set."""
    most = max(load.band_elongation for rep in reps for load in rep.loads)
    return loads.at_rest.band_elongation, most


def _warnings(wearer: Wearer, loads: Loads, reps: Sequence[RepLoads], lang: Language) -> list[str]:
    if wearer.band is None:
        return [] if wearer.band_told else [say("untold", lang)]
    return [note.say(lang) for note in band_notes(wearer.band, *_stretch(loads, reps))]


def _advice(wearer: Wearer, loads: Loads, reps: Sequence[RepLoads], done: SetDone, lang: Language) -> BandAdvice:
    worn = None
    if wearer.band is not None:
        closed, most = _stretch(loads, reps)
        worn = Worn.of(wearer.band, slack=closed <= 0, over_stretched=most > OVER_STRETCHED)
    advice = advise([[done]], worn)
    if worn is None and not wearer.band_told and advice.choice == "same":
        # Nobody said that there was none.
        return BandAdvice(choice="same", why=say("untold", lang))
    return BandAdvice(choice=advice.choice, why=advice.say(lang))
