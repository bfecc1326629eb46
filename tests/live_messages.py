"""Stored sessions as the browser would send them: messages of `openclam/live/1`."""

from __future__ import annotations

from typing import Any

import numpy as np

from openclam.pose.landmarks import Sighting
from openclam.web.protocol import PROTOCOL


def hello(sighting: Sighting, **told: Any) -> dict[str, Any]:
    return {"type": "hello", "protocol": PROTOCOL, "width": sighting.width, "height": sighting.height, **told}


def frame(sighting: Sighting, seq: int, *, later_s: float = 0.0) -> dict[str, Any]:
    """What tasks-vision gives: points in shares of the picture, depth in shares of its width."""
    seen, t = sighting.landmarks, sighting.time_s + later_s
    if seen is None:
        return {"type": "frame", "t": t, "seq": seq, "image": None, "world": None}
    size = np.array([sighting.width, sighting.height, sighting.width], float)
    image = np.column_stack([seen.image / size, seen.visibility])
    return {
        "type": "frame", "t": t, "seq": seq, "image": image.ravel().tolist(),
        "world": seen.world.astype(float).ravel().tolist(),
    }  # fmt: skip
