"""What the page tells the person to move: one thing, the right one, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from openclam.exercise import LANGUAGES, Language, load_exercise
from openclam.pose.landmarks import FrameLandmarks, Landmarks, Point
from openclam.web.live.protocol import LiveView, State
from openclam.web.live.session import LiveSession
from openclam.web.live.words import say
from tests.sessions import FRONTAL, session
from tests.web.live.test_session import parsed, parsed_hello

Change = Callable[[Landmarks], Landmarks]
CLAMSHELL = load_exercise()
GOOD = "in-front"
"""Seen from in front, head and feet well within the picture."""


def view(change: Change | None = None, name: str = GOOD, lang: Language = "en", for_s: float = 2.5) -> LiveView:
    """What is told after a stored session went on for so long, every body in it changed."""
    landmarks_by_frame = [
        frame_landmarks for frame_landmarks in session(name).landmarks_by_frame if frame_landmarks.time_s < for_s
    ]
    running = LiveSession(parsed_hello(landmarks_by_frame[0], lang=lang), CLAMSHELL)
    states = []
    for seq, frame_landmarks in enumerate(landmarks_by_frame):
        seen = frame_landmarks.landmarks
        shown = replace(frame_landmarks, landmarks=None if seen is None or change is None else change(seen))
        events = running.step(parsed(shown if change else frame_landmarks, seq))
        states += [event for event in events if isinstance(event, State)]
    return states[-1].view


def hint(key: str, lang: Language = "en") -> LiveView:
    return LiveView(judgeable=False, why=say(f"view.{key}", lang))


def moved(x_shares: float, y_shares: float = 0.0) -> Change:
    def change(seen: Landmarks) -> Landmarks:
        image = seen.image.copy()
        image[:, :2] += np.array([x_shares * seen.width, y_shares * seen.height], np.float32)
        return replace(seen, image=image)

    return change


def zoomed(by: float) -> Change:
    def change(seen: Landmarks) -> Landmarks:
        image = seen.image.copy()
        middle = image[[Point.LEFT_HIP, Point.RIGHT_HIP]].mean(axis=0)
        image = (image - middle) * np.float32(by) + np.array([seen.width / 2, seen.height / 2, 0], np.float32)
        return replace(seen, image=image)

    return change


def standing(seen: Landmarks) -> Landmarks:
    image, world = seen.image.copy(), seen.world.copy()
    for points in (image, world):
        middle = points[[Point.LEFT_HIP, Point.RIGHT_HIP]].mean(axis=0)
        x, y = (points - middle)[:, :2].T
        points[:, 0], points[:, 1] = middle[0] - y, middle[1] - abs(x) * np.sign(x)
    return replace(seen, image=image, world=world)


def from_behind(seen: Landmarks) -> Landmarks:
    """As a camera on the other side of the body would see it: mirrored, and near and far exchanged."""
    image, world = seen.image.copy(), seen.world.copy()
    image[:, 0], image[:, 2] = seen.width - image[:, 0], -image[:, 2]
    world[:, 0], world[:, 2] = -world[:, 0], -world[:, 2]
    return replace(seen, image=image, world=world)


def with_a_hidden_knee(seen: Landmarks) -> Landmarks:
    visibility = seen.visibility.copy()
    visibility[[Point.LEFT_KNEE, Point.RIGHT_KNEE]] = 0.05
    return replace(seen, visibility=visibility)


def head_side() -> float:
    """Whether the head lies to the right (1) or to the left (-1) in the picture."""
    seen = session(GOOD).landmarks_by_frame[0].landmarks
    assert seen is not None
    return float(np.sign(seen.image[Point.NOSE, 0] - seen.image[Point.LEFT_ANKLE, 0]))


def shift_until_out(point: Point) -> Change:
    """Moved so far that this end of the body just leaves the picture, and the hips stay in it."""
    seen = session(GOOD).landmarks_by_frame[0].landmarks
    assert seen is not None
    x = float(seen.image[point, 0]) / seen.width
    outward = head_side() if point is Point.NOSE else -head_side()
    return moved((1 - x if outward > 0 else -x) + 0.08 * outward)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (standing, "not_lying"),
        (from_behind, "from_behind"),
        (shift_until_out(Point.NOSE), "head_out"),
        (shift_until_out(Point.LEFT_ANKLE), "feet_out"),
        (zoomed(2.4), "too_near"),
        (moved(0, 0.5), "too_near"),
        (zoomed(0.2), "too_far"),
        (with_a_hidden_knee, "knee_hidden"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_move(change: Change, key: str) -> None:
    assert view(change) == hint(key)
    assert view(change, lang="nl") == hint(key, "nl")


def test_a_good_view_asks_for_nothing() -> None:
    assert view(moved(0)) == view() == LiveView(judgeable=True, why=None)


@pytest.mark.parametrize(("name", "key"), [("deve-oblique-01", "from_head"), ("from-the-feet", "from_feet")])
def test_a_camera_near_head_or_feet_is_to_slide_the_other_way(name: str, key: str) -> None:
    assert view(name=name) == hint(key)


@pytest.mark.parametrize(
    ("key", "english", "dutch"),
    [("from_head", "toward your feet", "je voeten toe"), ("from_feet", "toward your head", "je hoofd toe")],
)
def test_the_words_send_the_camera_the_right_way(key: str, english: str, dutch: str) -> None:
    assert english in say(f"view.{key}", "en")
    assert "your hips" in say(f"view.{key}", "en")
    assert dutch in say(f"view.{key}", "nl")
    assert "je heupen" in say(f"view.{key}", "nl")


def test_a_knee_that_the_body_itself_hides_moves_the_camera() -> None:
    assert view(with_a_hidden_knee, name="deve-oblique-02") == hint("from_head")
    assert view(with_a_hidden_knee, name="deve-oblique-00") == hint("from_feet")
    assert view(with_a_hidden_knee, name="from-above") == hint("too_high"), "it looks down by some 45°"


def test_who_is_seen_now_and_then_needs_light_and_who_is_not_seen_lies_elsewhere() -> None:
    landmarks_by_frame = [
        frame_landmarks for frame_landmarks in session(GOOD).landmarks_by_frame if frame_landmarks.time_s < 3
    ]
    told = []
    for period, seen_of in ((10, 7), (10, 2)):
        running = LiveSession(parsed_hello(landmarks_by_frame[0]), CLAMSHELL)
        views = []
        for seq, frame_landmarks in enumerate(landmarks_by_frame):
            shown = frame_landmarks if seq % period < seen_of else blank(frame_landmarks)
            views += [event.view for event in running.step(parsed(shown, seq)) if isinstance(event, State)]
        told.append(views[-1])
    assert told == [hint("unsteady"), hint("nobody")]


def blank(frame_landmarks: FrameLandmarks) -> FrameLandmarks:
    return replace(frame_landmarks, landmarks=None)


@pytest.mark.parametrize("number", [0, 2, 4, 5, 6, 8, 9, 10, 11])
def test_a_frontal_view_without_a_fault_is_good(number: int) -> None:
    assert view(name=f"deve-frontal-{number:02d}", for_s=1.4).judgeable


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_set_that_follows_another_begins_with_what_is_known_of_the_view(lang: Language) -> None:
    landmarks_by_frame = session(FRONTAL).landmarks_by_frame
    running = LiveSession(parsed_hello(landmarks_by_frame[0], lang=lang), CLAMSHELL)
    for seq, frame_landmarks in enumerate(landmarks_by_frame):
        running.step(parsed(frame_landmarks, seq))
    running.finish()
    later = landmarks_by_frame[-1].time_s + 1.0
    (state,) = running.step(parsed(landmarks_by_frame[0], len(landmarks_by_frame), later))
    assert isinstance(state, State)
    assert state.view.judgeable
