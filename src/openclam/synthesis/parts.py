"""Where on a resting body the clothes, the hair and the face lie.

Everything here works on points of the resting surface, so that the same rule serves the mesh (which is
pushed out under cloth and hair) and the picture painted on it (which is sharp to a texel).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.frames import Array
from openclam.synthesis.look import Look

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Surface:
    """Points of the resting surface (n, 3), and how much of each belongs to arms, head and eyes (n,) 0 to 1."""

    points: Array
    arm: Array
    head: Array
    eye: Array


@dataclass(frozen=True, slots=True)
class Parts:
    """Which points are under leggings, shirt, hair, and socks or shoes; each (n,)."""

    leggings: Mask
    shirt: Mask
    hair: Mask
    footwear: Mask


def surface_shares(body: BodyMesh) -> Surface:
    """The body's own vertices as a surface."""
    names = np.array(body.skeleton.names)
    arm = np.array([name.startswith(("upperarm", "lowerarm", "wrist", "finger", "metacarpal")) for name in names])
    head = (names == "head") | (names == "neck03")
    eye = np.array([name.startswith("eye") for name in names])
    shares = [np.where(group[body.bones], body.weights, 0.0).sum(axis=1) for group in (arm, head, eye)]
    return Surface(body.vertices, *shares)


def eyes_middle(body: BodyMesh) -> Array:
    """Point midway between the eyes (3,), metres."""
    return np.asarray((body.skeleton.head("eye.L") + body.skeleton.head("eye.R")) / 2.0)


def find_parts(body: BodyMesh, surface: Surface, look: Look) -> Parts:
    """Sort points into clothes, hair and bare skin (none of these)."""
    joints, points = body.skeleton, surface.points
    height = points[:, 1]
    waist = joints.head("spine04")[1] + 0.02
    trunk = (surface.arm < 0.5) & (surface.head < 0.5)
    leggings = trunk & (height < waist) & (height > _trouser_end(body, look))
    hem = 0.0 if look.long_shirt else waist - 0.05
    shirt = (_sleeve(body, surface, look) | (trunk & (height >= hem))) & ~_neckline(body, points)
    if look.sleeves == "none":
        shirt &= surface.arm < 0.2
    hair = _hair(body, surface) if look.hair_style != "bald" else np.zeros(len(points), np.bool_)
    return Parts(leggings & ~shirt, shirt, hair, trunk & (height <= _footwear_top(body, look)))


def _trouser_end(body: BodyMesh, look: Look) -> float:
    """Height (m) at which the trousers stop."""
    hip, knee, ankle = (body.skeleton.head(f"{bone}.L")[1] for bone in ("upperleg01", "lowerleg01", "foot"))
    ends = {"shorts": hip + 0.6 * (knee - hip), "calf": knee + 0.4 * (ankle - knee), "ankle": ankle + 0.05}
    return float(ends[look.legs])


def _footwear_top(body: BodyMesh, look: Look) -> float:
    """Height (m) up to which socks or shoes reach; below everything for bare feet."""
    above = {"bare": -np.inf, "socks": 0.07, "shoes": 0.015}
    return float(body.skeleton.head("foot.L")[1] + above[look.feet])


def _sleeve(body: BodyMesh, surface: Surface, look: Look) -> Mask:
    """Upper arms down to half way to the elbow, or arms down to the wrist."""
    inside = np.zeros(len(surface.points), np.bool_)
    if look.sleeves == "none":
        return inside
    for side in "LR":
        shoulder, elbow = body.skeleton.head(f"upperarm01.{side}"), body.skeleton.head(f"lowerarm01.{side}")
        along = _share_along(surface.points, shoulder, elbow)
        reached = along < 0.55
        if look.sleeves == "long":
            reached = _share_along(surface.points, elbow, body.skeleton.head(f"wrist.{side}")) < 0.95
        same_side = surface.points[:, 2] * shoulder[2] > 0.0
        inside |= same_side & reached & (surface.arm >= 0.3)
    return inside


def _share_along(points: Array, start: Array, end: Array) -> Array:
    """How far points (n, 3) have gone from `start` (0) to `end` (1), along their line."""
    return np.asarray((points - start) @ (end - start) / np.dot(end - start, end - start))


def _neckline(body: BodyMesh, points: Array) -> Mask:
    """A round neck, lower in front."""
    neck = body.skeleton.head("neck01")
    away = points - neck
    rim = away[:, 1] - 0.35 * away[:, 0] + 0.30 * np.abs(away[:, 2])
    return np.asarray((rim > 0.005) & (np.abs(away[:, 2]) < 0.085) & (np.linalg.norm(away, axis=1) < 0.4))


def _hair(body: BodyMesh, surface: Surface) -> Mask:
    """The scalp above a slanting line from the brow to the nape, ears left free."""
    away = surface.points - eyes_middle(body)
    above = -0.62 * away[:, 0] + 0.78 * away[:, 1] - 0.055 + 0.10 * np.maximum(np.abs(away[:, 2]) - 0.045, 0.0)
    ear = (np.abs(away[:, 2]) > 0.066) & (np.abs(away[:, 1] + 0.012) < 0.04) & (np.abs(away[:, 0] + 0.085) < 0.035)
    return np.asarray((above > 0.0) & (surface.head > 0.5) & (surface.eye < 0.1) & ~ear)
