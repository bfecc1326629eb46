"""How hard the model has each muscle work in a posture, and a row of the table that holds it against the literature."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openclam.kinetics.band import load_band
from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.loads import Load, Loads, Variant, static_optimisation
from openclam.kinetics.model import PATH_SETS
from openclam.kinetics.muscles import group_of
from openclam.kinetics.posture import HipPosture, Vector
from openclam.kinetics.sharing import Sharing

BODY = Body(170.0, 70.0)
MEDIUS = ("gluteus-medius-anterior", "gluteus-medius-middle", "gluteus-medius-posterior")
MAXIMUS = ("gluteus-maximus-superior", "gluteus-maximus-middle")
COLOURS = ("yellow", "red", "green", "blue", "black")
LOOP_CM = 61.0


@dataclass(frozen=True, slots=True)
class Row:
    """One published finding: what was wanted and what the model gives; `why` it fails, where it does."""

    id: str
    finding: str
    wanted: str
    found: str
    passed: bool
    why: str = ""


class Work:
    """How hard each group works in a posture, in %, for one body with or without a band; by static optimisation."""

    sharing: Callable[[tuple[str, ...], Vector], Sharing] = staticmethod(static_optimisation)

    def __init__(self, colour: str | None = None, paths: str = PATH_SETS[0]) -> None:
        band = None if colour is None else load_band(colour, LOOP_CM)
        self._loads = Loads(BODY, band, clam_posture(0.0), sharing=self.sharing)
        self._variant = Variant(paths=paths)
        names, force = self._loads.muscles(paths), self._loads.force_n(paths)
        self._force = {name: float(f) for name, f in zip(names, force, strict=True)}
        self._names = names

    def load(self, posture: HipPosture) -> Load:
        """The load in a posture."""
        return self._loads.of(posture, self._variant)

    def muscles(self, posture: HipPosture) -> dict[str, float]:
        """Activation of each muscle, %."""
        return {n: 100 * float(a) for n, a in zip(self._names, self.load(posture).activation, strict=True)}

    def together(self, muscles: dict[str, float], chosen: Callable[[str], bool]) -> float:
        """Mean activation of the chosen muscles, weighted by their strength."""
        names = [name for name in muscles if chosen(name)]
        return sum(muscles[n] * self._force[n] for n in names) / sum(self._force[n] for n in names)

    def groups(self, posture: HipPosture, *groups: str) -> float:
        """Mean activation of some groups together, %."""
        return self.together(self.muscles(posture), lambda name: group_of(name) in groups)


def said(values: Iterable[float]) -> str:
    """Values in a row, as 12.3 / 4.5."""
    return " / ".join(f"{value:.1f}" for value in values)
