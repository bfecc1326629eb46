"""Write the hip muscles of GPK_generic.osim as data: src/openclam/kinetics/paths/gpk.toml.

    python -m bench.kinetics_paths

The file is made, not typed: points, strengths and wrap surfaces come from the model through OpenSim. One thing is done
to them: the three parts of obturator internus, which GPK bends over a torus that MuJoCo does not know, get one more
point on the pelvis at that bend: the spot which gives the moment arms that OpenSim computes with the torus (least
squares over the 16 postures of the clam), with its error. Needs OpenSim, the model's file, and SciPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from bench import opensim_side as side
from bench.opensim_gpk import NAMES, Gpk
from bench.opensim_side import Array

FILE = Path(__file__).parents[1] / "src" / "openclam" / "kinetics" / "paths" / "gpk.toml"

GROUPS = {
    "glmed1": "gluteus-medius-anterior",
    "glmed2": "gluteus-medius-middle",
    "glmed3": "gluteus-medius-posterior",
    "glmin1": "gluteus-minimus",
    "glmin2": "gluteus-minimus",
    "glmin3": "gluteus-minimus",
    "glmax1": "gluteus-maximus-superior",
    "glmax2": "gluteus-maximus-middle",
    "piri": "piriformis",
    "tfl": "tensor-fasciae-latae",
    "quadratus_femoris": "quadratus-femoris",
}

HEAD = """\
# Hip muscle paths of GPK_generic.osim, right side. Made by `python -m bench.kinetics_paths`; do not edit by hand.
#
# The model: GPK_generic.osim (OpenSim 4 format, {mass:.2f} kg), as the Python package msk_modelling_python 0.4.2 of
# Basilio Goncalves carries it, under the MIT licence, (c) 2023 Basilio Goncalves. The file itself names no paper. Its
# body frames, its strengths and most of its paths are those of Rajagopal 2016 (IEEE Transactions on Biomedical
# Engineering 63:2068-2079), of which myolegs is a conversion: beside it, every point of the muscles that both have lies
# within 0.1 mm, but for gluteus medius and minimus (origins moved by up to 30 mm, insertions by up to 14 mm) and the
# origin of TFL (16 mm). Those lie, within 0.5 mm, where the change list of the later RajagopalLaiUhlrich2023
# (opensim-org/opensim-models) puts them. Its knee is of the kind that Lerner 2015 describes (Journal of Biomechanics
# 48:644-650). It adds obturators, gemelli, quadratus femoris and pectineus, which neither Rajagopal 2016 nor myolegs
# has, and it keeps the surfaces that gluteus maximus and psoas bend over, which the conversion to myolegs lost.
#
# Frames: metres; X forward, Y up, Z right in the upright body. pelvis: origin midway between the anterior superior
# iliac spines. femur: origin in the hip centre. tibia, patella: the bones' own, the same in both models.
# Laid onto other bones: pelvis points by the difference of the hip centres, femur points by the ratio of the femur
# lengths, tibia and patella points as they are. For myolegs that is nothing at all and a ratio of 1.001.
#
# path: attachment and via points in order, from the pelvis down. wrap: a surface that the path bends over between path
# points `after` and `after + 1` (counted from 1), on the shorter way round; `axis` is a cylinder's direction. MuJoCo
# takes a cylinder for endless, GPK gives it an end; over the clam that makes no difference above 0.6 mm in any hip
# moment arm.
# via_fitted: that path point (counted from 1) stands for GPK's torus at the lesser sciatic notch; `via_error_mm` is
# what is left in flexion, adduction and rotation arm (root mean square, where GPK's own path bends over the torus).
# GPK's second part of obturator internus loses its torus when the hip is well flexed and opened, and then runs through
# the bone; ours keeps the bend. No path here has conditional or moving points. fibre_m: optimal fibre length; tendon_m:
# tendon slack length.

source = "GPK_generic.osim in msk_modelling_python 0.4.2 (MIT), after Rajagopal 2016, doi:10.1109/TBME.2016.2586891"
hip_centre = {hip}
femur_length = {femur}
tibia_in_femur = {tibia_at}
ankle_in_tibia = {ankle}

