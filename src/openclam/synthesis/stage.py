"""An off-screen window with its lights, into which surfaces are put and moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from openclam.synthesis.body import Integers
from openclam.synthesis.camera import Camera
from openclam.synthesis.clothes import vertex_normals
from openclam.synthesis.frames import Array
from openclam.synthesis.lamps import USUAL, Lamp
from openclam.synthesis.look import Colour
from openclam.synthesis.optional import load_part

Picture = npt.NDArray[np.uint8]

_MIRROR = np.array([1.0, -1.0, 1.0])


class Stage:
    """Draws surfaces given for a person on the right side; a mirrored stage reflects them all.

    Raises:
        UsageError: PyVista is not installed.
    """

    def __init__(
        self, size: tuple[int, int], mirrored: bool, background: Colour, lamps: tuple[Lamp, ...] = USUAL
    ) -> None:
        self.pv: Any = load_part("pyvista")
        self.mirrored = mirrored
        self.plot = self.pv.Plotter(off_screen=True, window_size=size, lighting="none")
        self.plot.disable_anti_aliasing()
        self.plot.set_background(tuple(channel / 255.0 for channel in background))
        self._add_lights(lamps)

    def mesh(self, points: Array, triangles: Integers) -> Any:
        """A surface; a mirrored one is wound the other way round, or its outside would be lit as its inside."""
        if self.mirrored:
            triangles = triangles[:, ::-1]
        cells = np.column_stack([np.full(len(triangles), 3), triangles]).ravel()
        return self.pv.PolyData(self._room_side(points).astype(np.float32), cells)

    def move(self, mesh: Any, points: Array, normals: Array) -> None:
        """Give a surface new points and unit normals (n, 3)."""
        mesh.points = self._room_side(points).astype(np.float32)
        mesh.point_data["Normals"] = self._room_side(normals).astype(np.float32)
        mesh.point_data.active_normals_name = "Normals"

    def add(self, mesh: Any, smooth: bool = True, **look: Any) -> None:
        """Show a surface; `smooth` lights it by its normals."""
        actor = self.plot.add_mesh(mesh, smooth_shading=False, render=False, **look)
        if smooth:
            actor.prop.interpolation = "Phong"

    def add_solid(self, points: Array, triangles: Integers, colour: Colour, **look: Any) -> Any:
        """Show a surface of one colour that may be moved later."""
        mesh = self.mesh(points, triangles)
        self.move(mesh, points, vertex_normals(points, triangles))
        self.add(mesh, color=colour, **({"ambient": 0.34, "diffuse": 0.66} | look))
        return mesh

    def look_through(self, camera: Camera) -> None:
        """Place the camera."""
        view = self.plot.camera
        view.position, view.focal_point = tuple(camera.position(self.mirrored)), tuple(camera.aim(self.mirrored))
        view.up, view.view_angle = tuple(camera.axes(self.mirrored)[:, 1]), camera.fov_deg
        view.clipping_range = (0.1, 15.0)

    def picture(self) -> Picture:
        """What the camera sees (height, width, 3) uint8 RGB."""
        self.plot.render()
        return np.asarray(self.plot.screenshot(return_img=True))[:, :, :3]

    def close(self) -> None:
        """Give the window back."""
        self.plot.close()

    def _room_side(self, points: Array) -> Array:
        return points * _MIRROR if self.mirrored else points

    def _add_lights(self, lamps: tuple[Lamp, ...]) -> None:
        for lamp in lamps:
            place = tuple(self._room_side(np.array(lamp.place)))
            colour = tuple(channel / 255.0 for channel in lamp.colour)
            light = self.pv.Light(position=place, focal_point=(0.0, 0.0, 0.1), color=colour, intensity=lamp.strength)
            light.positional = False
            self.plot.add_light(light)
