"""The assessment as a document: what `assess` returns and what `assessment.json` holds.

Angles are in degrees and follow the definitions in `openclam.kinematics`; times are seconds since
the first frame. A number that could not be measured is null. This model is the source of the
published JSON Schema.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from openclam.assessment.series import Series
from openclam.kinetics.document import Kinetics
from openclam.kinetics.set_loads import SetLoads


class Verdict(StrEnum):
    """What was seen of a statement."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_JUDGE = "cannot judge"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measured(_Document):
    """A value and its standard deviation, in the unit of the field's name; null where unseen."""

    value: float | None = None
    sd: float | None = None


class RecordingInfo(_Document):
    """The recording: `frames` were decoded, `fps` is their mean rate."""

    path: str
    duration_s: float
    fps: float
    frames: int
    width: int
    height: int


class Person(_Document):
    """Height and mass used for scale; `assumed` where the user did not give the height."""

    height_cm: float
    mass_kg: float
    assumed: bool


class View(_Document):
    """Where the camera stood.

    `azimuth_deg`: 0 looks at the front of the body, + toward the head, 90 at the head end.
    `elevation_deg`: + above the body's height. `why` says in words what a bad view cannot carry.
    """

    azimuth_deg: float | None
    elevation_deg: float | None
    judgeable: bool
    why: str | None


class Finding(_Document):
    """A statement held against its measure, once.

    `limit` is the limit of *not met* on the side that the value lies nearest. `why` is set
    exactly when the verdict is *cannot judge*; `cue` exactly when it is *not met*.
    """

    statement: str
    page: list[str]
    verdict: Verdict
    value: float | None
    sd: float | None
    limit: float | None
    unit: str | None
    cue: str | None
    why: str | None = None


class Rep(_Document):
    """One rep: its times, the peak of each angle within it, and its findings.

    The top lasts from `top_s` to `top_end_s`; `peak_s` is the moment of the largest opening in it.
    """

    number: int = Field(ge=1)
    start_s: float
    top_s: float
    peak_s: float
    top_end_s: float
    end_s: float
    opening_deg: Measured
    hip_external_rotation_deg: Measured
    hip_abduction_deg: Measured
    pelvic_roll_deg: Measured
    pelvic_tilt_deg: Measured
    trunk_rotation_deg: Measured
    trunk_lean_deg: Measured
    feet_gap_cm: Measured
    clean_range_deg: Measured
    up_s: float
    hold_s: float
    down_s: float
    peak_speed_deg_s: float
    findings: list[Finding]


class StatementSummary(_Document):
    """A statement over the whole set; the counts are of reps (of the one start, where it is that)."""

    statement: str
    page: list[str]
    verdict: Verdict
    reps_met: int
    reps_not_met: int
    reps_cannot_judge: int
    why: str | None = None


class Software(_Document):
    """What made the assessment, so that it can be made again."""

    openclam: str
    pose_model: str
    pose_model_sha256: str


class Assessment(_Document):
    """A set of the exercise, assessed."""

    schema_: Literal["openclam/assessment/1"] = Field("openclam/assessment/1", alias="schema")
    exercise: str
    language: Literal["en", "nl"]
    moving_leg: Literal["left", "right"]
    recording: RecordingInfo
    warnings: list[str] = Field(default_factory=list)
    person: Person
    band: str | None
    view: View
    reps: list[Rep]
    start_position: list[Finding]
    statements: list[StatementSummary]
    kinetics: Kinetics | None = None
    software: Software

    _series: Series = PrivateAttr(default_factory=Series.empty)
    _loads: SetLoads | None = PrivateAttr(default=None)

    @property
    def series(self) -> Series:
        """The curves behind the assessment, one row a frame; not part of the JSON."""
        return self._series

    def with_series(self, series: Series) -> Assessment:
        """This assessment, holding the curves that it was made from."""
        self._series = series
        return self

    @property
    def loads(self) -> SetLoads | None:
        """The loads frame by frame behind `kinetics`; None without those, and not part of the JSON."""
        return self._loads

    def with_loads(self, loads: SetLoads | None) -> Assessment:
        """This assessment, holding the loads that its kinetics were made from."""
        self._loads = loads
        return self

    def to_json(self) -> str:
        """The document as JSON text, with two-space indent and a final newline."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