# Strengths (N) that differ by a fifth or more from those in myolegs, whose conversion changed them.
[changed_in_conversion]
piri = {{ gpk = {piri}, myolegs = 819 }}
tfl = {{ gpk = {tfl}, myolegs = 266 }}
glmax1 = {{ gpk = {glmax1}, myolegs = 1294 }}
"""


def fit_via(gpk: Gpk, muscle: Any, insertion: Array, hip_centre: Array) -> tuple[Array, Array]:
    """The pelvis point that stands for a torus: the point (3,) in m and the remaining error (3,) in mm."""
    wanted, hips = [], []
    for hip in side.clam_hips():
        gpk.place(hip)
        path = muscle.getGeometryPath().getCurrentPath(gpk.state)
        if path.getSize() > 2:  # OpenSim's path does bend over the torus here
            wanted.append(gpk.arms(muscle))
            hips.append(hip)

    def error(via: Array) -> Array:
        ours = np.array([side.straight_arms(via, insertion, hip_centre, hip) for hip in hips])
        return np.asarray(ours - np.array(wanted), dtype=np.float64)

    best = least_squares(lambda via: error(via).ravel(), hip_centre + np.array([-0.055, 0.0, -0.015])).x
    return best, 1000 * np.sqrt(np.mean(error(best) ** 2, axis=0))


def numbers(values: Any, digits: int = 5) -> str:
    """A TOML array of rounded numbers."""
    return "[" + ", ".join(f"{round(float(v), digits) + 0.0:g}" for v in values) + "]"


def entry(gpk: Gpk, muscle: Any, hip_centre: Array) -> str:
    """One `[[muscle]]` table."""
    osim = side.opensim()
    path = muscle.getGeometryPath()
    points = []
    for i in range(path.getPathPointSet().getSize()):
        point = osim.PathPoint.safeDownCast(path.getPathPointSet().get(i))
        body = point.getParentFrame().getName()
        points.append((body, side.vector(point.get_location())))
    name = muscle.getName().removesuffix("_r")
    name = NAMES.get(name, name)
    group = "obturators-and-gemelli" if name.startswith(("obturator", "gemellus")) else GROUPS.get(name, "others")
    lines = ["", "[[muscle]]", f'name = "{name}"', f'group = "{group}"']
    lines.append(f"force_n = {muscle.getMaxIsometricForce():.6g}")
    lines.append(f"fibre_m = {muscle.getOptimalFiberLength():.5g}")
    lines.append(f"tendon_m = {muscle.getTendonSlackLength():.5g}")
    lines.append(f"pennation_rad = {muscle.getPennationAngleAtOptimalFiberLength():.4g}")
    wraps = [path.getWrapSet().get(i) for i in range(path.getWrapSet().getSize())]
    if any(w.getWrapObject().getConcreteClassName() == "WrapTorus" for w in wraps):
        via, left = fit_via(gpk, muscle, points[1][1], hip_centre)
        points.insert(1, ("pelvis", via))
        lines += ["via_fitted = 2", f"via_error_mm = {numbers(left, 1)}"]
        wraps = []
    rows = [f'    ["{body.removesuffix("_r")}", {numbers(at)[1:-1]}],' for body, at in points]
    lines += ["path = [", *rows, "]"]
    lines += [wrap(w, [body for body, _ in points]) for w in wraps]
    return "\n".join(lines)


def wrap(path_wrap: Any, bodies: list[str]) -> str:
    """The inline table of one wrap surface."""
    osim = side.opensim()
    surface = path_wrap.getWrapObject()
    body = surface.getFrame().getName()
    at = side.vector(surface.get_translation())
    after = path_wrap.getStartPoint()
    if after < 1:  # anywhere: between the two points that lie on different bones, the wrapped bone's side of the joint
        crossings = [i + 1 for i in range(len(bodies) - 1) if bodies[i] != bodies[i + 1]]
        after = crossings[0]
    parts = [f"after = {after}", f'body = "{body.removesuffix("_r")}"', f"at = {numbers(at)}"]
    if surface.getConcreteClassName() == "WrapSphere":
        radius = osim.WrapSphere.safeDownCast(surface).getRadius()
        return "wrap = { " + ", ".join(['shape = "sphere"', *parts, f"radius = {radius:.5g}"]) + " }"
    cylinder = osim.WrapCylinder.safeDownCast(surface)
    axis = side.turned(side.vector(surface.get_xyz_body_rotation()))[:, 2]
    tail = [f"axis = {numbers(axis)}", f"radius = {cylinder.get_radius():.5g}", f"length = {cylinder.get_length():.5g}"]
    return "wrap = { " + ", ".join(['shape = "cylinder"', *parts, *tail]) + " }"


def main() -> None:
    """Write the file and say where."""
    gpk = Gpk()
    gpk.place((0.0, 0.0, 0.0), knee_deg=0.0)
    model = gpk.model
    hip_centre = side.vector(model.getJointSet().get("hip_r").getParentFrame().findTransformInBaseFrame().p())
    femur = -gpk.origin_in_femur("femoral_cond_r")[1]
    ankle = gpk.origin_in_femur("talus_r") - gpk.origin_in_femur("tibia_r")
    muscles = model.getMuscles()
    head = HEAD.format(
        mass=model.getTotalMass(gpk.state),
        hip=numbers(hip_centre),
        femur=f"{femur:.5g}",
        tibia_at=numbers(gpk.origin_in_femur("tibia_r")),
        ankle=numbers(ankle),
        **{name: round(muscles.get(f"{name}_r").getMaxIsometricForce()) for name in ("piri", "tfl", "glmax1")},
    )
    crossing = [muscles.get(i) for i in range(muscles.getSize()) if _crosses_right_hip(muscles.get(i))]
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(head + "\n".join(entry(gpk, muscle, hip_centre) for muscle in crossing) + "\n", "utf-8")
    print(f"Written: {FILE} ({len(crossing)} muscles)")


def _crosses_right_hip(muscle: Any) -> bool:
    points = muscle.getGeometryPath().getPathPointSet()
    bodies = {points.get(i).getParentFrame().getName() for i in range(points.getSize())}
    return "pelvis" in bodies and bool(bodies & {"femur_r", "tibia_r", "patella_r"})


if __name__ == "__main__":
    main()
