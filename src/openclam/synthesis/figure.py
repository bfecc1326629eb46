"""A dressed person on a stage: skin and clothes, hair, and the band."""

from __future__ import annotations

from typing import Any

import numpy as np

from openclam.synthesis.band import LOOP_TRIANGLES, Band, BandLoop
from openclam.synthesis.body import BodyMesh, Integers
from openclam.synthesis.clam import Posed
from openclam.synthesis.clothes import dress, vertex_normals
from openclam.synthesis.frames import Array
from openclam.synthesis.hair import HairShape, has_shape
from openclam.synthesis.look import Look
from openclam.synthesis.paint import paint_body
from openclam.synthesis.parts import surface_shares
from openclam.synthesis.shapes import blob_triangles
from openclam.synthesis.shoes import Shoe
from openclam.synthesis.skin import skin_body
from openclam.synthesis.stage import Stage


class Figure:
    """One person, put on a stage once and moved from posture to posture."""

    def __init__(self, stage: Stage, body: BodyMesh, look: Look, band: Band | None, texels: int) -> None:
        self._stage, self._body = stage, body
        self._dressed = dress(body, look, band is not None)
        self.head_rows = np.flatnonzero(surface_shares(body).head > 0.5)
        self._build_skin(look, texels)
        self._hair = HairShape(body, look) if has_shape(look) else None
        if self._hair is not None:
            start = np.zeros((int(blob_triangles().max()) + 1, 3))
            self._hair_mesh = stage.add_solid(start, blob_triangles(), look.hair, ambient=0.3, diffuse=0.7)
        self._shoes = [Shoe(body, side) for side in "LR"] if look.feet == "shoes" else []
        self._shoe_meshes = [
            stage.add_solid(shoe.rest, blob_triangles(), look.footwear, ambient=0.3, diffuse=0.7)
            for shoe in self._shoes
        ]
        self._loop = None if band is None else BandLoop(body, self._dressed, band)
        if band is not None:
            self._band_mesh: Any = stage.mesh(np.zeros((len(LOOP_TRIANGLES), 3)), LOOP_TRIANGLES)
            stage.add(self._band_mesh, color=band.colour, ambient=0.35, diffuse=0.7, specular=0.15)

    def move(self, posed: Posed) -> Array:
        """Take a posture on the right side; returns the skin and clothes (n, 3) in the room, metres."""
        vertices = skin_body(self._body, posed, self._dressed)
        normals = vertex_normals(vertices, self._body.triangles)
        self._stage.move(self._skin, vertices[self._corner_vertex], normals[self._corner_vertex])
        if self._hair is not None:
            points = self._hair.points(posed)
            self._stage.move(self._hair_mesh, points, vertex_normals(points, blob_triangles()))
        for mesh, shoe in zip(self._shoe_meshes, self._shoes, strict=True):
            points = shoe.points(posed)
            self._stage.move(mesh, points, vertex_normals(points, blob_triangles()))
        if self._loop is not None:
            rim, triangles = self._loop.surface(posed)
            self._stage.move(self._band_mesh, rim, vertex_normals(rim, triangles))
        return vertices

    def _build_skin(self, look: Look, texels: int) -> None:
        body, places = self._body, len(self._body.uv)
        corners, index = np.unique(body.triangles * places + body.uv_triangles, return_inverse=True)
        self._corner_vertex: Integers = corners // places
        self._skin = self._stage.mesh(self._dressed[self._corner_vertex], index.reshape(-1, 3))
        self._skin.active_texture_coordinates = body.uv[corners % places].astype(np.float32)
        texture = self._stage.pv.Texture(paint_body(body, look, texels))
        texture.interpolate = texture.mipmap = True
        shine: dict[str, Any] = {"ambient": 0.30, "diffuse": 0.72, "specular": 0.06, "specular_power": 18}
        self._stage.add(self._skin, texture=texture, culling="back", **shine)
