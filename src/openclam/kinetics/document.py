"""What the band and the muscles did, as a document: `kinetics` in the assessment, and in `assessment.json`.

Every number is a model's estimate for a person of this height and mass, with its range over the variants of the
model (three sets of muscle paths, the friction under the feet, the pull of the band); none of it is a measurement.
Forces in N, moments in N·m (also per kg of body mass), work in J, times in s. Moments are those that the muscles
of the moving hip give: abduction and external rotation are positive. Sentences (`why`, `note`, `source`, `warnings`)
are in the language of the assessment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

MuscleGroup = Literal[
    "gluteus-medius-anterior",
    "gluteus-medius-middle",
    "gluteus-medius-posterior",
    "gluteus-minimus",
    "gluteus-maximus-superior",
    "gluteus-maximus-middle",
    "piriformis",
    "obturators-and-gemelli",
    "quadratus-femoris",
    "tensor-fasciae-latae",
    "others",
]
GROUPS: tuple[MuscleGroup, ...] = get_args(MuscleGroup)
"""The muscle groups, in the order in which a document and a report name them."""

Choice = Literal["lighter", "same", "heavier"]
Level = Literal["most", "some", "little"]
SharedBy = Literal["static-optimisation"]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Estimate(_Document):
    """A value and its range over the variants of the model, in the unit of the field's name."""

    value: float
    low: float
    high: float

    @model_validator(mode="after")
    def _value_lies_in_its_range(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"expected low ≤ value ≤ high, got {self.low} ≤ {self.value} ≤ {self.high}")
        return self


def estimate(values: Sequence[float]) -> Estimate:
    """The first of some values, that of the usual variant, and the range of them all."""
    first, low, high = (round(value, 4) for value in (values[0], min(values), max(values)))
    return Estimate(value=first, low=low, high=high)


class MuscleOpening(_Document):
    """What a muscle group could give towards opening in this posture, at its maximal force.

    `opening_moment_nm` is about the line from hip to ankle, the sum of those parts of the group that open; its range is
    that of the sets of muscle paths. `level` compares it with the other groups: "most" where every set has it above
    the groups' mean, "little" where in one set or more no part of it opens, else "some". Moment arms and strengths
    alone: it does not say how hard the muscle worked.
    """

    group: MuscleGroup
    opening_moment_nm: Estimate
    level: Level


class MuscleShare(_Document):
    """How hard a muscle group works: 0 to 100 % of what it could, the mean of its parts weighted by their strength.

    By static optimisation: the least sum of squared activations that balances the moments. People tense more, and
    other muscles. For research on models, never for a patient; no report shows it.
    """

    group: MuscleGroup
    activation_pct: Estimate


class RolledBack(_Document):
    """The same rep with the pelvis rolled back by `roll_deg`, as documents up to version 0.1 have it.

    The change is of the force of the whole gluteus medius in %, by static optimisation. It does not hold against
    what electrodes found, and is no longer calculated.
    """

    roll_deg: float
    gluteus_medius_change_pct: Estimate


class RepKinetics(_Document):
    """One rep.

    `band_force_n` is the largest net pull of the band between the thighs, both strands together; the elongations
    are of its loop, in % of its length at rest, with the knees closed and at the top. These three are null without a
    band. The moments of the hip are the largest that its muscles gave in the rep; `clam_moment_nm` is about the line
    from hip to ankle, the largest that the leg's weight and the band asked. `work_j` is done against both on the way
    up. `time_under_tension_s` runs from the start of the opening until the knees are closed again. `muscles` and
    `openers` hold at the top, the groups in the order of `GROUPS`. `openers` leaves out "others"; it is empty where
    the model's muscles do not keep to what studies of the clam found, and in documents from before it. `rolled_back`
    is null, except in older documents. Where the knee opened beyond what the model can follow (40°), moments, muscles
    and openers stop there. `why` is set exactly where the rep is not `trusted`.
    """

    number: int = Field(ge=1)
    band_force_n: Estimate | None
    band_elongation_closed_pct: Estimate | None
    band_elongation_top_pct: Estimate | None
    hip_abduction_moment_nm: Estimate
    hip_abduction_moment_nm_kg: Estimate
    hip_external_rotation_moment_nm: Estimate
    hip_external_rotation_moment_nm_kg: Estimate
    clam_moment_nm: Estimate
    work_j: Estimate
    time_under_tension_s: float
    muscles: list[MuscleShare]
    openers: list[MuscleOpening] = []
    rolled_back: RolledBack | None
    trusted: bool
    why: str | None


class BandUsed(_Document):
    """The band, and what of it was assumed rather than given (names of its fields); `source` of its force."""

    maker: str | None
    colour: str | None
    loop_cm: float | None
    thigh_girth_cm: float
    assumed: list[str]
    source: str


class BandAdvice(_Document):
    """Which band next, and why."""

    choice: Choice
    why: str


class Kinetics(_Document):
    """The set. `assumed` where height or mass were not given by the user; `band` is null where there was none.

    `shared_by` is the estimate behind `muscles` of the reps.
    """

    model: str
    shared_by: SharedBy = "static-optimisation"
    note: str
    height_cm: float
    mass_kg: float
    assumed: bool
    band: BandUsed | None
    reps: list[RepKinetics]
    advice: BandAdvice
    warnings: list[str]
