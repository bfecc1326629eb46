"""Whether the camera sees enough to judge by, now: the outline that goes green on the live page."""

from __future__ import annotations

from collections import deque
from statistics import median

from openclam.assessment.findings import bad_view, circumstances, reason
from openclam.assessment.reps import doing_the_exercise
from openclam.assessment.verdicts import Reason
from openclam.exercise import Language, Words
from openclam.kinematics import Posture
from openclam.web.protocol import LiveView

LOOK_BACK_S = 1.0
EVERY_S = 0.1
"""What is seen does not change from picture to picture: a posture this often is enough."""
AGAIN_S = 0.5

NOBODY = Words(en="nobody is in the picture", nl="er is niemand in beeld")
NOT_LYING = Words(
    en="lie on your side with your knees bent, your whole body in the picture",
    nl="ga op je zij liggen met gebogen knieën, helemaal in beeld",
)


class CameraPlace:
    """Looks over the last second of postures, twice a second."""

    def __init__(self, lang: Language) -> None:
        self._lang: Language = lang
        self._kept: deque[Posture] = deque()
        self._looked_s = float("-inf")
        self.view = LiveView(judgeable=False, why=NOBODY.say(lang))
        """What was found last."""

    def step(self, posture: Posture) -> None:
        """Take the next posture."""
        if self._kept and posture.time_s - self._kept[-1].time_s < EVERY_S:
            return
        self._kept.append(posture)
        while self._kept[0].time_s < posture.time_s - LOOK_BACK_S:
            self._kept.popleft()
        if posture.time_s - self._looked_s >= AGAIN_S:
            self._looked_s = posture.time_s
            why = self._why()
            self.view = LiveView(judgeable=why is None, why=why)

    def _why(self) -> str | None:
        half = len(self._kept) / 2
        if sum(posture.seen for posture in self._kept) < half:
            return NOBODY.say(self._lang)
        bad = bad_view(median(p.view.azimuth_deg for p in self._kept if p.view is not None))
        around = circumstances(self._kept)
        if sum(doing_the_exercise(posture) for posture in self._kept) < half:
            return NOT_LYING.say(self._lang)
        if bad is not None:
            return reason(bad, self._lang)
        if around.feet_out:
            return reason(Reason.FEET_OUT_OF_PICTURE, self._lang)
        return reason(Reason.KNEE_HIDDEN, self._lang) if around.knee_hidden else None
