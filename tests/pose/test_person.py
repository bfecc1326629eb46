"""Following the one who lies on the side, past others and through gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from openclam.capture.frame import Frame
from openclam.pose import PersonTracker, open_tracker
from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import FrameLandmarks, Landmarks, Point
from openclam.pose.lying import HALF_LYING, ON_THE_SIDE, side_lying
from openclam.pose.person import LOOK_AGAIN_S
from openclam.pose.region import Region
from openclam.pose.search import MOST_PEOPLE
from tests.demo_clip import pictures
from tests.pose.played import FPS, Played, moved, stick
from tests.stick_body import tilted

WIDTH, HEIGHT = 854, 480


def lying_alone(index: int) -> np.ndarray:
    return pictures(60)[index].image


def upright(index: int) -> np.ndarray:
    """The clip's person turned to stand (head up)."""
    return np.rot90(lying_alone(index), -1)


def both(index: int) -> np.ndarray:
    """The upright person on the left, the lying one on the right of the same floor."""
    canvas = np.full((WIDTH, HEIGHT + WIDTH, 3), 120, np.uint8)
    canvas[:, :HEIGHT] = upright(index)
    canvas[-HEIGHT:, HEIGHT:] = lying_alone(index)
    return canvas


def follow(tracker: PersonTracker, images: Sequence[np.ndarray], start: int = 0) -> list[FrameLandmarks]:
    return [tracker.step(Frame(i, i / FPS, image)) for i, image in enumerate(images, start)]


def hips_x(frame_landmarks: FrameLandmarks) -> float:
    assert frame_landmarks.landmarks is not None
    return float(frame_landmarks.landmarks.image[[Point.LEFT_HIP, Point.RIGHT_HIP], 0].mean())


@pytest.fixture
def tracker() -> PersonTracker:
    return open_tracker("lite")


@pytest.mark.networks
def test_one_call_of_the_detector_is_enough(tracker: PersonTracker) -> None:
    landmarks_by_frame = follow(tracker, [lying_alone(i) for i in range(30)])
    assert all(frame_landmarks.landmarks is not None for frame_landmarks in landmarks_by_frame)
    assert tracker.detector_calls == 1
    assert [frame_landmarks.index for frame_landmarks in landmarks_by_frame] == list(range(30))
    assert (landmarks_by_frame[0].width, landmarks_by_frame[0].height) == (WIDTH, HEIGHT)


@pytest.mark.networks
def test_of_two_people_the_lying_one_is_chosen_and_kept(tracker: PersonTracker) -> None:
    landmarks_by_frame = follow(tracker, [both(i) for i in range(20)])
    assert all(hips_x(frame_landmarks) > HEIGHT for frame_landmarks in landmarks_by_frame)
    assert tracker.detector_calls == 1


@pytest.mark.networks
def test_who_lies_down_later_is_taken_instead(tracker: PersonTracker) -> None:
    alone = [both(i) for i in range(5)]
    for image in alone:
        image[:, HEIGHT:] = 120
    assert hips_x(follow(tracker, alone)[-1]) < HEIGHT
    later = follow(tracker, [both(i) for i in range(5, 25)], start=5)
    taken_s = next(frame_landmarks.time_s for frame_landmarks in later if hips_x(frame_landmarks) > HEIGHT)
    assert taken_s <= 5 / FPS + LOOK_AGAIN_S
    assert hips_x(later[-1]) > HEIGHT


@pytest.mark.networks
def test_a_person_who_leaves_is_gone_and_found_again(tracker: PersonTracker) -> None:
    empty = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    images = [lying_alone(0)] * 5 + [empty] * 5 + [lying_alone(10)] * 5
    landmarks_by_frame = follow(tracker, images)
    assert [frame_landmarks.landmarks is not None for frame_landmarks in landmarks_by_frame] == [True] * 5 + [
        False
    ] * 5 + [True] * 5
    assert all(frame_landmarks.band is None for frame_landmarks in landmarks_by_frame[5:10])


@pytest.mark.networks
def test_an_empty_recording_is_no_error(tracker: PersonTracker) -> None:
    landmarks_by_frame = follow(tracker, [np.zeros((120, 160, 3), np.uint8)] * 3)
    assert [frame_landmarks.landmarks for frame_landmarks in landmarks_by_frame] == [None] * 3


# From here on the networks are played.


def play(
    script: Sequence[Sequence[Landmarks]], *, look_for_band: bool = False
) -> tuple[PersonTracker, list[FrameLandmarks]]:
    tracker = Played(script).tracker(look_for_band=look_for_band)
    images = [np.full((360, 640, 3), index, np.uint8) for index in range(len(script))]
    return tracker, follow(tracker, images)


def test_left_and_right_are_remembered_through_a_picture_without_the_person() -> None:
    script: list[list[Landmarks]] = [[stick(index)] for index in range(10)]
    script[4] = []
    script[5] = [stick(5).mirrored()]
    tracker, landmarks_by_frame = play(script)
    assert landmarks_by_frame[4].landmarks is None
    assert landmarks_by_frame[5].landmarks is not None
    assert (landmarks_by_frame[5].landmarks.image == stick(5).image).all()
    assert tracker.guard_counts.bodies_turned_back == 1


