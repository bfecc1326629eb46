"""The assessment, live: which one cue to say now, and when to be quiet.

Pure logic: events come with their times, cues go out, and the same events give the same cues.
"""

from openclam.coach.coach import Coach
from openclam.coach.cue import Asks, Cue, Kind
from openclam.coach.feeling import SideSet, next_band
from openclam.coach.plan import Plan, Turn
from openclam.coach.screening import Advice, Answer, Outcome, screen
from openclam.coach.status import SessionStatus, Stage
from openclam.coach.tempo import GuideMoment, Step, Tempo

__all__ = [
    "Advice",
    "Answer",
    "Asks",
    "Coach",
    "Cue",
    "GuideMoment",
    "Kind",
    "Outcome",
    "Plan",
    "SessionStatus",
    "SideSet",
    "Stage",
    "Step",
    "Tempo",
    "Turn",
    "next_band",
    "screen",
]
