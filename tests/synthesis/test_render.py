from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.body import BodyMesh, Skeleton
from openclam.synthesis.bystander import Bystander
from openclam.synthesis.camera import Camera
from openclam.synthesis.clothes import dress, vertex_normals
from openclam.synthesis.fabric import second_colour, wrinkles
from openclam.synthesis.furniture import Occluder, pillow_under
from openclam.synthesis.lamps import Lamp
from openclam.synthesis.look import Look
from openclam.synthesis.parts import find_parts, surface_shares
from openclam.synthesis.render import Renderer, Scene
from openclam.synthesis.shapes import blob, blob_triangles
from openclam.synthesis.shoes import Shoe
from openclam.synthesis.texels import texel_map


@pytest.fixture(scope="module")
def body(skeleton: Skeleton) -> BodyMesh:
    """A round blob about the middle of every bone, and where the band lies: a surface with parts, without anny."""
    points = blob((0.1, 0.1, 0.1), 1.0)
    bones = [*range(len(skeleton.names)), *(skeleton.names.index(f"upperleg01.{side}") for side in "LR")]
    tips = [np.flatnonzero(skeleton.parents == row) for row in bones]
    middles = [skeleton.heads[[row, *tip[:1]]].mean(axis=0) for row, tip in zip(bones[:-2], tips, strict=False)]
    middles += [0.14 * skeleton.head(f"upperleg01.{s}") + 0.86 * skeleton.head(f"lowerleg01.{s}") for s in "LR"]
    triangles = np.concatenate([blob_triangles() + row * len(points) for row in range(len(middles))])
    vertices = np.concatenate([points + middle for middle in middles])
    corner = np.array([[np.cos(turn), np.sin(turn)] for turn in np.linspace(0.0, 6.0, len(vertices))])
    return BodyMesh(
        skeleton,
        vertices,
        triangles,
        0.5 + 0.45 * corner,
        triangles,
        np.repeat(bones, len(points))[:, None],
        np.ones((len(vertices), 1)),
        "female",
    )


def test_a_texel_lies_under_its_triangle_and_takes_its_corners_mean():
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    halves = np.array([[0, 1, 2], [0, 2, 3]])
    flat = BodyMesh(
        Skeleton(("root",), np.array([-1]), np.zeros((1, 3)), {}),
        np.column_stack([square, np.zeros(4)]),
        halves,
        square,
        halves,
        np.zeros((4, 1), np.int64),
        np.ones((4, 1)),
        "male",
    )
    under = texel_map(flat, 16)
    assert under.covered.all()
    found = under.spread(halves, flat.vertices).reshape(16, 16, 3)
    middles = (np.arange(16) + 0.5) / 16
    assert found[:, :, 0] == pytest.approx(np.tile(middles, (16, 1)), abs=1e-5)
    assert found[:, :, 1] == pytest.approx(np.tile(middles[::-1, None], (1, 16)), abs=1e-5)
    assert texel_map(flat, 16) is under


def test_folds_are_smooth_bounded_and_fixed_by_their_seed():
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (500, 3))
    folds = wrinkles(points, 3)
    assert np.array_equal(folds, wrinkles(points, 3))
    assert not np.array_equal(folds, wrinkles(points, 4))
    assert np.abs(folds).max() <= 1.0
    assert folds.std() > 0.2
    assert np.abs(wrinkles(points + 1e-4, 3) - folds).max() < 0.2


def test_plain_cloth_has_one_colour_and_a_pattern_two():
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (500, 3))
    assert not second_colour(points, "plain", 1).any()
    for pattern in ("stripes", "print"):
        assert 0.05 < second_colour(points, pattern, 1).mean() < 0.95


def test_shorter_clothes_leave_more_skin(body):
    surface = surface_shares(body)
    legs = [find_parts(body, surface, Look(legs=legs)).leggings.sum() for legs in ("shorts", "calf", "ankle")]
    arms = [find_parts(body, surface, Look(sleeves=cut)).shirt.sum() for cut in ("none", "short", "long")]
    feet = [find_parts(body, surface, Look(feet=feet)).footwear.sum() for feet in ("bare", "shoes", "socks")]
    assert legs == sorted(set(legs))
    assert arms == sorted(set(arms))
    assert feet == sorted(set(feet))
    assert feet[0] == 0
    assert not find_parts(body, surface, Look(hair_style="bald")).hair.any()


def test_loose_trousers_stand_off_but_not_under_the_band(body):
    look = Look(leggings_loose_m=0.03)
    trousers = find_parts(body, surface_shares(body), look).leggings
    hip, knee = body.skeleton.head("upperleg01.L"), body.skeleton.head("lowerleg01.L")
    at_band = trousers & (np.abs(body.vertices[:, 1] - (hip + 0.86 * (knee - hip))[1]) < 0.01)
    free, gathered = (np.linalg.norm(dress(body, look, on) - dress(body, look, True), axis=1) for on in (False, True))
    assert not gathered.any()
    assert free[at_band].mean() > 0.004
    assert free[~trousers].max() < 0.002


def test_a_blob_has_its_size_and_its_outside_outward():
    points = blob((0.2, 0.4, 0.6), 0.3)
    assert np.ptp(points, axis=0) == pytest.approx([0.2, 0.4, 0.6], rel=0.02)
    outward = vertex_normals(points, blob_triangles())
    assert (np.einsum("ni,ni->n", outward, points) >= -1e-9).all()


