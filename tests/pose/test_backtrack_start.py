"""Reading the start of a recording again where the body was found late; networks are played but in one test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

import numpy as np
import pytest

from openclam.capture.frame import Frame
from openclam.pose import follow, open_tracker
from openclam.pose.backtrack_start import FIRST_S
from openclam.pose.detector import Detection
from openclam.pose.landmarks import FrameLandmarks, Landmarks, Point
from openclam.pose.lying import ON_THE_SIDE, side_lying
from tests.demo_clip import pictures
from tests.pose.played import FPS, Played, moved, stick
from tests.stick_body import tilted

HELPER_X, LONG_S = 400.0, 8.0


class FoundLate(Played):
    """Everybody is read where they are looked for; before some time the detector sees only those who are upright."""

    def __init__(self, script: Sequence[Sequence[Landmarks]], found_s: float) -> None:
        super().__init__(script)
        self.found_s = found_s

    def find(self, image: np.ndarray, *, least_score: float = 0.5, turned: int = 0) -> list[Detection]:
        late = image[0, 0, 0] >= self.found_s * FPS
        found = super().find(image, least_score=least_score, turned=turned)
        return found if late else found[1:]


class Recording:
    """Pictures that can be opened once more, and how far they were read then."""

    def __init__(self, seconds: float) -> None:
        self.count = round(seconds * FPS)
        self.opened = 0
        self.read_again_s = 0.0

    def pictures(self) -> Iterator[Frame]:
        return (Frame(i, i / FPS, np.full((36, 64, 3), i, np.uint8)) for i in range(self.count))

    def reopen(self) -> AbstractContextManager[Iterator[Frame]]:
        @contextmanager
        def opened() -> Iterator[Iterator[Frame]]:
            self.opened += 1
            yield self._told()

        return opened()

    def _told(self) -> Iterator[Frame]:
        for frame in self.pictures():
            self.read_again_s = frame.time_s
            yield frame


def seen(network: Played, recording: Recording) -> list[FrameLandmarks]:
    return list(follow(recording.pictures(), recording.reopen, network.tracker()))


def lying_seen(landmarks_by_frame: list[FrameLandmarks]) -> np.ndarray:
    """In which pictures the one who lies is seen."""
    lies_x = hips_x(stick(0))
    return np.array(
        [one.landmarks is not None and abs(hips_x(one.landmarks) - lies_x) < 50 for one in landmarks_by_frame]
    )


def hips_x(landmarks: Landmarks) -> float:
    return float(landmarks.image[[Point.LEFT_HIP, Point.RIGHT_HIP], 0].mean())


def with_helper(index: int) -> list[Landmarks]:
    return [stick(index), helper(index)]


def helper(index: int) -> Landmarks:
    return tilted(moved(stick(index), HELPER_X), 90)


@pytest.mark.networks
@pytest.mark.parametrize("turns", [-1, 1])
def test_who_stands_where_they_lie_down_later_is_not_seen_to_lie(turns: int) -> None:
    """The networks themselves, on the clip's person, stood up by turning the picture about the hips."""
    lying = pictures(1)[0].image
    floor = np.full((lying.shape[1], lying.shape[1], 3), 120, np.uint8)
    above = (floor.shape[0] - lying.shape[0]) // 2
    floor[above : above + lying.shape[0]] = lying
    standing = 20
    recording = [np.rot90(floor, turns).copy()] * standing + [floor] * 30
    frames = [Frame(i, i / 10, image) for i, image in enumerate(recording)]
    opened: list[bool] = []

    def reopen() -> AbstractContextManager[list[Frame]]:
        opened.append(True)
        return nullcontext(frames)

    landmarks_by_frame = list(follow(frames, reopen, open_tracker("lite")))
    lies = np.array(
        [one.landmarks is not None and side_lying(one.landmarks) >= ON_THE_SIDE for one in landmarks_by_frame]
    )
    assert opened, "the first pictures are tried again, and what they show then is not better"
    assert not lies[:standing].any()
    assert lies[standing + 10 :].all()


@pytest.mark.parametrize("seconds", [4.0, LONG_S])
def test_who_is_found_late_is_seen_from_the_start(seconds: float) -> None:
    recording = Recording(seconds)
    network = FoundLate([with_helper(i) for i in range(recording.count)], found_s=2.0)
    assert not lying_seen([network.tracker().step(next(recording.pictures()))])[0], "the helper is followed at first"
    landmarks_by_frame = seen(network, recording)
    assert lying_seen(landmarks_by_frame).all()
    assert [one.index for one in landmarks_by_frame] == list(range(recording.count))
    assert recording.opened == 1
    assert recording.read_again_s <= FIRST_S


def test_who_is_seen_at_once_is_not_read_again() -> None:
    recording = Recording(LONG_S)
    landmarks_by_frame = seen(Played([with_helper(i) for i in range(recording.count)]), recording)
    assert lying_seen(landmarks_by_frame).all()
    assert recording.opened == 0


def test_who_lies_down_late_is_not_seen_before() -> None:
    recording = Recording(LONG_S)
    down = 3 * FPS
    landmarks_by_frame = seen(
        Played([with_helper(i) if i >= down else [helper(i)] for i in range(recording.count)]), recording
    )
    assert not lying_seen(landmarks_by_frame)[:down].any()
    assert lying_seen(landmarks_by_frame)[down + FPS :].all()
    assert [one.index for one in landmarks_by_frame] == list(range(recording.count))


def test_who_is_found_after_the_first_seconds_is_seen_from_there_on() -> None:
    recording = Recording(LONG_S)
    network = FoundLate([with_helper(i) for i in range(recording.count)], found_s=FIRST_S + 0.5)
    assert lying_seen(seen(network, recording)).sum() == pytest.approx((LONG_S - FIRST_S - 0.5) * FPS, abs=FPS)
    assert recording.opened == 0


def test_nobody_and_no_picture_are_no_error() -> None:
    recording = Recording(LONG_S)
    assert [one.landmarks for one in seen(Played([[]] * recording.count), recording)] == [None] * recording.count
    assert seen(Played([]), Recording(0.0)) == []
