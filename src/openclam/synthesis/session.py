"""A session as a person would describe it, turned into a plan: tempo, range, tiredness, faults of a chosen size.

Every rep gets its own range and tempo; a seed fixes them. What a fault's size means, and how large it is
where none is given, stands in `FAULT_SIZES`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.pauses import Settling
from openclam.synthesis.start import Start

RepFault = Literal["N1", "N2", "N3", "N4", "N5", "N6", "I6", "I7", "I8"]
StartFault = Literal["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"]

FaultCode = Literal[RepFault, StartFault]

FAULT_SIZES: dict[FaultCode, float] = {
    "N1": 22.0,  # deg of roll backward
    "N2": 10.0,  # cm of foot lift
    "N3": 0.5,  # seconds that the way up takes
    "N4": 18.0,  # deg of tilt, + forward
    "N5": 18.0,  # deg of trunk turn or lean
    "N6": 14.0,  # deg beyond the clean range
    "I6": 0.0,  # seconds held
    "I7": 0.4,  # seconds of falling
    "I8": 0.0,  # cm of air left between the knees
    "S1": 0.0,  # no band: without a size
    "S2": 48.0,  # deg of roll from side-lying
    "S3": 78.0,  # deg of hip flexion
    "S4": 55.0,  # deg of knee flexion
    "S5": 16.0,  # cm that the top foot lies higher
    "S6": 36.0,  # deg of roll backward
    "S7": 0.0,  # head on the mat: without a size
    "S8": 0.0,  # hand on the hip: without a size
}
"""How large a fault is where nothing else is said, in the unit named beside it: what the page's line clearly breaks."""

_KNEE_CM_PER_DEG = 0.5
"""How far the top knee sinks for each degree of closing, near enough (see the table in docs/synthesis.md)."""

_TALK_S = 5.0


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(_Table):
    """One fault: its code on the page, its size (`FAULT_SIZES`), and the reps that show it (all, where none are named).

    `part` tells for N5 whether the trunk turns or leans.
    """

    code: FaultCode
    size: float | None = None
    reps: tuple[int, ...] = ()
    part: Literal["turn", "lean"] = "turn"

    @property
    def amount(self) -> float:
        """The size given, or the usual one."""
        return FAULT_SIZES[self.code] if self.size is None else self.size


class Session(_Table):
    """What happens from getting into position to the last rest; seconds, degrees, rep numbers from 1.

    Attributes:
        reps: reps of one set.
        sets: how many sets, with `between_sets_s` of rest between them.
        opening_deg, up_s, hold_s, down_s, rest_s, pelvic_roll_deg: of a usual rep.
        trunk_follows: how much of the pelvis' roll the chest goes along with, 0 to 1.
        vary: how much reps differ from one another, as a share (standard deviation).
        jerk: 0 moves smoothly, 1 by fits and starts.
        fatigue: 0 stays fresh; 1 ends a set with 30 % less range, half as slow again, 12 degrees more roll.
        settle_s: getting into position before lying still; 0 lies ready.
        still_s: lying still before the first rep.
        end_s: lying still after the last one.
        sway_deg: breathing and balance.
        talk_after: reps after which a few words are spoken.
        begins_s, cut_s: what a trimmed recording lacks at its beginning and at its end.
        partial: reps that stop at `partial_deg`, too little to count as a rep.
        fault: the faults.
    """

    reps: int = Field(default=6, ge=1, le=60)
    sets: int = Field(default=1, ge=1, le=5)
    between_sets_s: float = Field(default=12.0, ge=4.0, le=300.0)
    opening_deg: float = Field(default=32.0, ge=3.0, le=80.0)
    up_s: float = Field(default=1.5, ge=0.2, le=20.0)
    hold_s: float = Field(default=0.8, ge=0.0, le=20.0)
    down_s: float = Field(default=2.2, ge=0.2, le=20.0)
    rest_s: float = Field(default=0.6, ge=0.0, le=60.0)
    pelvic_roll_deg: float = Field(default=2.0, ge=-10.0, le=45.0)
    trunk_follows: float = Field(default=1.0, ge=0.0, le=1.0)
    vary: float = Field(default=0.06, ge=0.0, le=0.4)
    jerk: float = Field(default=0.0, ge=0.0, le=1.0)
    fatigue: float = Field(default=0.0, ge=0.0, le=1.0)
    settle_s: float = Field(default=0.0, ge=0.0, le=30.0)
    still_s: float = Field(default=2.2, ge=1.2, le=60.0)
    end_s: float = Field(default=1.0, ge=0.0, le=60.0)
    sway_deg: float = Field(default=0.25, ge=0.0, le=3.0)
    begins_s: float = Field(default=0.0, ge=0.0, le=600.0)
    cut_s: float = Field(default=0.0, ge=0.0, le=600.0)
    talk_after: tuple[int, ...] = ()
    partial: tuple[int, ...] = ()
    partial_deg: float = Field(default=6.0, ge=1.0, le=9.0)
    fault: tuple[Fault, ...] = ()

    @property
    def without_band(self) -> bool:
        """Whether the band is missing (S1)."""
        return any(fault.code == "S1" for fault in self.fault)


