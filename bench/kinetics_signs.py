"""The rows of the validation table that need no muscle to be shared: geometry, band, and moment arms."""

from __future__ import annotations

import numpy as np

from bench.kinetics_work import BODY, LOOP_CM, Row, Work
from bench.opensim_side import Array
from openclam.kinetics.band import load_band, load_charts
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.model import PATH_SETS, LegModel, plain_name
from openclam.kinetics.posture import HipPosture


def rows() -> list[Row]:
    """V6 of the moment, V7, V9 and V12."""
    return [_green_loop(), _geometry(), *_band(), *_signs()]


def _green_loop() -> Row:
    free, green = Work(), Work("green")
    openings = (20.0, 30.0)
    pairs = [(green.load(clam_posture(one)), free.load(clam_posture(one))) for one in openings]
    clam = [abs(banded.clam_moment_nm / bare.clam_moment_nm) for banded, bare in pairs]
    hip = [float(np.linalg.norm(banded.hip_moment_nm) / np.linalg.norm(bare.hip_moment_nm)) for banded, bare in pairs]
    return Row(
        "V6",
        "Green 61 cm loop and leg against leg alone, moment about the line hip-ankle, 70 kg, opening 20 and 30°",
        "1.4-1.5, to one decimal",
        f"{clam[0]:.2f} and {clam[1]:.2f} (all hip moments together: {hip[0]:.2f} and {hip[1]:.2f})",
        all(1.4 <= round(value, 1) <= 1.5 for value in clam),
    )


def _geometry() -> Row:
    posture, thigh = clam_posture(30.0), np.array([0.0, -0.42, 0.0])
    lift = 100 * float((posture.rotation @ thigh) @ posture.up - (clam_posture(0.0).rotation @ thigh) @ posture.up)
    external, abduction = posture.hip_external_rotation_deg, posture.hip_abduction_deg
    return Row(
        "V7",
        "Geometry of a clam opened by 30°, knee 90°, thigh 42 cm",
        "external rotation 23 ± 1°, abduction 20 ± 1°, knee lifted 14 ± 1 cm",
        f"{external:.1f}°, {abduction:.1f}°, {lift:.1f} cm",
        abs(external - 23) <= 1 and abs(abduction - 20) <= 1 and abs(lift - 14) <= 1,
    )


def _band() -> list[Row]:
    charts, found = load_charts(), []
    for slug, chart in charts.by_slug.items():
        worst = {
            colour: float(np.abs(chart.law(colour).relative_errors(chart.elongations, forces)).max())
            for colour, forces in chart.forces_n.items()
        }
        colour = max(worst, key=lambda one: worst[one])
        found.append(
            Row(
                "V9",
                f"Band curve against its chart ({chart.maker}{'' if slug != charts.default else ', the one used'})",
                "within 4 % at every point",
                f"at most {100 * worst[colour]:.1f} % ({len(chart.elongations)} points a colour, two constants)",
                worst[colour] <= 0.04,
            )
        )
    band = load_band("red", LOOP_CM)
    up = np.linspace(0.0, 2.5, 26)
    one_strand, both = band.tension_n(up), band.pull_n(up)
    back = band.pull_n(up[::-1])[::-1]
    found.append(
        Row(
            "V9",
            "A loop is two strands; loading as unloading",
            "pull = 2 × tension; the same force both ways",
            f"ratio {float(np.mean(both[1:] / one_strand[1:])):.3f}; "
            f"largest difference {float(np.abs(both - back).max()):.3f} N",
            bool(np.allclose(both, 2 * one_strand) and np.allclose(both, back)),
        )
    )
    return found


def _signs() -> list[Row]:
    leg = LegModel(BODY)
    zeros = {paths: _piriformis_zero(leg, paths) for paths in PATH_SETS}
    leg.place(clam_posture(0.0))
    arms = -1000 * leg.moment_arms()[2]  # external rotation positive, mm
    main = PATH_SETS[0]
    external = {plain_name(leg.muscles[row]): float(arms[row]) for row in leg.rows[main]}
    inward = {name: external[name] for name in ("glmed1", "tfl")}
    names = ("glmax2", "quadratus_femoris", *(f"obturator_internus_{part}" for part in (1, 2, 3)))
    outward = {name: external[name] for name in names}
    said = ", ".join(f"{name} {value:+.0f}" for name, value in (inward | outward).items())
    listed = ", ".join(f"{paths} {zero:.0f}°" if zero is not None else f"{paths} none" for paths, zero in zeros.items())
    return [
        Row(
            "V12",
            f"Piriformis stops turning the thigh outward ({', '.join(PATH_SETS)})",
            f"at 45-65° of hip flexion, judged on {main}",
            listed,
            zeros[main] is not None and 45 <= float(zeros[main] or 0) <= 65,
        ),
        Row(
            "V12",
            "At 45°: anterior medius and TFL turn inward; "
            "middle maximus, quadratus femoris, obturator internus outward",
            "signs (Delp 1999)",
            f"external-rotation arm, mm: {said}",
            all(value < 0 for value in inward.values()) and all(value > 0 for value in outward.values()),
        ),
    ]


def _piriformis_zero(leg: LegModel, paths: str) -> float | None:
    """The hip flexion (degrees) at which piriformis' rotation arm changes sign, thigh not opened."""
    row = next(int(r) for r in leg.rows[paths] if plain_name(leg.muscles[r]) == "piri")
    flexions = np.arange(0.0, 91.0, 1.0)
    arms = []
    for flexion in flexions:
        leg.place(HipPosture(float(flexion), 0.0, 0.0, 90.0))
        arms.append(float(leg.moment_arms()[2, row]))
    return zero_crossing(flexions, np.array(arms))


def zero_crossing(x: Array, y: Array) -> float | None:
    """Where y first changes sign, between its samples at x; None where it does not."""
    changes = np.flatnonzero(np.sign(y[:-1]) != np.sign(y[1:]))
    if not len(changes):
        return None
    at = int(changes[0])
    return float(x[at] - y[at] * (x[at + 1] - x[at]) / (y[at + 1] - y[at]))
