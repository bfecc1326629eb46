"""Which fault to name now, and which one is gone: the judgement of the coach, without a word of its own.

The unit is what is asked of the person: statements that share a measure ask for the same thing, as in
`openclam.report.corrections`. The figures here are judgement: no study of spoken cues in the clam stands behind them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from openclam.assessment.model import Finding, Verdict
from openclam.exercise import Exercise, Statement

COOL_REPS, COOL_S = 2, 6.0
"""The same cue comes again only when this many more reps are done and this much time has passed."""

RECENT_REPS = 6
FADING = 0.7
"""The weight of a rep against that of the rep after it: two reps ago counts half."""

LASTING_REPS, LASTING_SHARE = 2, 0.5
"""A fault lasts from this many recent reps and this share of them, weighed; below that it was a slip."""

PRAISE_EVERY_REPS = 3
PRAISE_WITHIN_REPS = 4
"""A fault that is gone is praised at most this many reps after it was named; later, nobody knows what is meant."""

TIRED_AFTER = 3
"""A cue that has not helped this many times goes behind the others: it will not help the next time either."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to speak. What is counted is what `Choice.observe` takes: reps, or looks at somebody who lies still.

    `gives_up`: whether a cue that has not helped `TIRED_AFTER` times is left out altogether, until its fault was gone
    once, instead of going behind the others.
    """

    cool: int = COOL_REPS
    cool_s: float = COOL_S
    praise_every: int = PRAISE_EVERY_REPS
    praise_within: int = PRAISE_WITHIN_REPS
    gives_up: bool = False


REPS = Pace()
LOOKS = Pace(cool=2, cool_s=8.0, praise_every=1, praise_within=10, gives_up=True)
"""A body that lies there is looked at every second or two for as long as it takes: told now and then, and not for
ever."""


class Choice:
    """Takes the findings of one rep after another; tells what to correct and what to praise.

    `correction` and `praise` only look: tell with `corrected` and `praised` what was really said.
    """

    def __init__(self, exercise: Exercise, quiet: Collection[str] = (), pace: Pace = REPS) -> None:
        """Begin with nothing seen.

        Args:
            exercise: whose statements are told apart by their slug; of other statements nothing is ever said.
            quiet: slugs of statements that this person is not to be told about.
            pace: how often to speak.
        """
        self._pace = pace
        self._statements = {s.slug: s for s in exercise.statements if s.measure is not None and s.slug not in quiet}
        self._order = {slug: place for place, slug in enumerate(self._statements)}
        self._rep = 0
        self._now: list[Statement] = []
        self._recent: dict[str, deque[Verdict]] = {}
        self._said: dict[str, tuple[int, float]] = {}
        self._open: dict[str, tuple[int, Statement]] = {}
        self._in_vain: dict[str, int] = {}
        self._praised_rep = -pace.praise_every

    def new_set(self) -> None:
        """Forget what was seen, since another side or another set begins; what was said just now still counts."""
        self._now = []
        self._recent.clear()
        self._open.clear()
        self._in_vain.clear()

    def observe(self, findings: Sequence[Finding]) -> None:
        """Take the findings of the rep that has just ended."""
        self._rep += 1
        known = [(self._statements[f.statement], f.verdict) for f in findings if f.statement in self._statements]
        self._now = [statement for statement, verdict in known if verdict is Verdict.NOT_MET]
        for measure in {_measure(statement) for statement, _ in known}:
            verdict = _together([verdict for statement, verdict in known if _measure(statement) == measure])
            self._recent.setdefault(measure, deque(maxlen=RECENT_REPS)).append(verdict)
            if verdict is Verdict.MET:
                self._in_vain.pop(measure, None)
        unseen = self._recent.keys() - {_measure(statement) for statement, _ in known}
        for measure in unseen:
            self._recent[measure].append(Verdict.CANNOT_JUDGE)

    def correction(self, at_s: float) -> Statement | None:
        """The one fault of this rep to name at `at_s`, None where it is better to be quiet.

        Safety goes first; then the exercise's own order of what to correct first; then what lasts before what was a
        slip; then what was seen most in the latest reps. While the person is at work on a cue that has just been given,
        only something more important is said.
        """
        most_important = len(self._statements)
        for statement in sorted(self._now, key=self._urgency):
            tired = self._is_tired(statement)
            if statement.rank >= most_important or (tired and self._pace.gives_up):
                continue
            if not self._cooling(statement, at_s):
                return statement
            if not tired:
                most_important = statement.rank
        return None

    def corrected(self, statement: Statement, at_s: float) -> None:
        """`statement` was named at `at_s`."""
        measure = _measure(statement)
        self._said[measure] = (self._rep, at_s)
        self._open[measure] = (self._rep, statement)
        self._in_vain[measure] = self._in_vain.get(measure, 0) + 1

    def praise(self) -> Statement | None:
        """The most important statement that was named and is met now, None where there is none or it is too soon."""
        if self._rep - self._praised_rep < self._pace.praise_every:
            return None
        gone = [
            statement
            for measure, (rep, statement) in self._open.items()
            if rep < self._rep <= rep + self._pace.praise_within and self._recent[measure][-1] is Verdict.MET
        ]
        return min(gone, key=lambda statement: (statement.rank, self._order[statement.slug]), default=None)

    def praised(self, statement: Statement) -> None:
        """The fault of `statement` was said to be gone: it is praised again only after it was named again."""
        self._open.pop(_measure(statement), None)
        self._praised_rep = self._rep

    def _urgency(self, statement: Statement) -> tuple[bool, bool, int, bool, float, int]:
        share, times = self._share(_measure(statement))
        lasting = times >= LASTING_REPS and share >= LASTING_SHARE
        is_safety = statement.priority == "safety"
        return (
            not is_safety, self._is_tired(statement), statement.rank, not lasting, -share, self._order[statement.slug]
        )  # fmt: skip

    def _share(self, measure: str) -> tuple[float, int]:
        """How much of the recent reps that could be judged had the fault, the latest weighing most; and how many."""
        recent = [(FADING**age, verdict) for age, verdict in enumerate(reversed(self._recent[measure]))]
        judged = sum(weight for weight, verdict in recent if verdict is not Verdict.CANNOT_JUDGE)
        faulty = [weight for weight, verdict in recent if verdict is Verdict.NOT_MET]
        return (sum(faulty) / judged if judged else 0.0), len(faulty)

    def _cooling(self, statement: Statement, at_s: float) -> bool:
        if (said := self._said.get(_measure(statement))) is None:
            return False
        rep, time_s = said
        return self._rep - rep < self._pace.cool or at_s - time_s < self._pace.cool_s

    def _is_tired(self, statement: Statement) -> bool:
        return self._in_vain.get(_measure(statement), 0) >= TIRED_AFTER


def count_faults(findings: Sequence[Finding], exercise: Exercise) -> int:
    """How many different things a rep did not meet; statements that share a measure are one."""
    measures = {statement.slug: statement.measure for statement in exercise.statements}
    return len({measures.get(f.statement, f.statement) for f in findings if f.verdict is Verdict.NOT_MET})


def _measure(statement: Statement) -> str:
    assert statement.measure is not None, "what nobody measures is never said"
    return statement.measure


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a measure, of those on its statements: a fault in one is a fault; met only where all are."""
    if Verdict.NOT_MET in verdicts:
        return Verdict.NOT_MET
    return Verdict.CANNOT_JUDGE if Verdict.CANNOT_JUDGE in verdicts else Verdict.MET