def plan_session(session: Session, start: Start, seed: int) -> SetPlan:
    """The plan of a session that begins from `start` with its start faults put in.

    Raises:
        UsageError: a fault's size makes a start or a rep that cannot be.
    """
    rng = np.random.default_rng([seed, 5])
    for fault in session.fault:
        start = with_start_fault(start, fault)
    total = session.reps * session.sets
    reps = tuple(_rep(session, number, start, rng) for number in range(1, total + 1))
    settling = Settling(session.settle_s, **_where_from(rng)) if session.settle_s > 0.0 else None
    cut = session.begins_s, session.cut_s
    return SetPlan(reps, start, session.still_s, session.end_s, seed, session.sway_deg, settling, *cut)


def with_start_fault(start: Start, fault: Fault) -> Start:
    """`start` with a fault of the starting position put in; unchanged for the other codes."""
    size = fault.amount
    match fault.code:
        case "S2" | "S6":
            return replace(start, pelvic_roll_deg=size)
        case "S3":
            return replace(start, hip_flexion_deg=size)
        case "S4":
            return replace(start, knee_flexion_deg=size)
        case "S5":
            return replace(start, feet_apart_cm=size)
        case "S7":
            return replace(start, head_support="none")
        case "S8":
            return replace(start, top_hand="hip")
    return start


def with_rep_fault(rep: RepPlan, fault: Fault, start: Start) -> RepPlan:
    """`rep` with a fault put in; unchanged for faults of the starting position."""
    size = fault.amount
    match fault.code:
        case "N1":
            return replace(rep, pelvic_roll_deg=size)
        case "N2":
            return replace(rep, foot_lift_cm=size)
        case "N3":
            return replace(rep, up_s=size, hold_s=0.0, down_s=1.2 * size, up_way="swing", down_way="brisk")
        case "N4":
            return replace(rep, pelvic_tilt_deg=size)
        case "N5" if fault.part == "lean":
            return replace(rep, trunk_lean_deg=size)
        case "N5":
            return replace(rep, trunk_rotation_deg=size)
        case "N6":  # a hip at its end hands over to the pelvis
            roll = max(rep.pelvic_roll_deg, 8.0 + 0.3 * size)
            return replace(rep, opening_deg=rep.opening_deg + size, pelvic_roll_deg=roll)
        case "I6":
            down_s = min(rep.down_s, 1.6)
            return replace(rep, hold_s=size, down_s=down_s, up_way="brisk", down_way="brisk")
        case "I7":
            return replace(rep, down_s=size, down_way="drop")
        case "I8":
            return replace(rep, closes_to_deg=-(start.knees_apart_cm - size) / _KNEE_CM_PER_DEG)
    return rep