def test_a_shoe_holds_the_foot_and_follows_it(body, clam):
    shoe = Shoe(body, "L")
    foot = body.vertices[body.bones[:, 0] == body.skeleton.names.index("foot.L")] - body.skeleton.head("foot.L")
    sole = foot[foot[:, 1] < 0.0]
    assert (sole.min(axis=0) > shoe.rest.min(axis=0)).all()
    assert (sole.max(axis=0) < shoe.rest.max(axis=0))[[0, 2]].all()
    assert np.linalg.norm(shoe.points(clam.closed).mean(axis=0) - clam.closed.head("foot.L")) < 0.15
    outward = vertex_normals(shoe.rest, blob_triangles())
    assert (np.einsum("ni,ni->n", outward, shoe.rest - shoe.rest.mean(axis=0)) > 0.0).mean() > 0.9


def test_a_thing_stands_on_the_floor_at_its_place():
    points = Occluder("box", (0.7, -0.3), (0.2, 0.4, 0.3), turn_deg=30.0).points()
    assert points[:, 2].min() == pytest.approx(0.0)
    assert points[:, 2].max() == pytest.approx(0.3, rel=0.01)
    assert points[:, :2].mean(axis=0) == pytest.approx([0.7, -0.3], abs=0.01)
    with pytest.raises(UsageError, match="must be more than 0"):
        Occluder("box", (0.0, 0.0), (0.2, 0.0, 0.3))


def test_a_pillow_reaches_up_to_the_head():
    head = blob((0.2, 0.2, 0.2), 1.0) + np.array([0.1, -0.7, 0.22])
    pillow = pillow_under(head)
    assert pillow[:, 2].min() == pytest.approx(0.0)
    assert head[:, 2].min() < pillow[:, 2].max() < head[:, 2].mean()


@pytest.mark.parametrize("hip_flexion_deg", [0.0, 65.0])
def test_a_bystander_kneels_upright_on_the_knees(body, hip_flexion_deg):
    posed = Bystander(body, place=(-0.6, 0.2), facing_deg=0.0, hip_flexion_deg=hip_flexion_deg).posed()
    knee, ankle, hip = (posed.head(f"{bone}.L") for bone in ("lowerleg01", "foot", "upperleg01"))
    assert posed.head("head")[2] > hip[2] + 0.4
    assert knee[0] == pytest.approx(-0.6, abs=0.02)
    assert 0.0 < knee[2] < 0.1
    assert ankle[2] == pytest.approx(knee[2], abs=0.03)
    assert ankle[0] < knee[0] - 0.25
    assert posed.head("wrist.R")[2] < posed.head("upperarm01.R")[2] - 0.3
    assert np.linalg.det(posed.rotations) == pytest.approx(np.ones(len(posed.names)))


def test_a_kneeling_angle_that_no_one_reaches_is_refused(body):
    with pytest.raises(UsageError, match="lean_deg"):
        Bystander(body, lean_deg=90.0)


def _can_draw() -> None:
    pytest.importorskip("pyvista", reason="pyvista is not installed (pip install 'openclam[synth]')")


@pytest.mark.filterwarnings("default")
def test_a_mirrored_scene_is_drawn_as_the_mirror_image(body, clam):
    _can_draw()
    scene = Scene(
        camera=Camera(azimuth_deg=35.0, elevation_deg=25.0, distance_m=3.0, roll_deg=9.0),
        look=Look(feet="shoes", hair_style="long"),
        width=160,
        height=120,
        supersample=1,
        texels=256,
        bystander=Bystander(body),
        occluders=(Occluder("box", (0.5, 0.4), (0.2, 0.3, 0.2)),),
        pillow=True,
    )
    with Renderer(body, scene) as straight, Renderer(body, replace(scene, mirrored=True)) as turned:
        right, left = (renderer.draw(clam.closed).astype(int) for renderer in (straight, turned))
    assert np.abs(right - left[:, ::-1]).mean() < 3.0
    assert np.abs(right - left).mean() > 8.0


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("azimuth_deg", [-90.0, 0.0, 90.0])
def test_no_wall_stands_between_camera_and_person(body, clam, azimuth_deg):
    """A distant camera still sees the person: moving the body changes the picture."""
    _can_draw()
    camera = Camera(azimuth_deg=azimuth_deg, elevation_deg=5.0, distance_m=4.0, fov_deg=35.0)
    with Renderer(body, Scene(camera=camera, width=160, height=120, supersample=1, texels=256)) as renderer:
        picture = renderer.draw(clam.closed)
        assert not np.array_equal(renderer.draw(clam.closed.mirrored), picture)


@pytest.mark.filterwarnings("default")
def test_light_falls_from_where_the_lamps_are(body, clam):
    _can_draw()
    scene = Scene(camera=Camera(distance_m=3.0), width=160, height=120, supersample=1, texels=256)
    seen = []
    for forward in (2.0, -2.0):
        lamps = (Lamp((forward, 0.0, 1.0), 1.2, (255, 255, 255)),)
        with Renderer(body, replace(scene, lamps=lamps)) as renderer:
            seen.append(renderer.draw(clam.closed).astype(int))
    from_front, from_behind = seen
    moved = np.abs(from_front - from_behind).sum(axis=2) > 30
    assert moved.sum() > 200
    assert (from_front - from_behind)[moved].mean() > 30, "lit from behind, a body is dark before the camera"
