"""The options of an assessment, each checked at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Language
from openclam.kinematics import USUAL_HEIGHT_CM
from openclam.kinetics.band import LOOPS_CM, Band, load_band
from openclam.kinetics.body import Body
from openclam.kinetics.calibration import Calibration, Pull
from openclam.kinetics.loop import Thigh, WornLoop
from openclam.pose import POSE_MODELS, PoseModel

USUAL_MASS_KG = 70.0
HEIGHTS_CM = (100.0, 230.0)
MASSES_KG = (20.0, 300.0)
GIRTHS_CM = (20.0, 90.0)

MovingLeg = Literal["auto", "left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of one assessed set, each checked when the object is made.

    Attributes:
        lang: language of cues and reasons, "en" or "nl".
        moving_leg: "auto" finds it; "left" or "right" counts the reps of that leg alone.
        height_cm: body height, 100 to 230; None assumes 170, and the assessment says so.
        mass_kg: body mass, 20 to 300; None assumes 70.
        band: the band's colour, in English or Dutch, a maker's name before it if need be ("Hygenic red"); "none" for no
            band, None to look for one in the recording.
        pose_model: "heavy" (most accurate), "full" or "lite" (fastest).
        band_loop_cm: length of the band once round, lying slack, 20 to 200; without it nobody knows its tension.
        thigh_girth_cm: once round the thigh just above the knee, 20 to 90; None takes the usual one of the body.
        band_pulls: the user's own pulls of the loop, each the length from end to end in cm and the kilograms of a
            luggage scale; they take the place of what is published for the colour.
        effort: how hard the set felt, 0 to 10; None where nobody told. It counts for the advice on the band alone.
        pain: how much it hurt, 0 to 10; the same.

    Raises:
        UsageError: a value is not one of those allowed, or out of range.
    """

    lang: Language = "en"
    moving_leg: MovingLeg = "auto"
    height_cm: float | None = None
    mass_kg: float | None = None
    band: str | None = None
    pose_model: PoseModel = "heavy"
    band_loop_cm: float | None = None
    thigh_girth_cm: float | None = None
    band_pulls: tuple[Pull, ...] = ()
    effort: float | None = None
    pain: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "band_pulls", tuple(Pull(*pull) for pull in self.band_pulls))
        _one_of("lang", self.lang, LANGUAGES)
        _one_of("moving_leg", self.moving_leg, ("auto", "left", "right"))
        _one_of("pose_model", self.pose_model, POSE_MODELS)
        _between("height_cm", self.height_cm, *HEIGHTS_CM)
        _between("mass_kg", self.mass_kg, *MASSES_KG)
        _between("band_loop_cm", self.band_loop_cm, *LOOPS_CM)
        _between("thigh_girth_cm", self.thigh_girth_cm, *GIRTHS_CM)
        _between("effort", self.effort, 0, 10)
        _between("pain", self.pain, 0, 10)
        self._check_band()

    def _check_band(self) -> None:
        if self.band is not None and not self.band.strip():
            raise UsageError('band (--band): expected a colour, or "none" for no band; got nothing')
        if self.band_pulls and self.band_loop_cm is None:
            raise UsageError(
                "band_pulls (--band-pull): expected the loop's length beside the pulls, got none. "
                "Measure once round the loop, lying slack, and give it with --band-loop-cm."
            )
        if self.band_worn is False and self.band_loop_cm is not None:
            raise UsageError(
                'band (--band): expected no length and no pulls with "none", got --band-loop-cm '
                f"{self.band_loop_cm:g}. Leave one of them out."
            )
        self.load_band()

    @property
    def band_worn(self) -> bool | None:
        """Whether a band was declared (True), declared absent (False), or is to be looked for (None).

        Who tells its length wears one.
        """
        if self.band is None:
            return None if self.band_loop_cm is None else True
        return self.band.strip().lower() != "none"

    @property
    def body(self) -> Body:
        """The body, of the usual height and mass where they were not told."""
        return Body(self.height_cm or USUAL_HEIGHT_CM, self.mass_kg or USUAL_MASS_KG)

    @property
    def body_assumed(self) -> bool:
        """Whether height or mass were not told."""
        return self.height_cm is None or self.mass_kg is None

    @property
    def thigh(self) -> Thigh:
        """The thigh just above the knee, as measured or as usual for the body."""
        if self.thigh_girth_cm is not None:
            return Thigh.measured(self.thigh_girth_cm)
        return Thigh.of_body(self.body.height_cm, self.body.mass_kg, mass_told=self.mass_kg is not None)

    @property
    def loop(self) -> WornLoop | None:
        """The band as it is worn; None where its length was not told."""
        if self.band_loop_cm is None:
            return None
        return WornLoop.of_person(self.band_loop_cm, self.thigh, self.body.height_cm)

    def load_band(self) -> Band | None:
        """The band's force, by its pulls or its colour; None where neither was told, or none is worn.

        Raises:
            UsageError: the colour is on no chart, or a pull cannot be.
        """
        if self.band_pulls and self.band_loop_cm is not None:
            return load_band(self.band, self.band_loop_cm, Calibration.of_loop(self.band_loop_cm, self.band_pulls))
        if self.band is None or self.band_worn is False:
            return None
        return load_band(self.band, self.band_loop_cm)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(f"{_named(name)}: expected one of {', '.join(allowed)}; got {value!r}")


def _between(name: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not (np.isfinite(value) and least <= value <= most):
        raise UsageError(f"{_named(name)}: expected a number from {least:g} to {most:g}; got {value:g}")


def _named(name: str) -> str:
    """An option as Python and as the command line call it."""
    return f"{name} (--{name.replace('_', '-')})"
