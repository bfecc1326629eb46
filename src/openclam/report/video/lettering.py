"""Text to lay on frames: drawn once with a font that has every European letter, kept, and laid on quickly.

OpenCV's own letters stop at ASCII ("één" becomes "??n"), so Pillow draws them with the DejaVu fonts that
Matplotlib carries. Drawing takes about a millisecond; laying a kept bitmap takes a tenth of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Scene = npt.NDArray[np.uint8]

INK: Colour = (255, 255, 255)
PANEL: Colour = (18, 28, 38)
PANEL_OPACITY = 190


@dataclass(frozen=True, slots=True)
class Patch:
    """A small image with transparency, ready to lay on a scene.

    `weighted` (h, w, 3) uint16 is colour × alpha; `clear` (h, w, 1) uint16 is 255 − alpha.
    """

    weighted: npt.NDArray[np.uint16]
    clear: npt.NDArray[np.uint16]

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.clear.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.clear.shape[0])

    @staticmethod
    def of(image: Image.Image) -> Patch:
        """A patch from an RGBA image."""
        rgba = np.asarray(image.convert("RGBA"), np.uint16)
        alpha = rgba[..., 3:]
        return Patch(rgba[..., :3] * alpha + 127, 255 - alpha)

    def lay(self, scene: Scene, left: int, top: int) -> None:
        """Blend onto `scene` (h, w, 3) uint8 in place; what falls outside is left off."""
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + self.width, scene.shape[1]), min(top + self.height, scene.shape[0])
        if x0 >= x1 or y0 >= y1:
            return
        here = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        under = scene[y0:y1, x0:x1]
        # 255·255 + 127 still fits 16 bits, so the sum never wraps.
        under[:] = (under * self.clear[here] + self.weighted[here]) // 255


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans at `size` pixels."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    with as_file(files("matplotlib") / "mpl-data" / "fonts" / "ttf" / name) as path:
        return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=512)
def text_patch(text: str, size: int, *, bold: bool = False, colour: Colour = INK) -> Patch:
    """`text` on nothing, cut to the font's line height so that lines of one size stand on one base."""
    face = font(size, bold)
    ascent, descent = face.getmetrics()
    image = Image.new("RGBA", (max(1, round(face.getlength(text)) + 2), ascent + descent), (*colour, 0))
    ImageDraw.Draw(image).text((1, 0), text, font=face, fill=(*colour, 255))
    return Patch.of(image)


@lru_cache(maxsize=64)
def panel_patch(width: int, height: int, radius: int) -> Patch:
    """A dark, half-clear, rounded panel: white text on it keeps a contrast of 4.5 to 1 over any frame."""
    image = Image.new("RGBA", (width, height), (*PANEL, 0))
    box = (0, 0, width - 1, height - 1)
    ImageDraw.Draw(image).rounded_rectangle(box, radius, fill=(*PANEL, PANEL_OPACITY))
    return Patch.of(image)


def wrap(text: str, size: int, width: int, *, bold: bool = False) -> tuple[str, ...]:
    """`text` in lines no wider than `width` pixels; a single longer word keeps a line to itself."""
    face = font(size, bold)
    lines: list[str] = []
    for word in text.split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)
