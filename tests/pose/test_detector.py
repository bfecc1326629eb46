"""Finding people: the anchors, who counts as the same person, and the network on pictures with and without one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.pose.detector import SAME_PERSON_OVERLAP, SIDE, Detector, anchor_centres, suppress
from openclam.pose.weights import weight_path
from tests.demo_clip import CLOSED, picture, truth


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(weight_path("detector"), threads=2)


def test_an_anchor_for_every_answer_of_the_network() -> None:
    centres = anchor_centres()
    assert centres.shape == (2254, 2)
    assert centres.min() > 0
    assert centres.max() < 1
    # Two in every cell of the 28 × 28 and the 14 × 14 grid, six (three layers of two) in the 7 × 7 one.
    cells, times = np.unique(np.round(centres * SIDE, 3), axis=0, return_counts=True)
    assert len(cells) == 28**2 + 14**2 + 7**2
    assert sorted(set(times.tolist())) == [2, 6]


def iou(one: np.ndarray, other: np.ndarray) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    both = max(wide, 0) * max(high, 0)
    area = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return float(both / max(area - both, 1e-9))


corner, length = st.integers(0, 200), st.integers(0, 60)
boxes = st.lists(st.tuples(corner, corner, length, length, st.integers(50, 100)), max_size=25)


@given(boxes)
def test_every_box_is_in_one_group_under_its_best(drawn: list[tuple[int, ...]]) -> None:
    table = np.array(drawn, np.float32).reshape(-1, 5)
    corners = np.concatenate([table[:, :2], table[:, :2] + table[:, 2:4]], axis=1)
    scores = table[:, 4] / 100
    groups = suppress(scores, corners)
    members = [index for _, group in groups for index in group.tolist()]
    assert sorted(members) == list(range(len(drawn)))
    best = [scores[index] for index, _ in groups]
    assert best == sorted(best, reverse=True)
    for index, group in groups:
        assert index in group
        assert scores[index] == scores[group].max()
        assert all(one == index or iou(corners[index], corners[one]) > SAME_PERSON_OVERLAP - 1e-5 for one in group)
    heads = [index for index, _ in groups]
    assert all(iou(corners[a], corners[b]) <= SAME_PERSON_OVERLAP + 1e-5 for a in heads for b in heads if a != b)


@pytest.mark.networks
@pytest.mark.parametrize("kind", ["black", "white", "noise", "stripes"])
def test_nobody_where_there_is_nobody(detector: Detector, kind: str) -> None:
    image = np.zeros((270, 480, 3), np.uint8)
    if kind == "white":
        image[:] = 255
    if kind == "noise":
        image = np.random.default_rng(1).integers(0, 256, image.shape, dtype=np.uint8)
    if kind == "stripes":
        image[:, ::16] = 200
    assert detector.find(image) == []


@pytest.mark.networks
@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_the_person_however_they_lie(detector: Detector, quarter_turns: int) -> None:
    """Hips within a hand of where they are, and the crop turned as the body lies (head to the left in the clip)."""
    image = np.rot90(picture(CLOSED), quarter_turns)
    joints = {name: np.array(track[CLOSED]) for name, track in truth()["joints_px"].items()}
    hips = turned((joints["left_hip"] + joints["right_hip"]) / 2, quarter_turns)
    shoulders = turned((joints["left_shoulder"] + joints["right_shoulder"]) / 2, quarter_turns)
    found = detector.find(image)
    assert len(found) == 1
    region = found[0].region
    assert found[0].score >= 0.5
    assert np.hypot(region.x - hips[0], region.y - hips[1]) < 60
    along = (shoulders - hips) / np.hypot(*(shoulders - hips))
    assert along @ [np.sin(region.angle), -np.cos(region.angle)] > 0.8, "the crop's up runs from hips to shoulders"
    x0, y0, x1, y1 = found[0].box
    ear = turned(joints["left_ear"], quarter_turns)
    assert x0 < ear[0] < x1
    assert y0 < ear[1] < y1


def turned(point: np.ndarray, quarter_turns: int, width: int = 854, height: int = 480) -> np.ndarray:
    """Where a pixel goes when the picture is turned by np.rot90."""
    x, y = point
    for _ in range(quarter_turns % 4):
        x, y, width, height = y, width - 1 - x, height, width
    return np.array([x, y])


@pytest.mark.networks
@pytest.mark.parametrize("quarter_turns", [-1, 1, 2])
def test_looking_at_a_turned_picture_tells_where_in_the_picture_itself(detector: Detector, quarter_turns: int) -> None:
    image = picture(CLOSED)
    (plain,), (looked,) = detector.find(image), detector.find(image, turned=quarter_turns)
    apart = np.hypot(plain.region.x - looked.region.x, plain.region.y - looked.region.y)
    assert apart < 0.1 * plain.region.size
    assert np.cos(plain.region.angle - looked.region.angle) > 0.95
    assert iou(plain.box, looked.box) > 0.5


@pytest.mark.networks
def test_who_is_not_surely_seen_is_told_of_where_asked(detector: Detector) -> None:
    image = picture(CLOSED)
    assert len(detector.find(image, least_score=0.999)) == 0
    assert len(detector.find(image, least_score=0.1)) >= 1
