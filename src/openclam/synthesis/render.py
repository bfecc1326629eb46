"""Pictures of a posed body in a room, drawn off-screen with PyVista."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from openclam.synthesis.band import LOOP_TRIANGLES, Band, BandLoop
from openclam.synthesis.body import BodyMesh, Integers
from openclam.synthesis.camera import Camera
from openclam.synthesis.clam import Posed
from openclam.synthesis.clothes import dress, vertex_normals
from openclam.synthesis.frames import Array
from openclam.synthesis.optional import load_part
from openclam.synthesis.paint import Look, paint_body
from openclam.synthesis.parts import eyes_middle
from openclam.synthesis.room import BALL_PLACE, BALL_RADIUS_M, GROUND_CENTRE, GROUND_M, Ground, Room, boards
from openclam.synthesis.skin import skin_body

Picture = npt.NDArray[np.uint8]

_FLOOR_M = 9.0
_MIRROR = np.array([1.0, -1.0, 1.0])


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about a picture that is not the posture."""

    camera: Camera = field(default_factory=Camera)
    look: Look = field(default_factory=Look)
    room: Room = field(default_factory=Room)
    band: Band | None = field(default_factory=Band)
    width: int = 854
    height: int = 480
    mirrored: bool = False
    supersample: int = 2


class Renderer:
    """Draws one body in one scene, posture after posture.

    Raises:
        UsageError: PyVista is not installed.
    """

    def __init__(self, body: BodyMesh, scene: Scene) -> None:
        self._pv: Any = load_part("pyvista")
        self._body, self._scene = body, scene
        self._dressed = dress(body)
        self._ground = Ground(scene.room)
        self._plot = self._pv.Plotter(
            off_screen=True,
            window_size=(scene.width * scene.supersample, scene.height * scene.supersample),
            lighting="none",
        )
        self._plot.disable_anti_aliasing()
        self._plot.set_background(tuple(channel / 255.0 for channel in scene.room.wall))
        self._build_room()
        self._build_body()
        self._build_lights()
        self._place_camera()

    def draw(self, posed: Posed) -> Picture:
        """Picture (height, width, 3) uint8 RGB of a posture on the right side (mirrored as the scene says)."""
        vertices = skin_body(self._body, posed, self._dressed)
        self._move(self._skin, self._room_side(vertices)[self._corner_vertex], self._normals(vertices))
        self._shade_ground(vertices)
        self._move_bun(posed)
        if self._loop is not None:
            rim, triangles = self._loop.surface(posed)
            self._move(self._band_mesh, self._room_side(rim), self._turned(vertex_normals(rim, triangles)))
        self._plot.render()
        picture = np.asarray(self._plot.screenshot(return_img=True))[:, :, :3]
        size = (self._scene.width, self._scene.height)
        return np.ascontiguousarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))

    def close(self) -> None:
        """Give the drawing window back."""
        self._plot.close()

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _room_side(self, points: Array) -> Array:
        return points * _MIRROR if self._scene.mirrored else points

    def _turned(self, normals: Array) -> Array:
        return normals * _MIRROR if self._scene.mirrored else normals

    def _normals(self, vertices: Array) -> Array:
        return self._turned(vertex_normals(vertices, self._body.triangles))[self._corner_vertex]

    @staticmethod
    def _move(mesh: Any, points: Array, normals: Array) -> None:
        mesh.points = points.astype(np.float32)
        mesh.point_data["Normals"] = normals.astype(np.float32)
        mesh.point_data.active_normals_name = "Normals"

    def _build_body(self) -> None:
        corners = np.column_stack([self._body.triangles.ravel(), self._body.uv_triangles.ravel()])
        pairs, index = np.unique(corners, axis=0, return_inverse=True)
        self._corner_vertex: Integers = pairs[:, 0]
        triangles = index.reshape(-1, 3)
        self._skin = self._mesh(self._dressed[self._corner_vertex], triangles)
        self._skin.active_texture_coordinates = self._body.uv[pairs[:, 1]].astype(np.float32)
        texture = self._pv.Texture(paint_body(self._body, self._scene.look))
        texture.interpolate = texture.mipmap = True
        self._add(self._skin, texture=texture, ambient=0.30, diffuse=0.72, specular=0.06, specular_power=18)
        self._bun = self._build_bun()
        self._loop = None if self._scene.band is None else BandLoop(self._body, self._dressed, self._scene.band)
        if self._loop is not None and self._scene.band is not None:
            self._band_mesh = self._mesh(np.zeros((len(LOOP_TRIANGLES), 3)), LOOP_TRIANGLES)
            self._add(self._band_mesh, color=self._scene.band.colour, ambient=0.35, diffuse=0.7, specular=0.15)

    def _build_bun(self) -> Any:
        if not self._scene.look.bun:
            return None
        ellipsoid = self._pv.ParametricEllipsoid(0.036, 0.042, 0.036).clean()
        ball = self._mesh(np.asarray(ellipsoid.points), np.asarray(ellipsoid.regular_faces))
        self._bun_rest = np.asarray(ball.points, np.float64) + eyes_middle(self._body) + np.array([-0.205, 0.055, 0.0])
        self._add(ball, color=tuple(self._scene.look.hair), ambient=0.3, diffuse=0.7, smooth=True)
        return ball

    def _move_bun(self, posed: Posed) -> None:
        if self._bun is not None:
            row = posed.names.index("head")
            local = self._bun_rest - self._body.skeleton.heads[row]
            moved = self._room_side(local @ posed.rotations[row].T + posed.heads[row])
            middle = moved.mean(axis=0)
            self._move(self._bun, moved, (moved - middle) / np.linalg.norm(moved - middle, axis=1, keepdims=True))

    def _mesh(self, points: Array, triangles: Integers) -> Any:
        """A surface; a mirrored one is wound the other way round, or its outside would be lit as its inside."""
        if self._scene.mirrored:
            triangles = triangles[:, ::-1]
        cells = np.column_stack([np.full(len(triangles), 3), triangles]).ravel()
        return self._pv.PolyData(points.astype(np.float32), cells)

    def _add(self, mesh: Any, smooth: bool = True, **look: Any) -> None:
        actor = self._plot.add_mesh(mesh, smooth_shading=False, **look)
        if smooth:
            actor.prop.interpolation = "Phong"

    def _build_room(self) -> None:
        room = self._scene.room
        floor = self._pv.Texture(boards(room.floor, _FLOOR_M, 2048))
        floor.interpolate = floor.mipmap = True
        self._add_square(_FLOOR_M, -0.004, floor)
        self._ground_texture = self._pv.Texture(self._ground.with_shadow(np.zeros((0, 3))))
        self._ground_texture.interpolate = True
        self._add_square(GROUND_M, 0.0, self._ground_texture)
        wall: dict[str, Any] = {"color": room.wall, "smooth": False, "lighting": False}
        base: dict[str, Any] = {"color": (245, 244, 240), "smooth": False, "lighting": False}
        box = self._pv.Box
        self._add(box((-1.72, -1.7, -4.4, 4.4, 0.0, 3.0)), **wall)
        self._add(box((-1.7, -1.685, -4.4, 4.4, 0.0, 0.09)), **base)
        for y in (-3.5, 3.5):
            self._add(box((-1.7, 4.4, y - 0.01, y + 0.01, 0.0, 3.0)), **wall)
            self._add(box((-1.7, 4.4, y - 0.02, y + 0.02, 0.0, 0.09)), **base)
        if room.ball is not None:
            self._add_ball(room.ball)

    def _add_ball(self, colour: tuple[int, int, int]) -> None:
        x, y = BALL_PLACE
        place = (x, -y if self._scene.mirrored else y, BALL_RADIUS_M)
        ball = self._pv.Sphere(radius=BALL_RADIUS_M, center=place, theta_resolution=60, phi_resolution=60)
        self._add(ball.compute_normals(), color=colour, ambient=0.34, diffuse=0.6, specular=0.12, specular_power=25)

    def _add_square(self, side_m: float, height: float, texture: Any) -> None:
        half = side_m / 2.0
        x, y = GROUND_CENTRE
        corners = np.array([[x + a * half, y + b * half, height] for a, b in ((-1, -1), (-1, 1), (1, 1), (1, -1))])
        square = self._mesh(self._room_side(corners), np.array([[0, 2, 1], [0, 3, 2]]))
        # A picture's first row is its top (v = 1), which lies at +X.
        square.active_texture_coordinates = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
        self._add(square, texture=texture, smooth=False, lighting=False)

    def _shade_ground(self, vertices: Array) -> None:
        self._ground_texture.SetInputDataObject(self._pv.Texture(self._ground.with_shadow(vertices)).to_image())

    def _build_lights(self) -> None:
        side = -1.0 if self._scene.mirrored else 1.0
        for place, strength, colour in (
            ((1.8, -1.6 * side, 2.8), 0.55, "#fff4e4"),
            ((2.2, 2.0 * side, 1.6), 0.34, "#eaf2ff"),
            ((-1.2, 0.6 * side, 2.6), 0.30, "#ffffff"),
            ((0.3, 0.0, 3.0), 0.22, "#ffffff"),
        ):
            light = self._pv.Light(position=place, focal_point=(0.0, 0.0, 0.1), color=colour, intensity=strength)
            light.positional = False
            self._plot.add_light(light)

    def _place_camera(self) -> None:
        camera, mirrored = self._scene.camera, self._scene.mirrored
        self._plot.camera.position = tuple(camera.position(mirrored))
        self._plot.camera.focal_point = tuple(camera.aim(mirrored))
        self._plot.camera.up = (0.0, 0.0, 1.0)
        self._plot.camera.view_angle = camera.fov_deg
        self._plot.camera.clipping_range = (0.2, 15.0)
