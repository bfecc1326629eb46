"""What is taken from the network and what is not, and in which words."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.web.live.protocol import MESSAGE_BYTES, Frame, Hello, PlanAsked, RefusedError, parse
from tests.live_messages import frame, hello
from tests.sessions import session

FIRST = session().landmarks_by_frame[5]
HELLO = hello(FIRST, lang="nl", height_cm=181.5, resume=None)
FRAME = frame(FIRST, 3)


def changed(message: dict[str, Any], **by: Any) -> str:
    return json.dumps({**message, **by})


def test_a_hello_and_a_frame_are_read_as_they_were_sent() -> None:
    told = parse(json.dumps(HELLO))
    assert isinstance(told, Hello)
    assert (told.lang, told.height_cm, told.width, told.moving_leg) == ("nl", 181.5, FIRST.width, "auto")
    seen = parse(json.dumps(FRAME))
    assert isinstance(seen, Frame)
    points = seen.points()
    assert points is not None
    assert FIRST.landmarks is not None
    np.testing.assert_allclose(points[0][:, 0] * FIRST.width, FIRST.landmarks.image[:, 0], rtol=1e-6)
    np.testing.assert_allclose(points[1], FIRST.landmarks.world, rtol=1e-6)


def test_a_plan_and_a_screening_are_read_and_what_is_not_told_is_open() -> None:
    told = parse(changed(HELLO, plan={"reps": 12, "rest_s": 60, "first": "right"}, screening={"fai": "unsure"}))
    assert isinstance(told, Hello)
    assert told.plan == PlanAsked(reps=12, sets=None, rest_s=60.0, first="right", both=True)
    assert (told.screening, told.cleared) == ({"fai": "unsure"}, None)
    plain = parse(json.dumps(HELLO))
    assert isinstance(plain, Hello)
    assert (plain.plan, plain.screening, plain.cleared) == (None, None, None)


def test_a_frame_is_well_within_the_longest_message() -> None:
    assert len(json.dumps(FRAME)) < MESSAGE_BYTES / 2


def test_null_landmarks_say_that_nobody_is_there() -> None:
    seen = parse(changed(FRAME, image=None, world=None))
    assert isinstance(seen, Frame)
    assert seen.points() is None


def test_half_a_body_is_refused() -> None:
    seen = parse(changed(FRAME, world=None))
    assert isinstance(seen, Frame)
    with pytest.raises(RefusedError, match="both image and world"):
        seen.points()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "message"),
        ("{", "message"),
        ("[]", "message"),
        ("null", "message"),
        ('{"type": "frame"', "message"),
        ('{"type": "shutdown"}', "message"),
        ('{"t": 1}', "message"),
        (changed(FRAME, t=float("nan")), "t"),
        (changed(FRAME, t=float("inf")), "t"),
        (changed(FRAME, t=-1.0), "t"),
        (changed(FRAME, t="1"), "t"),
        (changed(FRAME, seq=-1), "seq"),
        (changed(FRAME, seq=1.5), "seq"),
        (changed(FRAME, seq=2**60), "seq"),
        (changed(FRAME, image=FRAME["image"][:-1]), "image"),
        (changed(FRAME, image=[*FRAME["image"], 0.0]), "image"),
        (changed(FRAME, image=[float("nan"), *FRAME["image"][1:]]), "image"),
        (changed(FRAME, image=[1e9, *FRAME["image"][1:]]), "image"),
        (changed(FRAME, image=[[0.0]] * 132), "image"),
        (changed(FRAME, world=[None, *FRAME["world"][1:]]), "world"),
        (changed(FRAME, world=[-1e3, *FRAME["world"][1:]]), "world"),
        (changed(FRAME, more=1), "more"),
        (changed(HELLO, protocol="openclam/live/2"), "protocol"),
        (changed(HELLO, width=0), "width"),
        (changed(HELLO, height=10**9), "height"),
        (changed(HELLO, lang="xx"), "lang"),
        (changed(HELLO, resume="x" * 200), "resume"),
        (changed(HELLO, band="x" * 200), "band"),
        (changed(HELLO, height_cm=float("nan")), "height_cm"),
        (changed(HELLO, screening={"trauma": "maybe"}), "screening.trauma"),
        (changed(HELLO, screening={"x" * 65: "no"}), "screening"),
        (changed(HELLO, screening={f"q{number}": "no" for number in range(101)}), "screening"),
        (changed(HELLO, screening=["trauma"]), "screening"),
        (changed(HELLO, cleared="yes"), "cleared"),
        (changed(HELLO, plan={"reps": 10.5}), "plan.reps"),
        (changed(HELLO, plan={"reps": True}), "plan.reps"),
        (changed(HELLO, plan={"rest_s": float("nan")}), "plan.rest_s"),
        (changed(HELLO, plan={"first": "top"}), "plan.first"),
        (changed(HELLO, plan={"both": 1}), "plan.both"),
        (changed(HELLO, plan={"weeks": 6}), "plan.weeks"),
        ('{"type": "feeling", "pain": 11}', "pain"),
        ('{"type": "feeling", "effort": true}', "effort"),
    ],
)
def test_anything_else_is_refused_and_the_place_is_named(text: str, names: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse(text)
    assert refusal.value.code == "bad_message"
    assert names in str(refusal.value)


def test_what_was_sent_is_not_sent_back() -> None:
    with pytest.raises(RefusedError) as refusal:
        parse(changed(HELLO, lang="<script>alert(1)</script>"))
    assert "script" not in str(refusal.value)
    with pytest.raises(RefusedError) as refusal:
        parse(changed(HELLO, **{"x" * 5000: 1}))
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize("text", ["x" * (MESSAGE_BYTES + 1), "é" * (MESSAGE_BYTES // 2 + 1)])
def test_a_long_message_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse(text)
    assert refusal.value.code == "too_large"


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(RefusedError):
        parse('{"type":"frame","t":' + "[" * 8000)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "t", "seq", "image", "hello", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.text(max_size=300) | ANY_JSON.map(json.dumps))
def test_no_text_does_anything_but_be_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        parse(text)
