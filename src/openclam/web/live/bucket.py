"""How often something may happen: now and then at once, and in the long run at a rate."""

from __future__ import annotations


class Bucket:
    """Lets `rate` things a second pass, and `size` at once."""

    def __init__(self, rate: float, size: int, now_s: float) -> None:
        self._rate, self._size, self._left, self._at_s = rate, size, float(size), now_s

    def take(self, now_s: float) -> bool:
        """Whether one more may pass now (seconds of any clock)."""
        self._left = min(self._size, self._left + self._rate * (now_s - self._at_s))
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
