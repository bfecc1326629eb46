"""What a request may bring along, and how long that may take: counted from the first byte, whatever its header says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.types import Message, Receive

from openclam.web.problems import Problem

LARGEST_BODY: Final = 2 * 1024 * 1024
"""Bytes of any request that is not an upload; an assessment of a hundred reps has half of that."""
GRACE_S: Final = 20.0
"""Time for the first bytes, and for a line that falters."""
SLOWEST: Final = 16_000
"""Bytes a second that separate a slow telephone (more, after the grace) from what only keeps a place (less)."""
LONGEST_S: Final = 180.0
"""Time for all of any request that is not an upload: the largest, at the slowest, and the grace."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """The most bytes, and the most seconds that they may take."""

    most: int = LARGEST_BODY
    seconds: float = LONGEST_S

    def too_large(self) -> Problem:
        """That it is larger."""
        size = f"{self.most // 1_000_000} MB" if self.most >= 10_000_000 else f"{self.most // 1024} KB"
        return Problem(413, "too_large", f"Expected at most {size}; more came. Send less at a time.", {"largest": size})


def held(receive: Receive, limits: BodyLimits) -> Receive:
    """`receive`, that refuses a body as soon as it is larger or slower than it may be.

    Raises (when called):
        Problem: 413, too large; 408, too slow.
    """
    seen, began_s, done = 0, asyncio.get_running_loop().time(), False

    async def counting() -> Message:
        nonlocal seen, done
        if done:  # what is waited for now is that the client goes
            return await receive()
        try:
            async with asyncio.timeout_at(began_s + min(GRACE_S + seen / SLOWEST, limits.seconds)):
                message = await receive()
        except TimeoutError:
            raise Problem(
                408, "too_slow", "Expected all that you send to come without a pause; it did not. Please try again."
            ) from None
        seen += len(message.get("body", b""))
        done = not message.get("more_body", False)
        if seen > limits.most:
            raise limits.too_large()
        return message

    return counting
