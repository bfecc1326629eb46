"""What the people of the bench's sessions do: how they lie, move and err.

`former_moves` draws as the bench did before real people had been measured. `moves_of_people` draws openings, times and
pauses from the distributions of 116 reps of fifteen people (Wijekoon, Wiratunga and Cooper 2019, MEx data set, thigh
accelerometers), the trunk following the pelvis by any part of its roll, and a third of the recordings trimmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from openclam.synthesis.chance import random_start
from openclam.synthesis.session import Fault, FaultCode, Session
from openclam.synthesis.start import Start

USUAL = 0.6
"""Share of the sessions with a start about as the page asks for; likewise, each by its own chance, with a good
frame and with nothing in front of the body."""
_FAULTS: tuple[FaultCode, ...] = ("N1", "N2", "N3", "N4", "N5", "I6", "I8")
_FAULT_ODDS = (0.28, 0.16, 0.12, 0.12, 0.14, 0.10, 0.08)


_OPENING_DEG, _LEAST_OPENING_DEG, _MOST_OPENING_DEG, _OPENING_VARIES = (50.0, 13.0), 20.0, 78.0, 0.09
"""A person's opening: mean and spread, limits, and how much their reps differ from one another."""
_UP_S, _HOLD_S, _DOWN_S, _REST_S = (1.12, 0.22), (0.76, 0.42), (1.08, 0.32), (0.40, 0.85)
"""Times: median, and spread of the logarithm."""
_EDGE_S, _TOP_S = 0.2, 0.45
"""What a rep's ways lose, and its hold gains: it is measured from 5 degrees a second on, its top within a tenth of its
height."""
_ROLL_SHARE, _ROLL_DEG, _OTHER_SHARE = 0.75, (8.0, 35.0), 0.6
"""Share of the people with rolled reps, by how much those roll, and share of those who err otherwise."""
_OTHER_FAULTS: tuple[FaultCode, ...] = ("N2", "N4", "N5", "I8")
_TRIMMED_SHARE = 1 / 3


def likely_start(rng: np.random.Generator) -> Start:
    """Mostly about what the page asks for; else anything that `random_start` gives."""
    start = random_start(rng)
    if rng.random() >= USUAL:
        return start
    hip, knee = rng.normal((45.0, 90.0), (8.0, 10.0))
    roll, rotation = rng.normal(0.0, 3.0, 2)
    return Start(
        hip_flexion_deg=float(hip),
        knee_flexion_deg=float(knee),
        pelvic_roll_deg=float(roll),
        trunk_rotation_deg=float(rotation),
        knees_apart_cm=float(rng.uniform(1.0, 5.0)),
        top_hand=start.top_hand,
        head_support=start.head_support,
    )


def _former_session(rng: np.random.Generator) -> Session:
    """Three to five reps, half of the sessions with one or two faults in some of them."""
    reps = int(rng.integers(3, 6))
    codes = rng.choice(len(_FAULTS), int(rng.choice(3, p=(0.25, 0.45, 0.3))), replace=False, p=_FAULT_ODDS)
    faults = tuple(
        Fault(
            code=_FAULTS[int(code)],
            reps=tuple(sorted(int(i) + 1 for i in rng.choice(reps, int(rng.integers(1, 3)), replace=False))),
            part="lean" if rng.uniform() < 0.4 else "turn",
        )
        for code in codes
    )
    return Session(
        reps=reps,
        opening_deg=float(rng.uniform(18.0, 55.0)),
        up_s=float(rng.uniform(0.9, 2.0)),
        hold_s=float(rng.uniform(0.3, 1.6)),
        down_s=float(rng.uniform(1.3, 2.6)),
        rest_s=float(rng.uniform(0.2, 1.0)),
        pelvic_roll_deg=float(rng.uniform(0.0, 8.0)),
        vary=float(rng.uniform(0.02, 0.12)),
        jerk=float(rng.uniform(0.0, 0.7)) if rng.uniform() < 0.25 else 0.0,
        fatigue=float(rng.uniform(0.2, 0.8)) if rng.uniform() < 0.25 else 0.0,
        settle_s=float(rng.uniform(2.0, 3.5)) if rng.uniform() < 0.3 else 0.0,
        still_s=float(rng.uniform(1.4, 2.6)),
        sway_deg=float(rng.uniform(0.1, 0.6)),
        talk_after=(1,) if rng.uniform() < 0.12 else (),
        partial=(reps,) if rng.uniform() < 0.12 else (),
        fault=faults,
    )


