"""From an assessed set to what it asked of band and muscles."""

from __future__ import annotations

from openclam.assessment.engine import SetResult
from openclam.assessment.model import Rep, Verdict
from openclam.kinetics.advice import SetDone
from openclam.kinetics.motion import RepMotion
from openclam.kinetics.optional import available
from openclam.kinetics.set_loads import SetLoads, Wearer, loads_of_set
from openclam.run.options import Options


def set_loads(result: SetResult, options: Options) -> SetLoads | None:
    """The loads of a set; None where the `kinetics` extra is not installed, or the leg was not measured."""
    if not available():
        return None
    wearer = Wearer(options.body, options.body_assumed, options.load_band(), options.thigh, options.band is not None)
    motions = [
        RepMotion(number, rep.curves.moments(), rep.closed.value) for number, rep in enumerate(result.measured, start=1)
    ]
    done = SetDone(tuple(map(_faults, result.reps)), options.effort, options.pain)
    return loads_of_set(wearer, motions, done, options.lang)


def _faults(rep: Rep) -> int:
    """How many statements a rep did not meet."""
    return sum(finding.verdict is Verdict.NOT_MET for finding in rep.findings)
