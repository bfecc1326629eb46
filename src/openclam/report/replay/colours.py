"""Whether a muscle works more or less, as a colour: pale where it works least, dark where it works most.

One hue family that only grows darker, so that it reads in grey and with any colour vision; the muscle is also drawn
thicker, so that colour never stands alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_STOPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SHADES = ("#f1c6b0", "#ec9672", "#d4523f", "#9c1a33", "#520828")

BONE = "#d6d2c7"
"""Lighter than every muscle."""


def shade_rgb(shade: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The colour (..., 3), sRGB 0 to 1, of shades (...) from 0, works least, to 1, works most."""
    share = np.clip(np.asarray(shade, dtype=np.float64), 0.0, 1.0)
    shades = np.array([rgb(colour) for colour in _SHADES])
    return np.stack([np.interp(share, _STOPS, shades[:, channel]) for channel in range(3)], axis=-1)


def css_gradient() -> str:
    """The whole scale as a CSS gradient, works least at the left."""
    return f"linear-gradient(to right, {', '.join(_SHADES)})"


def rgb(colour: str) -> tuple[float, float, float]:
    """#rrggbb as sRGB 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def linear(srgb: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Linear light 0 to 1 of sRGB 0 to 1 (IEC 61966-2-1), which is what glTF's vertex colours are in."""
    value = np.asarray(srgb, dtype=np.float64)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