def former_moves(rng: np.random.Generator) -> tuple[Session, Start]:
    """Three to five reps of 18 to 55 degrees, the trunk always rolling along with the pelvis."""
    return _former_session(rng), likely_start(rng)


def moves_of_people(rng: np.random.Generator) -> tuple[Session, Start]:
    """Four to six reps as real people do them, of a body whose parts above the pelvis go along by any share."""
    start = replace(
        likely_start(rng),
        spine_turns_at=float(rng.uniform()),
        hands_stay=float(rng.uniform()),
        head_follows=float(rng.uniform()),
    )
    return _session_of_people(rng), start


def _session_of_people(rng: np.random.Generator) -> Session:
    reps = int(rng.integers(4, 7))
    up_s, hold_s, down_s, rest_s = (
        float(median * np.exp(spread * np.clip(rng.normal(), -2.0, 2.0)))
        for median, spread in (_UP_S, _HOLD_S, _DOWN_S, _REST_S)
    )
    session = Session(
        reps=reps,
        opening_deg=float(np.clip(rng.normal(*_OPENING_DEG), _LEAST_OPENING_DEG, _MOST_OPENING_DEG)),
        up_s=up_s + _EDGE_S,
        hold_s=max(hold_s - _TOP_S, 0.0),
        down_s=down_s + _EDGE_S,
        rest_s=rest_s,
        pelvic_roll_deg=float(rng.uniform(0.0, 8.0)),
        trunk_follows=float(rng.uniform()),
        vary=_OPENING_VARIES,
        jerk=float(rng.uniform(0.0, 0.7)) if rng.uniform() < 0.25 else 0.0,
        fatigue=float(rng.uniform(0.2, 1.0)) if rng.uniform() < 0.3 else 0.0,
        settle_s=float(rng.uniform(2.0, 3.5)) if rng.uniform() < 0.15 else 0.0,
        still_s=float(rng.uniform(1.2, 2.2)),
        end_s=0.6,
        sway_deg=float(rng.uniform(0.1, 0.6)),
        fault=tuple(_faults_of_people(rng, reps)),
    )
    return _trimmed(session, rng) if rng.uniform() < _TRIMMED_SHARE else session


def _faults_of_people(rng: np.random.Generator, reps: int) -> Iterator[Fault]:
    """Rolls of sizes of their own in some of the reps, and at times something else besides."""
    some = rng.permutation(reps)[: int(rng.integers(1, reps + 1))] + 1
    if rng.uniform() < _ROLL_SHARE:
        for number in some:
            yield Fault(code="N1", size=float(rng.uniform(*_ROLL_DEG)), reps=(int(number),))
    if rng.uniform() < _OTHER_SHARE:  # what turns, leans or lifts while the pelvis stays, or rolls
        code = _OTHER_FAULTS[int(rng.integers(len(_OTHER_FAULTS)))]
        size = float(rng.choice([-1.0, 1.0]) * rng.uniform(12.0, 24.0)) if code in ("N4", "N5") else None
        part: Literal["lean", "turn"] = "lean" if rng.uniform() < 0.25 else "turn"
        numbers = tuple(sorted(int(i) + 1 for i in rng.permutation(reps)[: int(rng.integers(1, reps))]))
        yield Fault(code=code, size=size, part=part, reps=numbers)


def _trimmed(session: Session, rng: np.random.Generator) -> Session:
    """The session from the midst of its first rep to the midst of its last one, near enough."""
    rep_s = session.up_s + session.hold_s + session.down_s
    return session.model_copy(
        update={
            "begins_s": session.settle_s + session.still_s + float(rng.uniform(0.1, 0.9)) * rep_s,
            "cut_s": session.end_s + session.rest_s + float(rng.uniform(0.1, 0.9)) * rep_s,
        }
    )
