"""The body whose leg is moved: lengths by height, masses and their centres by a published table, strength by mass.

Segment masses, mass centres and radii of gyration: de Leva 1996 (J Biomech 29:1223-1230, doi
10.1016/0021-9290(95)00178-6), the mean of its women and men, as OpenClam does not ask which the user is; the two
differ by 4 % in the mass of the leg and by 12 % in the place of the thigh's mass centre.
"""

from __future__ import annotations

from dataclasses import dataclass

MODEL_HEIGHT_CM = 170.0
MODEL_MASS_KG = 75.3
"""The body that the bones and the muscle forces belong to (Rajagopal et al. 2016, doi 10.1109/TBME.2016.2586891)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as shares of the body: of its mass, and of its own length.

    `centre` is how far the mass centre lies from the near joint; `gyration` are the radii of gyration about
    the transverse axes (their mean) and about the long axis.
    """

    mass: float
    centre: float
    gyration: tuple[float, float]


THIGH = Segment(mass=0.1447, centre=0.3854, gyration=(0.3475, 0.1555))
SHANK = Segment(mass=0.0457, centre=0.4438, gyration=(0.2605, 0.0980))
FOOT = Segment(mass=0.0133, centre=0.4215, gyration=(0.2700, 0.1317))


@dataclass(frozen=True, slots=True)
class Body:
    """A body of a height (cm) and a mass (kg)."""

    height_cm: float
    mass_kg: float

    @property
    def scale(self) -> float:
        """Every length of this body as a multiple of the model's."""
        return self.height_cm / MODEL_HEIGHT_CM

    @property
    def strength(self) -> float:
        """Muscle force as a multiple of the model's: cross-sections grow as mass to the power 2/3.

        Geometric similarity, as strength is usually made comparable (Jaric 2002, Sports Med 32:615-631,
        doi 10.2165/00007256-200232100-00002).
        """
        return float((self.mass_kg / MODEL_MASS_KG) ** (2 / 3))
