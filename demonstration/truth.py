"""Whether a film shows what it says: its exact angles and times, held against the limits of the exercise file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from demonstration.plans import Film
from openclam.errors import UsageError
from openclam.exercise import Exercise
from openclam.synthesis.body import Skeleton
from openclam.synthesis.clam import Clam
from openclam.synthesis.motion import SetPlan
from openclam.synthesis.reptruth import rep_table, set_clean_range_deg
from openclam.synthesis.truth import measure

_START = ("side_lying_deg", "hip_flexion_deg", "knee_flexion_deg", "feet_distance_cm")
_REP = ("opening_deg", "feet_gap_cm", "pelvic_roll_deg", "up_s", "hold_s", "down_s", "peak_speed_deg_s")
_EITHER_WAY = ("pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg")
_MEASURES = {*_START, *_REP, *_EITHER_WAY, "beyond_clean_range_deg", "opening_of_clean_pct"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Statements by slug: `met` in every rep, `broken` beyond doubt in every rep; between the limits in neither."""

    met: frozenset[str]
    broken: frozenset[str]


class Rehearsal:
    """The films' movements done by one body, exactly and without a picture; a movement done once is remembered.

    Its methods raise `UsageError` where the body cannot take a posture of the movement.
    """

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton
        self._reps: dict[SetPlan, list[dict[str, Any]]] = {}

    def reps(self, movement: SetPlan) -> list[dict[str, Any]]:
        """One row a rep with its times and peaks, as a truth file holds it."""
        if movement not in self._reps:
            self._reps[movement] = rep_table(Clam(self._skeleton, movement.start), movement)
        return self._reps[movement]

    def measures(self, movement: SetPlan) -> list[dict[str, float]]:
        """Per rep, what the exercise file can ask of a posture, by the names of `openclam.assessment.measures`."""
        clam, reps = Clam(self._skeleton, movement.start), self.reps(movement)
        closed, clean = measure(clam.closed, clam.closed), set_clean_range_deg(reps)
        return [
            {name: closed[name] for name in _START}
            | {name: float(rep[name]) for name in _REP}
            | {name: abs(float(rep[name])) for name in _EITHER_WAY}
            | {
                "beyond_clean_range_deg": rep["opening_deg"] - clean,
                "opening_of_clean_pct": 100.0 * rep["opening_deg"] / max(clean, 1.0),
            }
            for rep in reps
        ]

    def shown(self, movement: SetPlan, exercise: Exercise) -> Shown:
        """The statements that a movement meets, and those that it breaks."""
        reps = self.measures(movement)
        faults = {
            one.slug: [one.limits.fault(rep[one.measure]) for rep in reps]
            for one in exercise.statements
            if one.limits is not None and one.measure is not None and one.measure in _MEASURES
        }
        return Shown(
            frozenset(slug for slug, sizes in faults.items() if max(sizes) == 0.0),
            frozenset(slug for slug, sizes in faults.items() if min(sizes) == 1.0),
        )

    def check(self, film: Film, exercise: Exercise) -> None:
        """Make sure that the film teaches the truth before it is drawn.

        Raises:
            UsageError: the fault is not plain, comes with another fault that the film does not name, or the correction
                is not right in every way that a posture can tell.
        """
        wrong, right = (self.shown(panel.movement, exercise) for panel in (film.left, film.right))
        missed = {one.slug for one in exercise.statements if one.measure in _MEASURES} - right.met
        meant = set(film.along) | ({film.statement} if film.statement else set())
        name, change = film.stem(exercise.name), "Change its movement in demonstration/plans.py."
        if missed:
            raise UsageError(
                f"{name}: expected the right side to meet every statement, but it misses {_listed(missed)}. {change}"
            )
        if not meant <= wrong.broken or not wrong.broken <= _same_measure(exercise, meant):
            raise UsageError(
                f"{name}: expected the left side to break {_listed(meant)}, "
                f"but it breaks {_listed(wrong.broken)}. {change}"
            )


def _same_measure(exercise: Exercise, slugs: set[str]) -> set[str]:
    """These statements and those decided by the same measures: two lines of the page may ask for one thing."""
    measures = {one.measure for one in exercise.statements if one.slug in slugs}
    return {one.slug for one in exercise.statements if one.measure in measures}


def _listed(slugs: Iterable[str]) -> str:
    return ", ".join(sorted(slugs)) or "nothing"
