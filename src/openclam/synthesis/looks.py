"""People, clothes, rooms and cameras drawn by chance, wide enough to learn from.

Everything hangs on the generator that is passed in: the same generator gives the same draws.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from openclam.synthesis.band import Band
from openclam.synthesis.body import BodyMesh, Phenotype
from openclam.synthesis.bystander import Bystander
from openclam.synthesis.camera import Camera
from openclam.synthesis.fabric import Pattern
from openclam.synthesis.furniture import Kind, Occluder
from openclam.synthesis.look import Colour, Feet, Hair, Legs, Look, Sleeves
from openclam.synthesis.picture import Effects
from openclam.synthesis.render import Scene
from openclam.synthesis.room import Room

_Choice = TypeVar("_Choice")

_SKINS = ((250, 218, 198), (236, 188, 160), (214, 164, 130), (180, 126, 92), (140, 92, 64), (96, 62, 46), (66, 44, 36))
_HAIRS = ((24, 20, 18), (58, 38, 26), (104, 70, 42), (160, 120, 72), (214, 186, 132), (150, 66, 36), (168, 166, 162))
_IRISES = ((84, 92, 60), (74, 48, 30), (96, 128, 158), (60, 40, 28))
_PATTERNS: tuple[Pattern, ...] = ("plain", "stripes", "print")
_SLEEVES: tuple[Sleeves, ...] = ("none", "short", "long")
_LEGS: tuple[Legs, ...] = ("shorts", "calf", "ankle")
_FEET: tuple[Feet, ...] = ("bare", "socks", "shoes")
_HAIR_STYLES: tuple[Hair, ...] = ("short", "long", "bald")
_KINDS: tuple[Kind, ...] = ("box", "post", "cushion", "blanket")
_SIZES: dict[Kind, tuple[float, float, float]] = {
    "box": (0.25, 0.35, 0.22),
    "post": (0.04, 0.04, 0.75),
    "cushion": (0.25, 0.42, 0.2),
    "blanket": (0.3, 0.42, 0.13),
}


def random_phenotype(rng: np.random.Generator) -> tuple[Phenotype, float]:
    """An adult of either sex, and their standing height in cm (150 to 200)."""
    female = bool(rng.random() < 0.5)
    height_cm = float(np.clip(rng.normal(166.0 if female else 179.0, 8.0), 150.0, 200.0))
    gender = rng.uniform(0.8, 1.0) if female else rng.uniform(0.0, 0.2)
    age, muscle, weight = rng.uniform(0.6, 0.97), rng.uniform(0.25, 0.8), rng.uniform(0.2, 0.88)
    # anny's `height` also changes the build; the whole is scaled to `height_cm` afterwards.
    tall = float(np.clip(0.5 + (height_cm - (166.0 if female else 179.0)) / 50.0, 0.15, 0.85))
    numbers = (gender, age, muscle, weight, tall, rng.uniform(0.25, 0.9))
    return Phenotype(*(float(number) for number in numbers)), height_cm


def random_look(rng: np.random.Generator) -> Look:
    """A person's colours and clothes."""
    loose = rng.random() < 0.5
    style = _one(rng, _HAIR_STYLES, (0.6, 0.28, 0.12))
    skin = _between(rng, _SKINS)
    return Look(
        skin=skin,
        hair=_near(rng, _HAIRS[rng.integers(len(_HAIRS))], 12.0),
        shirt=_dye(rng),
        leggings=_dye(rng),
        lips=_mixed(skin, (176, 70, 76), rng.uniform(0.2, 0.6)),
        iris=_IRISES[rng.integers(len(_IRISES))],
        bun=bool(rng.random() < 0.35),
        hair_style=style,
        sleeves=_one(rng, _SLEEVES, (0.25, 0.45, 0.3)),
        legs=_one(rng, _LEGS, (0.27, 0.18, 0.55)),
        feet=_one(rng, _FEET, (0.45, 0.3, 0.25)),
        footwear=_dye(rng),
        shirt_loose_m=float(rng.uniform(0.005, 0.03)) if rng.random() < 0.5 else 0.0,
        leggings_loose_m=float(rng.uniform(0.005, 0.03)) if loose else 0.0,
        long_shirt=bool(rng.random() < 0.35),
        shirt_pattern=_one(rng, _PATTERNS, (0.6, 0.2, 0.2)),
        shirt_second=_dye(rng),
        leggings_pattern=_one(rng, _PATTERNS, (0.75, 0.1, 0.15)),
        leggings_second=_dye(rng),
        seed=int(rng.integers(2**31)),
    )


