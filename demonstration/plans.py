"""Which films there are: a rep done well from two sides, and faults, each beside its correction.

Everything is a number here; nothing comes by chance, so that the same body gives the same film. Two panels stand side
by side. They show the movement at the pace that the page asks for: about two seconds up, two held, two down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from openclam.synthesis.camera import Camera
from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.start import Start

WIDTH, HEIGHT, FPS = 960, 540, 25

Mark = Literal["fault", "good"]


@dataclass(frozen=True, slots=True)
class View:
    """Where a panel's camera stands, and how wide the panel is, pixels."""

    camera: Camera
    width: int = WIDTH // 2


FRONT = View(Camera(0.0, 16.0, 3.2, 32.0, (0.1, -0.09, 0.2)), 600)
"""In front: how the knee opens, and how the feet stay together."""

HEAD_END = View(Camera(90.0, 62.0, 3.4, 34.0, (0.1, -0.09, 0.1)), WIDTH - FRONT.width)
"""Above the head end: the hips stay above each other."""

CORNER = View(Camera(-16.0, 22.0, 3.3, 33.0, (0.12, -0.035, 0.2)))
"""In front, a little from the side of the feet: the whole body in a narrow picture, and the band seen broad."""

FOOT_END = View(Camera(-82.0, 24.0, 3.0, 25.0, (0.14, 0.08, 0.2)))
"""At the foot end: the line through both hips is seen upright, or leaning back."""

HEAD_CORNER = View(Camera(72.0, 50.0, 3.3, 29.0, (0.14, -0.14, 0.12)))
"""Above the corner of the head: how the shoulders lie."""

ABOVE = View(Camera(0.0, 82.0, 3.3, 38.0, (0.08, -0.1, 0.1)))
"""From above: how far hips and knees are bent."""

HIPS = ("upperleg01.R", "upperleg01.L")
FEET = ("foot.R", "foot.L")
SHOULDERS = ("upperarm01.R", "upperarm01.L")
TRUNK_AND_THIGH = ("upperarm01.L", "upperleg01.L", "lowerleg01.L")


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the two pictures: what the person does, as seen from where, with which mark.

    `guide` names joint centres that a line is drawn through, to lead the eye; none where the tempo is the matter.
    """

    view: View
    movement: SetPlan
    mark: Mark | None = None
    guide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Film:
    """A film: `left` and `right` last equally long.

    `statement` is what the left side breaks and the right side shows; None where both show the exercise done well.
    `along` are statements that cannot but break with it.
    """

    left: Panel
    right: Panel
    statement: str | None = None
    along: frozenset[str] = frozenset()

    @property
    def length_s(self) -> float:
        """Length, seconds."""
        return self.right.movement.length_s

    def stem(self, exercise: str) -> str:
        """The name of its files, without what follows the dot."""
        return exercise if self.statement is None else f"{exercise}-{self.statement}"


WELL = RepPlan(opening_deg=34.0, up_s=2.52, hold_s=1.08, down_s=2.8, rest_s=0.4, pelvic_roll_deg=2.0)
"""A rep done well. The top of a rep takes its share of either way, so that this reads as 1.9 s up, 2.0 held, 2.0
down."""

_LENGTH_S = 8.0


def _set(*reps: RepPlan, start: Start | None = None, still_s: float = 0.8, length_s: float = _LENGTH_S) -> SetPlan:
    """Reps from `start`, then lying still to the end; without sway, so that the eye meets the fault alone."""
    plan = SetPlan(reps, Start() if start is None else start, still_s, end_s=0.0, sway_deg=0.0)
    return replace(plan, end_s=length_s - plan.length_s)


def _beside(statement: str, view: View, wrong: SetPlan, guide: tuple[str, ...] = (), *along: str) -> Film:
    fault, good = Panel(view, wrong, "fault", guide), Panel(view, _set(WELL), "good", guide)
    return Film(fault, good, statement, frozenset(along))


_TWICE = _set(WELL, WELL, still_s=0.4, length_s=14.0)
_HASTY = replace(WELL, up_s=1.44, hold_s=0.0, down_s=2.0, rest_s=0.08, up_way="brisk", down_way="brisk")
_SWING = replace(WELL, up_s=0.48, hold_s=0.0, down_s=0.6, rest_s=0.28, up_way="swing", down_way="brisk")

FILMS: tuple[Film, ...] = (
    Film(Panel(FRONT, _TWICE), Panel(HEAD_END, _TWICE)),
    _beside("hips-bent", ABOVE, _set(WELL, start=Start(hip_flexion_deg=80.0)), TRUNK_AND_THIGH),
    _beside("foot-stays-down", CORNER, _set(replace(WELL, foot_lift_cm=14.0)), FEET),
    _beside("knee-opens", CORNER, _set(replace(WELL, opening_deg=13.5))),
    _beside("brief-hold", CORNER, _set(_HASTY, _HASTY)),
    _beside("controlled-return", CORNER, _set(replace(WELL, down_s=0.44, down_way="drop")), (), "no-momentum"),
    _beside(
        "no-momentum", CORNER, _set(*[_SWING] * 5), (), "controlled-opening", "controlled-return", "brief-hold"
    ),
    _beside(
        "pelvis-does-not-roll",
        FOOT_END,
        _set(replace(WELL, opening_deg=40.0, pelvic_roll_deg=26.0)),
        HIPS,
        "within-capacity",
    ),
    _beside("only-upper-leg-moves", HEAD_CORNER, _set(replace(WELL, trunk_rotation_deg=24.0)), SHOULDERS),
)  # fmt: skip
"""Every film. Those from one place stand together: what the camera has seen once is not drawn again."""
