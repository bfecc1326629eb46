"""Following one person through a recording; its first seconds are read again where the body was found late.

Whoever is found after a while only, because a helper was followed at first or the legs were misread, has lain there from the start, and
may have begun. The place is known by then; and a recording, unlike a camera, can be seen once more. Of 45 rendered sessions 40 to 70° off the
front 38 are counted right without it and 41 with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

from openclam.capture.frame import Frame
from openclam.pose.agreement import same_place
from openclam.pose.landmarks import FrameLandmarks
from openclam.pose.person import PersonTracker
from openclam.pose.reacquire import CLEARLY_LESS, MISREAD
from openclam.pose.region import Region
from openclam.pose.search import MOST_APART

FIRST_S = 6.0
"""So much of the recording may be read again."""
CLEARLY_BETTER = 0.7
"""What is read again is taken where it is misread by no more than this share of what it was; only then is it tried as well."""
HARDLY_BETTER, ASKED_EVERY = 0.1, 5
"""Of the pictures that are misread less by more than this every fifth is asked for its mirror image: a network that is led to where somebody
will lie later sees them lie there while they still stand or sit. Legs of a person stood up in the picture were read 0.02 of body size apart both
ways, those of the one who seemed to lie there 0.05 to 0.24 or not at all; of three who did lie 0.02 to 0.08 but once, and where a body
in the same place had been misread for it, that 0.08 to 0.3."""
PICTURES_ALIKE = 7
"""A place is judged by so many pictures in a row."""


def follow(
    pictures: Iterable[Frame], once_more: Callable[[], AbstractContextManager[Iterable[Frame]]], tracker: PersonTracker
) -> Iterator[FrameLandmarks]:
    """What is seen in each picture of a recording, in order.

    Args:
        pictures: the recording.
        once_more: opens it a second time, from its start; called once at most, and left after `FIRST_S`.
        tracker: follows the person.

    Raises:
        InputError: the recording cannot be read, or not again.
    """
    coming = iter(pictures)
    first = list(_read_first(coming, tracker))
    place = _better_place(first)
    if place is not None:
        other = tracker.begun_at(place)
        with once_more() as again:
            second, is_borne_out = _read_again(again, other, first)
        if is_borne_out and _misread(second) < CLEARLY_BETTER * _misread(first):
            first, tracker = second, other
    yield from (read.frame_landmarks for read in first)
    yield from map(tracker.step, coming)


@dataclass(frozen=True, slots=True)
class _Read:
    """One picture that was read: where the body was seen in it, None where nobody was, and how badly (`PersonTracker.misread`)."""

    frame_landmarks: FrameLandmarks
    region: Region | None
    misread: float


def _read(frame: Frame, tracker: PersonTracker) -> _Read:
    frame_landmarks = tracker.step(frame)
    return _Read(frame_landmarks, tracker.region, tracker.misread)


def _read_first(pictures: Iterator[Frame], tracker: PersonTracker) -> Iterator[_Read]:
    for frame in pictures:
        yield _read(frame, tracker)
        if frame.time_s >= FIRST_S:
            return


def _read_again(pictures: Iterable[Frame], tracker: PersonTracker, first: list[_Read]) -> tuple[list[_Read], bool]:
    """The same pictures read by another tracker, and whether the mirror image bears that out in most of those that it reads better."""
    second, borne_out = [], []
    for number, (before, frame) in enumerate(zip(first, pictures, strict=False)):
        read = _read(frame, tracker)
        second.append(read)
        if number % ASKED_EVERY == 0 and read.misread < before.misread - HARDLY_BETTER:
            borne_out.append(_bears_out(frame, tracker, read.region, before.region))
    return second, sum(borne_out) > len(borne_out) / 2


def _bears_out(frame: Frame, tracker: PersonTracker, place: Region | None, before: Region | None) -> bool:
    """Whether a body that lies in `place` is read alike both ways, and more so than whoever was seen there `before`."""
    now = None if place is None else tracker.mirror_reading(frame, place)
    if now is None or now.apart >= MOST_APART:
        return False
    was = None if before is None else tracker.mirror_reading(frame, before)
    return was is None or not same_place(now.reading, was.reading) or now.apart <= CLEARLY_LESS * was.apart


def _misread(read: list[_Read]) -> float:
    return float(np.mean([one.misread for one in read]))


def _better_place(read: list[_Read]) -> Region | None:
    """Where the body is read clearly better than on the whole; None where there is no such place, or nothing to mend."""
    if len(read) < PICTURES_ALIKE or (misread := _misread(read)) < MISREAD:
        return None
    around = np.convolve([one.misread for one in read], np.full(PICTURES_ALIKE, 1 / PICTURES_ALIKE), "valid")
    best = int(np.argmin(around))
    return read[best + PICTURES_ALIKE // 2].region if around[best] < CLEARLY_BETTER * misread else None