def _rep(session: Session, number: int, start: Start, rng: np.random.Generator) -> RepPlan:
    in_set = (number - 1) % session.reps
    tired = session.fatigue * in_set / max(session.reps - 1, 1)
    size, up, hold, down, rest = np.exp(session.vary * np.clip(rng.normal(size=5), -2.5, 2.5))
    ends_set = in_set == session.reps - 1 and number < session.reps * session.sets
    talks = number in session.talk_after and not ends_set
    pause_s = session.between_sets_s if ends_set else float(session.rest_s * rest) + (_TALK_S if talks else 0.0)
    rep = RepPlan(
        opening_deg=float(session.opening_deg * size * (1.0 - 0.3 * tired)),
        up_s=float(session.up_s * up * (1.0 + 0.5 * tired)),
        hold_s=float(session.hold_s * hold * (1.0 - 0.5 * tired)),
        down_s=float(session.down_s * down * (1.0 + 0.2 * tired)),
        rest_s=pause_s,
        pelvic_roll_deg=session.pelvic_roll_deg + 12.0 * tired,
        jerk=min(session.jerk + 0.4 * tired, 1.0),
        rest="break" if ends_set else "talk" if talks else "still",
    )
    for fault in session.fault:
        if not fault.reps or number in fault.reps:
            if fault.code == "N6":  # beyond what the person can do fresh, however tired
                rep = replace(rep, opening_deg=max(rep.opening_deg, session.opening_deg))
            rep = with_rep_fault(rep, fault, start)
    stays = (1.0 - session.trunk_follows) * rep.pelvic_roll_deg
    rep = replace(rep, trunk_rotation_deg=rep.trunk_rotation_deg - stays)
    return replace(rep, opening_deg=session.partial_deg) if number in session.partial else rep


def _where_from(rng: np.random.Generator) -> dict[str, float]:
    """Straighter legs and a pelvis that still leans back, each by its own amount."""
    return {
        "hip_flexion_deg": float(rng.uniform(-30.0, -8.0)),
        "knee_flexion_deg": float(rng.uniform(-45.0, -12.0)),
        "pelvic_roll_deg": float(rng.uniform(4.0, 22.0)),
        "trunk_rotation_deg": float(rng.uniform(0.0, 9.0)),
        "opening_deg": float(rng.uniform(0.0, 9.0)),
    }


def random_session(rng: np.random.Generator) -> Session:
    """A session by chance: own tempo, range and steadiness, and none to three faults on some of its reps."""
    count = int(rng.integers(3, 11))
    codes = list(get_args(RepFault))
    faults = [
        Fault(
            code=cast(RepFault, str(code)),
            reps=tuple(sorted(int(i) + 1 for i in rng.choice(count, int(rng.integers(1, count + 1)), replace=False))),
            part="lean" if rng.uniform() < 0.4 else "turn",
        )
        for code in rng.choice(codes, int(rng.choice(4, p=(0.3, 0.35, 0.25, 0.1))), replace=False)
    ]
    return Session(
        reps=count,
        sets=2 if rng.uniform() < 0.15 else 1,
        opening_deg=float(rng.uniform(16.0, 50.0)),
        up_s=float(rng.uniform(0.8, 2.6)),
        hold_s=float(rng.uniform(0.2, 2.0)),
        down_s=float(rng.uniform(1.2, 3.4)),
        rest_s=float(rng.uniform(0.1, 1.6)),
        pelvic_roll_deg=float(rng.uniform(0.0, 9.0)),
        vary=float(rng.uniform(0.02, 0.15)),
        jerk=float(rng.uniform(0.0, 0.8)) if rng.uniform() < 0.3 else 0.0,
        fatigue=float(rng.uniform(0.2, 1.0)) if rng.uniform() < 0.35 else 0.0,
        settle_s=float(rng.uniform(2.0, 5.0)) if rng.uniform() < 0.4 else 0.0,
        still_s=float(rng.uniform(1.2, 3.5)),
        sway_deg=float(rng.uniform(0.1, 0.7)),
        talk_after=(int(rng.integers(1, count)),) if rng.uniform() < 0.2 else (),
        partial=(int(rng.integers(1, count + 1)),) if rng.uniform() < 0.15 else (),
        fault=tuple(faults),
    )
