"""Pictures of a posed body in a room, drawn off-screen with PyVista."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from openclam.synthesis.band import Band
from openclam.synthesis.body import BodyMesh
from openclam.synthesis.bystander import Bystander
from openclam.synthesis.camera import Camera
from openclam.synthesis.clam import Posed
from openclam.synthesis.clothes import vertex_normals
from openclam.synthesis.figure import Figure
from openclam.synthesis.frames import Array
from openclam.synthesis.furniture import Occluder, pillow_under
from openclam.synthesis.lamps import USUAL, Lamp
from openclam.synthesis.look import Colour, Look
from openclam.synthesis.picture import Effects, Picture, apply_effects
from openclam.synthesis.room import BALL_PLACE, BALL_RADIUS_M, GROUND_CENTRE, GROUND_M, Ground, Room, boards
from openclam.synthesis.shapes import blob, blob_triangles, stand
from openclam.synthesis.stage import Stage

__all__ = ["Picture", "Renderer", "Scene"]

_FLOOR_M = 9.0
_BACK_M, _SIDE_M, _FRONT_M, _HIGH_M, _BASE_M = -1.7, 3.5, 4.4, 3.0, 0.09
"""Where the walls stand (x behind, y beside, how far forward they run), and the height of wall and skirting."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about a picture that is not the posture.

    `texels` is the side of the picture painted on the body: 2048 to be looked at closely, 1024 or 512 where
    thousands of scenes are made. `supersample` draws that many times finer before scaling down. `pillow` puts
    one under the head wherever it lies.
    """

    camera: Camera = field(default_factory=Camera)
    look: Look = field(default_factory=Look)
    room: Room = field(default_factory=Room)
    lamps: tuple[Lamp, ...] = USUAL
    band: Band | None = field(default_factory=Band)
    width: int = 854
    height: int = 480
    mirrored: bool = False
    supersample: int = 2
    texels: int = 2048
    effects: Effects = field(default_factory=Effects)
    bystander: Bystander | None = None
    occluders: tuple[Occluder, ...] = ()
    pillow: bool = False
    pillow_colour: Colour = (232, 228, 218)


class Renderer:
    """Draws one body in one scene, posture after posture.

    Raises:
        UsageError: PyVista is not installed.
    """

    def __init__(self, body: BodyMesh, scene: Scene) -> None:
        self._scene = scene
        size = (scene.width * scene.supersample, scene.height * scene.supersample)
        self._stage = Stage(size, scene.mirrored, scene.room.wall, scene.lamps)
        self._ground = Ground(scene.room, scene.texels // 2)
        self._build_room()
        self._figure = Figure(self._stage, body, scene.look, scene.band, scene.texels)
        self._standing = self._build_standing()
        self._pillow = self._build_pillow()
        self._stage.look_through(scene.camera)
        self._drawn = 0
        self._before: Picture | None = None

    def draw(self, posed: Posed) -> Picture:
        """Picture (height, width, 3) uint8 RGB of a posture on the right side (mirrored as the scene says)."""
        vertices = self._figure.move(posed)
        under = [vertices, self._standing]
        if self._pillow is not None:
            pillow = pillow_under(vertices[self._figure.head_rows])
            self._stage.move(self._pillow, pillow, vertex_normals(pillow, blob_triangles()))
            under.append(pillow)
        self._shade_ground(np.concatenate(under))
        size = (self._scene.width, self._scene.height)
        picture: Picture = np.ascontiguousarray(
            cv2.resize(self._stage.picture(), size, interpolation=cv2.INTER_AREA), np.uint8
        )
        seen = apply_effects(picture, self._scene.effects, self._drawn, self._before)
        self._drawn, self._before = self._drawn + 1, picture
        return seen

    def close(self) -> None:
        """Give the drawing window back."""
        self._stage.close()

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _build_standing(self) -> Array:
        """Put down what does not move; returns its surface points (n, 3), metres, for the shadow."""
        scene, points = self._scene, [np.zeros((0, 3))]
        for thing in scene.occluders:
            points.append(thing.points())
            self._stage.add_solid(points[-1], blob_triangles(), thing.colour)
        if scene.bystander is not None:
            # Further away than the person on the mat: half the texels do.
            other = Figure(self._stage, scene.bystander.body, scene.bystander.look, None, scene.texels // 2)
            points.append(other.move(scene.bystander.posed()))
        return np.concatenate(points)

    def _build_pillow(self) -> Any:
        if not self._scene.pillow:
            return None
        return self._stage.add_solid(blob((0.5, 0.4, 0.1), 0.5), blob_triangles(), self._scene.pillow_colour)

    def _build_room(self) -> None:
        room, stage = self._scene.room, self._stage
        floor = stage.pv.Texture(boards(room.floor, _FLOOR_M, self._scene.texels))
        floor.interpolate = floor.mipmap = True
        self._add_square(_FLOOR_M, -0.004, floor)
        ground = stage.pv.Texture(self._ground.with_shadow(np.zeros((0, 3))))
        ground.interpolate = True
        self._ground_image = ground.to_image()
        self._ground_pixels = np.asarray(self._ground_image.point_data.active_scalars)
        ground.SetInputDataObject(self._ground_image)
        self._add_square(GROUND_M, 0.0, ground)
        self._add_walls()
        if room.ball is not None:
            side = 2.0 * BALL_RADIUS_M
            ball = stand(blob((side, side, side), 1.0), BALL_PLACE, 0.0)
            stage.add_solid(
                ball, blob_triangles(), room.ball, ambient=0.34, diffuse=0.6, specular=0.12, specular_power=25
            )

    def _add_walls(self) -> None:
        """Walls are seen from inside only, so that a camera may stand behind one."""
        far = _SIDE_M + 1.0
        for off, high, colour in ((0.0, _HIGH_M, self._scene.room.wall), (0.012, _BASE_M, (245, 244, 240))):
            back, side = _BACK_M + off, _SIDE_M - off
            for start, end in (
                ((back, far), (back, -far)),
                ((back, -side), (_FRONT_M, -side)),
                ((_FRONT_M, side), (back, side)),
            ):
                corners = np.array([[*start, 0.0], [*end, 0.0], [*end, high], [*start, high]])
                wall = self._stage.mesh(corners, np.array([[0, 1, 2], [0, 2, 3]]))
                self._stage.add(wall, smooth=False, color=colour, lighting=False, culling="front")

    def _add_square(self, side_m: float, height: float, texture: Any) -> None:
        half = side_m / 2.0
        x, y = GROUND_CENTRE
        corners = np.array([[x + a * half, y + b * half, height] for a, b in ((-1, -1), (-1, 1), (1, 1), (1, -1))])
        square = self._stage.mesh(corners, np.array([[0, 2, 1], [0, 3, 2]]))
        # A picture's first row is its top (v = 1), which lies at +X.
        square.active_texture_coordinates = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
        self._stage.add(square, texture=texture, smooth=False, lighting=False)

    def _shade_ground(self, vertices: Array) -> None:
        """Paint the shadow into the picture that the graphics card has; a picture's rows run upward there."""
        self._ground_pixels[:] = self._ground.with_shadow(vertices)[::-1].reshape(-1, 3)
        self._ground_image.GetPointData().GetScalars().Modified()
        self._ground_image.Modified()
