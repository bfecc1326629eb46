"""What a real camera does to a picture: too little light, noise, blur, compression."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from openclam.errors import UsageError

Picture = npt.NDArray[np.uint8]

_WARM = np.array([0.22, 0.03, -0.28], np.float32)
"""How the red, green and blue of a picture change in the light of a warm lamp."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What happens to every picture; all off by default.

    Attributes:
        gain: brightness; under 1 is low light.
        gamma: over 1 darkens the middle tones.
        warmth: -1 (cold) to 1 (a warm lamp).
        shot_noise: standard deviation of the noise at full brightness, in levels of 255; it grows with the
            root of the light.
        read_noise: standard deviation of the noise everywhere, in levels of 255.
        defocus_px: standard deviation of the blur, pixels.
        motion_px: length of a straight camera shake, pixels.
        motion_deg: its direction; 0 along the rows.
        trail: share of the picture before that is still seen, 0 to 0.6: a long exposure.
        jpeg_quality: 1 to 100 compresses the picture and reads it back.
        seed: fixes the noise.

    Raises:
        UsageError: a value outside these ranges.
    """

    gain: float = 1.0
    gamma: float = 1.0
    warmth: float = 0.0
    shot_noise: float = 0.0
    read_noise: float = 0.0
    defocus_px: float = 0.0
    motion_px: float = 0.0
    motion_deg: float = 0.0
    trail: float = 0.0
    jpeg_quality: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        limits = {
            "gain": (0.02, 4.0),
            "gamma": (0.2, 5.0),
            "warmth": (-1.0, 1.0),
            "shot_noise": (0.0, 100.0),
            "read_noise": (0.0, 100.0),
            "defocus_px": (0.0, 30.0),
            "motion_px": (0.0, 60.0),
            "trail": (0.0, 0.6),
        }
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise UsageError(f"{name} must lie between {low:g} and {high:g}, got {getattr(self, name)}.")
        if self.jpeg_quality is not None and not 1 <= self.jpeg_quality <= 100:
            raise UsageError(f"jpeg_quality must lie between 1 and 100, got {self.jpeg_quality}.")


def apply_effects(picture: Picture, effects: Effects, number: int = 0, previous: Picture | None = None) -> Picture:
    """The picture (h, w, 3) uint8 RGB as such a camera would give it.

    `number` counts the pictures of a clip, so that noise differs from one to the next; `previous` is the
    picture before, as drawn (without effects), of which a trail is seen.
    """
    if effects == Effects(seed=effects.seed):
        return picture
    light = picture.astype(np.float32)
    if previous is not None and effects.trail > 0.0:
        light = (1.0 - effects.trail) * light + effects.trail * previous.astype(np.float32)
    light = _blur(light, effects)
    light = 255.0 * effects.gain * (light / 255.0) ** effects.gamma * (1.0 + effects.warmth * _WARM)
    light = _noise(np.clip(light, 0.0, 255.0), effects, number)
    seen: Picture = np.clip(np.rint(light), 0, 255).astype(np.uint8)
    return seen if effects.jpeg_quality is None else _compressed(seen, effects.jpeg_quality)


def _blur(light: npt.NDArray[np.float32], effects: Effects) -> npt.NDArray[np.float32]:
    if effects.defocus_px > 0.0:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), effects.defocus_px), np.float32)
    if effects.motion_px > 0.0:
        kernel = _streak(effects.motion_px, effects.motion_deg)
        light = np.asarray(cv2.filter2D(light, -1, kernel, borderType=cv2.BORDER_REPLICATE), np.float32)
    return light


def _streak(length_px: float, angle_deg: float) -> npt.NDArray[np.float32]:
    """A line through the middle of a square, summing to 1."""
    half = int(np.ceil(length_px / 2.0)) + 1
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    reach = length_px / 2.0 * np.array([np.cos(np.radians(angle_deg)), -np.sin(np.radians(angle_deg))])
    for share in np.linspace(-1.0, 1.0, 8 * half):
        x, y = half + share * reach
        column, row = int(np.floor(x)), int(np.floor(y))
        across, down = x - column, y - row
        kernel[row : row + 2, column : column + 2] += np.outer([1.0 - down, down], [1.0 - across, across])
    return np.asarray(kernel / kernel.sum(), np.float32)


def _noise(light: npt.NDArray[np.float32], effects: Effects, number: int) -> npt.NDArray[np.float32]:
    if effects.shot_noise == 0.0 and effects.read_noise == 0.0:
        return light
    random = np.random.default_rng((effects.seed, number))
    spread = np.sqrt(effects.shot_noise**2 * light / 255.0 + effects.read_noise**2)
    return np.asarray(light + spread * random.standard_normal(light.shape, np.float32), np.float32)


def _compressed(picture: Picture, quality: int) -> Picture:
    done, stored = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    again = cv2.imdecode(stored, cv2.IMREAD_COLOR) if done else None
    if again is None:
        raise UsageError("a picture could not be stored as JPEG and read back; leave out jpeg_quality.")
    return np.ascontiguousarray(again[:, :, ::-1], np.uint8)
