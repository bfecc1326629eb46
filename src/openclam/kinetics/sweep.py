"""The loads of postures that nobody filmed: openings, hip angles, rolls and bands, each with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openclam.exercise import Language
from openclam.kinetics.band import Band
from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.document import Estimate, MuscleOpening, MuscleShare, SharedBy, estimate
from openclam.kinetics.loads import Loads
from openclam.kinetics.loop import Thigh
from openclam.kinetics.openers import muscle_openings
from openclam.kinetics.rep import abduction, distrust, elongation, external_rotation, muscle_shares
from openclam.kinetics.words import say


class SweepRow(BaseModel):
    """One posture with one band; `band_colour` is null without one. Units and signs as in `RepKinetics`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening_deg: float
    hip_flexion_deg: float
    knee_flexion_deg: float
    pelvic_roll_deg: float
    band_colour: str | None
    band_force_n: Estimate | None
    band_elongation_pct: Estimate | None
    clam_moment_nm: Estimate
    hip_abduction_moment_nm: Estimate
    hip_external_rotation_moment_nm: Estimate
    muscles: list[MuscleShare]
    openers: list[MuscleOpening]
    trusted: bool
    why: str | None


class Sweep(BaseModel):
    """A sweep as a document; `shared_by` is the estimate behind `muscles`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["openclam/kinetics/1"] = Field("openclam/kinetics/1", alias="schema")
    note: str
    shared_by: SharedBy = "static-optimisation"
    height_cm: float
    mass_kg: float
    thigh_girth_cm: float
    band_loop_cm: float | None
    rows: list[SweepRow]

    def to_json(self) -> str:
        """The document as JSON text, with two-space indent and a final newline."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Grid:
    """What is swept, degrees; `bands` may hold None for no band."""

    openings: Sequence[float]
    hip_flexions: Sequence[float]
    rolls: Sequence[float]
    bands: Sequence[Band | None]
    knee_flexion: float = 90.0


def sweep(body: Body, thigh: Thigh, grid: Grid, lang: Language) -> Sweep:
    """The loads of every posture of a grid, feet together.

    Raises:
        UsageError: the `kinetics` extra is not installed.
    """
    rows = []
    for band, flexion in product(grid.bands, grid.hip_flexions):
        loads = Loads(body, band, clam_posture(0.0, flexion, grid.knee_flexion), thigh=thigh)
        rows += [_row(loads, grid, roll, opening, lang) for roll, opening in product(grid.rolls, grid.openings)]
    worn = [band for band in grid.bands if band is not None]
    return Sweep(
        schema="openclam/kinetics/1",
        note=say("note", lang),
        height_cm=body.height_cm,
        mass_kg=body.mass_kg,
        thigh_girth_cm=thigh.girth_cm,
        band_loop_cm=worn[0].loop_cm if worn else None,
        rows=rows,
    )


def _row(loads: Loads, grid: Grid, roll: float, opening: float, lang: Language) -> SweepRow:
    flexion = loads.closed.hip_flexion_deg
    answers = loads.over_variants(clam_posture(opening, flexion, grid.knee_flexion, roll))
    why = distrust(answers[0], opening, flexion, lang)
    return SweepRow(
        opening_deg=opening,
        hip_flexion_deg=flexion,
        knee_flexion_deg=grid.knee_flexion,
        pelvic_roll_deg=roll,
        band_colour=None if loads.band is None else loads.band.colour,
        band_force_n=None if loads.band is None else estimate([answer.band_force_n for answer in answers]),
        band_elongation_pct=elongation(loads, answers[0]),
        clam_moment_nm=estimate([answer.clam_moment_nm for answer in answers]),
        hip_abduction_moment_nm=estimate([abduction(answer) for answer in answers]),
        hip_external_rotation_moment_nm=estimate([external_rotation(answer) for answer in answers]),
        muscles=muscle_shares(loads, answers),
        openers=muscle_openings(loads, answers),
        trusted=why is None,
        why=why,
    )
