"""The pelvis in every moment of a scene, cut out of one window, for a network that looks at it.

The window is laid once, by the landmarks of the first closed moment, as the camera stands still: the hips in its
middle, the trunk level, the head up to the side that it lies on. So what moves in it is the body.
"""

from __future__ import annotations

import cv2
import numpy as np

from openclam.pose.landmarks import Point
from openclam.pose.region import Region, crop
from training.rendered import Image, Table

SIDE = 128
_TRUNKS = 1.7
"""Side of the window in lengths of the trunk: from below the ribs to the knees."""
_QUALITY = 92
_HIPS, _SHOULDERS = ([Point[f"{side}_{name}"] for side in ("LEFT", "RIGHT")] for name in ("HIP", "SHOULDER"))


def window(landmarks: Table, *, mirrored: bool) -> Region:
    """The window about the hips of a body with these landmarks (33, 8); `mirrored` where its head lies to the right."""
    hip, shoulder = (landmarks[points, :2].mean(axis=0).astype(np.float64) for points in (_HIPS, _SHOULDERS))
    x, y = (shoulder - hip) * (1.0 if mirrored else -1.0)
    return Region(float(hip[0]), float(hip[1]), _TRUNKS * float(np.hypot(x, y)), float(np.arctan2(y, x)))


def packed(images: list[Image], region: Region) -> Image:
    """The windows of all images side by side, as the bytes of one JPEG file."""
    strip = np.hstack([crop(image, region, SIDE, replicate=True) for image in images])
    _, written = cv2.imencode(".jpg", strip[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return np.asarray(written)


def unpacked(stored: Image) -> Image:
    """(moments, SIDE, SIDE, 3) RGB of what `packed` gave."""
    strip = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR))[..., ::-1]
    return np.stack(np.split(strip, strip.shape[1] // SIDE, axis=1)).astype(np.uint8)