def random_room(rng: np.random.Generator) -> Room:
    """Colours of a room; sometimes the mat is nearly as the floor."""
    wood = _hue(rng, (0.05, 0.12), (0.05, 0.5), (0.25, 0.85))
    floor = wood if rng.random() < 0.6 else _hue(rng, (0.0, 1.0), (0.0, 0.25), (0.15, 0.85))
    return Room(
        wall=_hue(rng, (0.0, 1.0), (0.0, 0.35), (0.35, 0.95)),
        floor=floor,
        mat=_near(rng, floor, 15.0) if rng.random() < 0.15 else _dye(rng),
        mat_size_m=(float(rng.uniform(1.7, 2.1)), float(rng.uniform(0.58, 1.2))),
        ball=_dye(rng) if rng.random() < 0.3 else None,
    )


def random_band(rng: np.random.Generator) -> Band | None:
    """A loop of any usual colour and width; one time in five none."""
    if rng.random() < 0.2:
        return None
    return Band(_dye(rng), float(rng.uniform(0.02, 0.09)), 0.005)


def random_effects(rng: np.random.Generator) -> Effects:
    """What the camera adds: little, most of the time."""
    dark = rng.random() < 0.25
    shake = rng.random() < 0.2
    return Effects(
        gain=float(rng.uniform(0.35, 0.75) if dark else rng.uniform(0.85, 1.2)),
        gamma=float(rng.uniform(1.0, 1.5) if dark else rng.uniform(0.8, 1.2)),
        warmth=float(np.clip(rng.normal(0.3 if dark else 0.05, 0.3), -1.0, 1.0)),
        shot_noise=float(rng.uniform(0.0, 18.0 if dark else 7.0)),
        read_noise=float(rng.uniform(0.0, 9.0 if dark else 3.0)),
        defocus_px=float(rng.uniform(0.3, 2.0)) if rng.random() < 0.25 else 0.0,
        motion_px=float(rng.uniform(1.0, 8.0)) if shake else 0.0,
        motion_deg=float(rng.uniform(0.0, 180.0)),
        trail=float(rng.uniform(0.05, 0.4)) if rng.random() < 0.2 else 0.0,
        jpeg_quality=int(rng.integers(35, 96)) if rng.random() < 0.4 else None,
        seed=int(rng.integers(2**31)),
    )


def random_camera(rng: np.random.Generator) -> Camera:
    """A camera about the person, most often in front; it sees the whole of most people, and stays off the floor."""
    oblique = rng.normal(0.0, 28.0) if rng.random() < 0.75 else rng.uniform(-90.0, 90.0)
    target = (rng.normal(0.08, 0.06), rng.normal(-0.08, 0.1), rng.uniform(0.12, 0.32))
    azimuth, distance = float(np.clip(oblique, -90.0, 90.0)), float(rng.triangular(1.5, 1.8, 4.0))
    lowest = np.degrees(np.arcsin(max(0.0, (0.15 - target[2]) / distance)))
    elevation = max(float(lowest), float(np.clip(abs(rng.normal(0.0, 18.0)) + rng.uniform(0.0, 8.0), 0.0, 50.0)))
    # 1.9 m of person must fit the width, which is at least 4/3 of the height, when seen from the front.
    fits = np.degrees(2.0 * np.arctan(0.72 / max(distance - 0.35, 0.5)))
    fov = float(np.clip(fits * rng.uniform(0.92, 1.35), 35.0, 75.0))
    roll = float(np.clip(rng.normal(0.0, 4.0), -15.0, 15.0))
    return Camera(azimuth, elevation, distance, fov, (float(target[0]), float(target[1]), float(target[2])), roll)


