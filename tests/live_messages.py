"""Stored sessions as the browser would send them: messages of `openclam/live/1`."""

from __future__ import annotations

from typing import Any

import numpy as np

from openclam.pose.landmarks import FrameLandmarks
from openclam.web.live.protocol import PROTOCOL


def hello(frame_landmarks: FrameLandmarks, **told: Any) -> dict[str, Any]:
    return {
        "type": "hello",
        "protocol": PROTOCOL,
        "width": frame_landmarks.width,
        "height": frame_landmarks.height,
        **told,
    }


def frame(frame_landmarks: FrameLandmarks, seq: int, *, later_s: float = 0.0) -> dict[str, Any]:
    """What tasks-vision gives: points in shares of the picture, depth in shares of its width."""
    seen, t = frame_landmarks.landmarks, frame_landmarks.time_s + later_s
    if seen is None:
        return {"type": "frame", "t": t, "seq": seq, "image": None, "world": None}
    size = np.array([frame_landmarks.width, frame_landmarks.height, frame_landmarks.width], float)
    image = np.column_stack([seen.image / size, seen.visibility])
    return {
        "type": "frame", "t": t, "seq": seq, "image": image.ravel().tolist(),
        "world": seen.world.astype(float).ravel().tolist(),
    }  # fmt: skip
