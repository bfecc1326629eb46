"""From a posture to what it asks of the hip: band, moments, muscles, and how far other models would disagree.

The leg is taken to be at rest in every frame: opened by 30° in a second, what speeds it up is 6 % of what holds its
weight, in two seconds 2 %, in half a second 25 % (`docs/kinetics.md`). The usual variant leaves out what stretched
muscles give without working, since its curves are not to be relied on; one variant of the range has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from math import pi

import numpy as np

from openclam.kinetics.band import Band
from openclam.kinetics.body import Body
from openclam.kinetics.clam import hip_to_ankle, opening_rates
from openclam.kinetics.loop import ALONG_THIGH, LOOP_SD_CM, Thigh
from openclam.kinetics.model import COORDINATES, GRAVITY, PATH_SETS, LegModel, plain_name
from openclam.kinetics.posture import HipPosture, Matrix, Vector
from openclam.kinetics.sharing import Sharing

FRICTIONS = (0.3, 0.0, 0.6)
"""Between the feet, the usual one first: skin or sock on sock. No study of it was found; the range says what it
matters."""

_ACROSS = np.array([0.0, 1.0, 0.0])
_CONTACT = np.array([0.03, 0.02, -0.03])
"""Where the upper foot lies on the lower one, m in the heel bone's frame: its inner side, below the ankle."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to model the same leg.

    A set of muscle paths, the friction between the feet, a multiple of the band's pull, and whether stretched muscles
    help without working.
    """

    paths: str = PATH_SETS[0]
    friction: float = FRICTIONS[0]
    pull: float = 1.0
    passive: bool = False


USUAL = Variant()


def static_optimisation(muscles: tuple[str, ...], force_n: Vector) -> Sharing:
    """The usual sharing: least squared activation of muscles of these names (n,) and maximal forces (n,), N."""
    del muscles
    return Sharing(force_n, len(COORDINATES))


@dataclass(frozen=True, slots=True)
class Load:
    """What one posture asks.

    `activation` (n,) 0 to 1 belongs to the variant's muscles: static optimisation's, which no person does exactly.
    `opening_nm` (n,) is what each of them could give at its maximal force about the line from hip to ankle, + opening;
    it rests on moment arms and strengths alone. `hip_moment_nm` (3,) is what the muscles give about the
    hip: flexion, abduction, external rotation; `knee_moment_nm` about the knee, + flexion. `clam_moment_nm` is what
    weight and band ask about the line from hip to ankle, + against opening. `band_force_n` is the net pull between the
    thighs; `band_elongation` 0.3 is 30 %, below 0 slack, NaN without a band. `support_n` is how hard the feet press.
    `missing_nm` is the largest moment that the muscles of the model could not give; above 1 the answer is none.
    """

    activation: Vector
    opening_nm: Vector
    hip_moment_nm: Vector
    knee_moment_nm: float
    clam_moment_nm: float
    band_force_n: float
    band_elongation: float
    support_n: float
    missing_nm: float


class Loads:
    """The loads of one person with one band. Not for use by two threads at once.

    `closed` is the posture that the set starts from; there the thighs have `gap_cm` of air between them at the band.
    Without a `thigh` it is the usual one of the body. `at_rest` is the load in the closed posture. `sharing` makes
    what shares a need among the muscles of these names (n,) and maximal forces (n,).

    Raises:
        UsageError: the `kinetics` extra is not installed.
    """

    def __init__(
        self,
        body: Body,
        band: Band | None,
        closed: HipPosture,
        *,
        thigh: Thigh | None = None,
        gap_cm: float = 0.0,
        sharing: Callable[[tuple[str, ...], Vector], Sharing] = static_optimisation,
    ) -> None:
        self.body, self.band, self.closed = body, band, closed
        self.thigh = thigh or Thigh.of_body(body.height_cm, body.mass_kg)
        self._leg = LegModel(body)
        self._force = self._leg.force_n
        self._sharing = {
            (paths, friction): sharing(self.muscles(paths), self.force_n(paths))
            for paths, friction in product(PATH_SETS, FRICTIONS)
        }
        self._leg.place(closed)
        apart = (self.thigh.girth_cm / pi + gap_cm) / 100
        self._lower_thigh = self._in_room(closed, self._band_point()) - np.array([0.0, 0.0, apart])
        self.at_rest = self.of(closed)

    def muscles(self, paths: str = PATH_SETS[0]) -> tuple[str, ...]:
        """The names (n,) of a path set's muscles, in the order of `Load.activation`."""
        return tuple(plain_name(self._leg.muscles[row]) for row in self._leg.rows[paths])

    def force_n(self, paths: str = PATH_SETS[0]) -> Vector:
        """The maximal forces (n,) of a path set's muscles, N."""
        return self._force[self._leg.rows[paths]]

    def of(self, posture: HipPosture, variant: Variant = USUAL) -> Load:
        """The load in a posture."""
        return next(self._in_turn(posture, (variant,)))

    @property
    def elongation_sd(self) -> float:
        """Standard deviation of the band's elongation (0.1 = 10 %) by the thigh's girth and the loop's length."""
        if self.band is None:
            return 0.0
        # A thicker thigh lengthens the belt round it, and holds the thighs that touch further apart.
        by_girth = (1 + 2 / pi) * self.thigh.sd_cm
        return float(np.hypot(by_girth, LOOP_SD_CM)) / self.band.loop_cm

    def variants(self) -> tuple[Variant, ...]:
        """The variants whose answers make up a range, the usual one first."""
        pulls = (1.0,) if self.band is None else (1.0, *self.band.force_range)
        active = (Variant(*parts) for parts in product(PATH_SETS, FRICTIONS, pulls))
        return (*active, Variant(passive=True))

    def over_variants(self, posture: HipPosture) -> list[Load]:
        """The load in a posture for every one of `variants()`."""
        return list(self._in_turn(posture, self.variants()))

    def place(self, posture: HipPosture) -> LegModel:
        """The leg, brought into a posture: for drawings of it."""
        self._leg.place(posture)
        return self._leg

    def _in_turn(self, posture: HipPosture, variants: tuple[Variant, ...]) -> Iterator[Load]:
        leg = self._leg
        leg.place(posture)
        arms, weight = leg.moment_arms(), leg.weight_moments()
        contact = self._contact(posture) if posture.foot_supported else None
        point = self._band_point()
        elongation, pull = self._band(posture, point)
        columns = leg.force_columns("femur_r", point)
        line = hip_to_ankle(posture)
        opening = opening_rates(posture, line) @ arms[:3] * self._force
        for variant in variants:
            force = variant.pull * pull
            need = weight - columns @ force
            if variant.passive:
                need = need - leg.passive_moments(arms)
            rows = leg.rows[variant.paths]
            share = self._sharing[variant.paths, variant.friction].solve(arms[:, rows], need, contact, variant.friction)
            given = arms[:4, rows] @ (self._force[rows] * share.activation)
            yield Load(
                activation=share.activation,
                opening_nm=opening[rows],
                hip_moment_nm=given[:3] * np.array([1.0, -1.0, -1.0]),
                knee_moment_nm=float(given[3]),
                clam_moment_nm=self._clam_moment(posture, line, point, force),
                band_force_n=float(np.linalg.norm(force)),
                band_elongation=elongation,
                support_n=float(share.support_n[0]),
                missing_nm=float(np.abs(share.missing_nm).max()),
            )

    def _band_point(self) -> Vector:
        """The point (3,) of the thigh's axis that the band pulls at, m, pelvis frame."""
        hip, knee = self._leg.place_of("femur_r"), self._leg.place_of("tibia_r")
        return hip + ALONG_THIGH * (knee - hip)

    def _in_room(self, posture: HipPosture, point: Vector) -> Vector:
        """A point (3,) of the pelvis frame seen from the lower hip, on which the pelvis rolls."""
        lower_hip = self._leg.place_of("femur_r") * np.array([1.0, 1.0, -1.0])
        return np.asarray(posture.pelvis @ (point - lower_hip))

    def _band(self, posture: HipPosture, point: Vector) -> tuple[float, Vector]:
        """The band's elongation and its pull (3,) on the upper thigh, N, pelvis frame."""
        if self.band is None:
            return float("nan"), np.zeros(3)
        away = self._lower_thigh - self._in_room(posture, point)
        distance = float(np.linalg.norm(away))
        elongation = self.band.elongation(distance, self.thigh.girth_cm / 100)
        return elongation, self.band.pull_n(elongation) * (posture.pelvis.T @ away) / distance

    def _contact(self, posture: HipPosture) -> Matrix:
        """Moments (5, 3) per newton of support: along up, along the body, and across it."""
        directions = np.stack([posture.up, _ACROSS, np.cross(posture.up, _ACROSS)], axis=1)
        heel = self._leg.place_of("calcn_r", _CONTACT * self.body.scale)
        return np.asarray(self._leg.force_columns("calcn_r", heel) @ directions)

    def _clam_moment(self, posture: HipPosture, line: Vector, point: Vector, force: Vector) -> float:
        hip = self._leg.place_of("femur_r")
        mass, centre = self._leg.mass_centre()
        moment = np.cross(point - hip, force) - np.cross(centre - hip, mass * GRAVITY * posture.up)
        return -float(moment @ line)