@pytest.mark.parametrize(("gone", "is_back"), [(LOOK_AGAIN_S - 0.1, True), (LOOK_AGAIN_S + 0.3, False)])
def test_who_is_lost_for_a_moment_is_waited_for_before_a_helper_is_followed(gone: float, is_back: bool) -> None:
    script = [[stick(index), tilted(moved(stick(index), 400), 90)] for index in range(60)]
    for index in range(10, 10 + round(gone * FPS)):
        script[index] = script[index][1:]
    _, landmarks_by_frame = play(script)
    lying_x = hips_x(landmarks_by_frame[0])
    helped = [
        frame_landmarks.index
        for frame_landmarks in landmarks_by_frame
        if frame_landmarks.landmarks and hips_x(frame_landmarks) > lying_x + 200
    ]
    assert bool(helped) != is_back
    assert all(index >= 10 + LOOK_AGAIN_S * FPS for index in helped)
    assert hips_x(landmarks_by_frame[-1]) == pytest.approx(lying_x)


@pytest.mark.parametrize("azimuth", [0.0, 60.0])
def test_every_other_picture_is_read_mirrored_and_none_twice(azimuth: float) -> None:
    network = Played([[stick(index, azimuth)] for index in range(40)])
    follow(network.tracker(), [np.zeros((360, 640, 3), np.uint8)] * 40)
    assert np.mean(network.mirrored) == pytest.approx(0.5, abs=0.05)
    assert len(network.mirrored) <= 41, "no picture is read twice but the first"


def test_a_body_that_one_way_does_not_show_is_looked_for_the_other_way() -> None:
    network = Played([[stick(index)] for index in range(40)])
    tracker = network.tracker()
    images = [np.zeros((360, 640, 3), np.uint8)] * 40
    follow(tracker, images[:20])
    for blind in (False, True):
        network.blind_ways = {blind}
        start = 20 + 10 * blind
        assert all(frame_landmarks.landmarks is not None for frame_landmarks in follow(tracker, images[:10], start))


def test_a_body_that_is_misread_is_looked_at_again_and_followed_from_there_on() -> None:
    class MisreadFromAfar(Played):
        """The mirror image shows the legs elsewhere, until somebody looks from nearer."""

        seen_from_near = False

        def read(
            self, image: np.ndarray, region: Region, index: int, time_s: float, *, mirrored: bool = False
        ) -> NetworkOutput | None:
            self.seen_from_near |= region.size < 350
            reading = super().read(image, region, index, time_s, mirrored=mirrored)
            if reading is None or not mirrored or self.seen_from_near:
                return reading
            wrong = reading.landmarks.image.copy()
            wrong[Point.LEFT_HIP : Point.RIGHT_ANKLE + 1, 1] -= 50
            return replace(reading, landmarks=replace(reading.landmarks, image=wrong))

    network = MisreadFromAfar([[stick(index, 60.0)] for index in range(40)])
    tracker = network.tracker()
    landmarks_by_frame = follow(tracker, [np.zeros((360, 640, 3), np.uint8)] * 40)
    legs_px = [legs_y(frame_landmarks.landmarks) for frame_landmarks in landmarks_by_frame]
    assert network.mirrored[-20:].count(True) == 10, "the body is read both ways to the end"
    assert legs_px == pytest.approx([legs_y(stick(0, 60.0))] * 40, abs=1.0), "and never shown with its legs elsewhere"


def legs_y(landmarks: Landmarks | None) -> float:
    assert landmarks is not None
    return float(landmarks.image[Point.LEFT_HIP : Point.RIGHT_ANKLE + 1, 1].mean())


def test_a_crowd_is_not_read_to_the_last_head(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [moved(stick(0), 300 * number) for number in range(MOST_PEOPLE + 3)]
    network = Played([crowd])
    reads = []
    read = network.read
    monkeypatch.setattr(network, "read", lambda *args, **ways: reads.append(1) or read(*args, **ways))
    tracker = network.tracker()
    tracker.step(Frame(0, 0.0, np.zeros((360, 640, 3), np.uint8)))
    assert len(reads) == MOST_PEOPLE


def test_the_band_is_looked_for_now_and_then_and_only_where_asked() -> None:
    script = [[stick(index)] for index in range(31)]
    _, watched = play(script, look_for_band=True)
    looked = sum(frame_landmarks.band is not None for frame_landmarks in watched)
    assert 7 <= looked <= 11, "every tenth of a second"
    _, unasked = play(script)
    assert all(frame_landmarks.band is None for frame_landmarks in unasked)


@pytest.mark.parametrize(("slope", "is_taken"), [(0, True), (35, True), (38, False), (43, False)])
def test_another_is_followed_who_lies_on_the_side_clearly_more(slope: float, is_taken: bool) -> None:
    half, other = tilted(stick(0), 46), tilted(moved(stick(0), 400), slope)
    assert HALF_LYING < side_lying(half) < ON_THE_SIDE
    assert side_lying(other) > side_lying(half)
    script = [[tilted(stick(index), 46)] for index in range(5)]
    script += [[tilted(stick(index), 46), tilted(moved(stick(index), 400), slope)] for index in range(5, 60)]
    _, landmarks_by_frame = play(script)
    lying_x = hips_x(landmarks_by_frame[0])
    assert (hips_x(landmarks_by_frame[-1]) > lying_x + 200) == is_taken