def random_occluder(rng: np.random.Generator, camera: Camera) -> Occluder:
    """A thing between the camera and the feet, the hips or the head, that hides part of them."""
    where = _one(rng, ("feet", "hips", "head"), (0.4, 0.35, 0.25))
    body = np.array({"feet": (0.0, 0.55), "hips": (0.05, 0.05), "head": (0.0, -0.72)}[where])
    body += rng.normal(0.0, 0.07, 2)
    to_camera = camera.position()[:2] - body
    away = rng.uniform(0.42, 0.6) if where == "hips" else rng.uniform(0.3, 0.5)
    place = body + away * to_camera / np.linalg.norm(to_camera)
    kind = _one(rng, _KINDS, (0.25, 0.3, 0.25, 0.2))
    depth, length, height = (float(side * rng.uniform(0.7, 1.25)) for side in _SIZES[kind])
    if where == "hips" and kind != "post":
        height = min(height, 0.14)
    turned = float(np.degrees(np.arctan2(to_camera[1], to_camera[0])) + rng.uniform(-30.0, 30.0))
    return Occluder(kind, (float(place[0]), float(place[1])), (depth, length, height), _dye(rng), turned)


def random_bystander(rng: np.random.Generator, body: BodyMesh) -> Bystander:
    """Someone who kneels behind the mat and looks on."""
    place_y = float(rng.uniform(-0.7, 0.8))
    sits = rng.random() < 0.5
    return Bystander(
        body,
        random_look(rng),
        place=(float(rng.uniform(-0.72, -0.55)), place_y),
        facing_deg=float(-25.0 * place_y + rng.normal(0.0, 12.0)),
        hip_flexion_deg=float(rng.uniform(45.0, 68.0) if sits else rng.uniform(0.0, 15.0)),
        lean_deg=float(rng.uniform(0.0, 25.0)),
        reach_deg=float(rng.uniform(0.0, 60.0)),
    )


def random_scene(
    rng: np.random.Generator,
    *,
    size: tuple[int, int] = (640, 480),
    texels: int = 1024,
    supersample: int = 1,
    pillow: bool = False,
    bystanders: Sequence[BodyMesh] = (),
) -> Scene:
    """A scene with everything by chance; `pillow` is the posture's to say, `bystanders` are bodies to choose from.

    Half the scenes are mirrored; about a quarter have something in front, and one in eight a second person
    where there is a body for it.
    """
    camera = random_camera(rng)
    things = tuple(random_occluder(rng, camera) for _ in range(int(rng.random() < 0.27) + int(rng.random() < 0.05)))
    other = None
    if len(bystanders) > 0 and rng.random() < 0.125:
        other = random_bystander(rng, bystanders[int(rng.integers(len(bystanders)))])
    room = random_room(rng)
    return Scene(
        camera=camera,
        look=random_look(rng),
        room=room if other is None else replace(room, ball=None),
        band=random_band(rng),
        width=size[0],
        height=size[1],
        mirrored=bool(rng.random() < 0.5),
        supersample=supersample,
        texels=texels,
        effects=random_effects(rng),
        bystander=other,
        occluders=things,
        pillow=pillow,
        pillow_colour=_hue(rng, (0.0, 1.0), (0.0, 0.5), (0.4, 0.97)),
    )


def _one(rng: np.random.Generator, choices: Sequence[_Choice], odds: Sequence[float]) -> _Choice:
    return choices[int(rng.choice(len(choices), p=odds))]


def _dye(rng: np.random.Generator) -> Colour:
    """Any colour of cloth: black, white and grey as often as bright ones."""
    if rng.random() < 0.35:
        return _hue(rng, (0.0, 1.0), (0.0, 0.12), (0.08, 0.97))
    return _hue(rng, (0.0, 1.0), (0.2, 0.9), (0.2, 0.92))


def _hue(rng: np.random.Generator, *ranges: tuple[float, float]) -> Colour:
    """A colour from ranges of hue, saturation and value, each 0 to 1."""
    hue, saturation, value = (float(rng.uniform(*limits)) for limits in ranges)
    return _whole(np.array(colorsys.hsv_to_rgb(hue, saturation, value)) * 255.0)


def _near(rng: np.random.Generator, colour: Colour, spread: float) -> Colour:
    return _whole(np.array(colour) + rng.normal(0.0, spread, 3))


def _between(rng: np.random.Generator, row: Sequence[Colour]) -> Colour:
    """A colour anywhere along a row of them."""
    at = rng.uniform(0.0, len(row) - 1.001)
    return _mixed(row[int(at)], row[int(at) + 1], at % 1.0)


def _mixed(first: Colour, second: Colour, share: float) -> Colour:
    return _whole((1.0 - share) * np.array(first) + share * np.array(second))


def _whole(levels: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Colour:
    red, green, blue = (int(level) for level in np.clip(np.rint(levels), 0, 255))
    return red, green, blue
