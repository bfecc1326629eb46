"""The measurement with parts left out, to see what each brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any

from rich.console import Console
from rich.table import Table

from openclam.kinematics import Kinematics, smoothing
from openclam.kinematics.features import Features
from openclam.kinematics.lifter import CHANGE_IN_ABSOLUTE, Estimate, Lifter, Networks


class _SinglePicture(Lifter):
    """Changes as the difference of what two single pictures show."""

    def change(self, features: Features, rest: Features) -> Estimate:
        now, then = self.absolute(features), self.absolute(rest)
        return Estimate((now.value - then.value)[CHANGE_IN_ABSOLUTE], now.sd[CHANGE_IN_ABSOLUTE])


class _OneForAll(Lifter):
    """What hangs on the pelvis told by the committee for all changes, which learned it from trunks that roll along."""

    def change(self, features: Features, rest: Features) -> Estimate:
        return self.change_networks.run(self.beside_rest(features, rest))


class _NotStrange(Lifter):
    """No wider intervals for frames unlike those that were learned from."""

    def strangeness(self, features: Features) -> float:  # noqa: ARG002  # the method that it takes the place of
        return 1.0


def _first_member(networks: Networks) -> Networks:
    width = networks.second.shape[1]
    return replace(
        networks,
        first=networks.first[:, :width],
        first_bias=networks.first_bias[:width],
        second=networks.second[:1],
        second_bias=networks.second_bias[:1],
        last=networks.last[:1],
        last_bias=networks.last_bias[:1],
    )


@cache
def _lifter(kind: type[Lifter]) -> Lifter:
    whole = Lifter.load()
    return kind(**{field.name: getattr(whole, field.name) for field in fields(whole)})


@cache
def _one_network() -> Lifter:
    whole = Lifter.load()
    return replace(
        whole,
        absolute_networks=_first_member(whole.absolute_networks),
        change_networks=_first_member(whole.change_networks),
        pelvis_networks=_first_member(whole.pelvis_networks),
    )


def _without_rest(height_cm: float) -> Kinematics:
    return Kinematics(height_cm, lifter=_lifter(_SinglePicture))


def _without_pelvis(height_cm: float) -> Kinematics:
    return Kinematics(height_cm, lifter=_lifter(_OneForAll))


def _without_committee(height_cm: float) -> Kinematics:
    return Kinematics(height_cm, lifter=_one_network())


def _without_strangeness(height_cm: float) -> Kinematics:
    return Kinematics(height_cm, lifter=_lifter(_NotStrange))


def _without_smoothing(height_cm: float) -> Kinematics:
    return Kinematics(height_cm, lag_s=smoothing.LAG_S / 4)


WITHOUT: dict[str, Callable[[float], Kinematics]] = {
    "no resting body to compare with": _without_rest,
    "no committee of its own for the pelvis": _without_pelvis,
    "one network instead of three": _without_committee,
    "a quarter of the smoothing": _without_smoothing,
    "no wider intervals for strange frames": _without_strangeness,
}

_SHOWN = ("opening_deg", "pelvic_roll_deg", "hip_external_rotation_deg", "feet_gap_cm", "hold_s")


def show(found: dict[str, Any]) -> None:
    """Print what each part brings, for cameras within 40° of the frontal and from there to 70°."""
    table = Table(
        "measurement", *_SHOWN, "reps right", "verdicts right", "cannot judge", title="Left out, MAE 0–40° / 40–70°"
    )
    for name, bands in found.items():
        near, far = bands["frontal"], bands["oblique"]
        table.add_row(
            name,
            *(f"{near['measures'][m]['mae']:.2f} / {far['measures'][m]['mae']:.2f}" for m in _SHOWN),
            f"{near['rep_count_right']} / {far['rep_count_right']}",
            *(
                f"{100 * near['verdicts']['all'][key]:.1f} / {100 * far['verdicts']['all'][key]:.1f} %"
                for key in ("right_where_given", "cannot_judge")
            ),
        )
    Console(width=150).print(table)
