"""A saved set: what the history shows of it, what was told around it, and how a row of the store becomes one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from openclam.assessment.model import Assessment
from openclam.coach.screening import Outcome
from openclam.web.site.tables import SavedSetRow
from openclam.web.site.trouble import UnreadableSetError


@dataclass(frozen=True, slots=True)
class Figures:
    """What the history shows of a set: medians over its reps; None where no rep told."""

    exercise: str
    moving_leg: str
    reps: int
    opening_deg: float | None
    clean_range_deg: float | None
    pelvic_roll_deg: float | None
    hold_s: float | None

    @staticmethod
    def of(assessment: Assessment) -> Figures:
        """The figures of an assessment."""
        reps = assessment.reps

        def middle(name: str) -> float | None:
            values = [value for rep in reps if (value := getattr(rep, name).value) is not None]
            return median(values) if values else None

        return Figures(
            exercise=assessment.exercise,
            moving_leg=assessment.moving_leg,
            reps=len(reps),
            opening_deg=middle("opening_deg"),
            clean_range_deg=middle("clean_range_deg"),
            pelvic_roll_deg=middle("pelvic_roll_deg"),
            hold_s=median(rep.hold_s for rep in reps) if reps else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Told:
    """What the person told around a set; None where it was not asked or not answered.

    `screening` is the outcome of the questions before it, `pain` and `effort` (0 to 10) were asked after it.
    """

    screening: Outcome | None = None
    pain: float | None = None
    effort: float | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set in the store. Times are UTC; `document` is the assessment as JSON text; only whole sets have `told`."""

    id: str
    performed_at: datetime
    saved_at: datetime
    consent: str
    figures: Figures
    document: str = ""
    told: Told = NOTHING_TOLD

    def to_dict(self, *, whole: bool) -> dict[str, Any]:
        """As JSON has it; `whole` with the assessment, what was told, and the words of the consent."""
        short = {
            "id": self.id,
            "performed_at": text_of(self.performed_at),
            "saved_at": text_of(self.saved_at),
            "figures": self.figures.to_dict(),
        }
        if not whole:
            return short
        told = self.told
        return {
            **short,
            "consent": self.consent,
            "screening": None if told.screening is None else told.screening.model_dump(mode="json", by_alias=True),
            "pain": told.pain,
            "effort": told.effort,
            "assessment": json.loads(self.document),
        }


def set_of_row(row: SavedSetRow) -> SavedSet:
    """The same for a whole row."""
    return set_of(
        row.id, row.performed_at, row.saved_at, row.consent, row.figures, row.document, row.screening, row.pain,
        row.effort,
    )  # fmt: skip


def set_of(
    set_id: str,
    performed_at: str,
    saved_at: str,
    consent: str,
    figures: str,
    document: str = "",
    screening: str | None = None,
    pain: float | None = None,
    effort: float | None = None,
) -> SavedSet:
    """A row as a set.

    Raises:
        UnreadableSetError: it is none that this version can read.
    """
    try:
        when, then = datetime.fromisoformat(performed_at), datetime.fromisoformat(saved_at)
        told = Told(None if screening is None else Outcome.model_validate_json(screening), pain, effort)
        return SavedSet(set_id, when, then, consent, Figures(**json.loads(figures)), document, told)
    except (ValueError, TypeError) as error:  # pydantic's and json's faults are ValueErrors
        raise UnreadableSetError(
            "This saved set cannot be read: it is damaged, or another version of OpenClam wrote it. It can be deleted."
        ) from error


def text_of(moment: datetime) -> str:
    """A moment as the store and JSON have it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
