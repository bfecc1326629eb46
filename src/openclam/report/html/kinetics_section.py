"""What the band and the muscles did, as the report's page shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from openclam.assessment.model import Assessment
from openclam.kinetics.document import GROUPS, BandUsed, Estimate, Kinetics, RepKinetics
from openclam.report.estimates import (
    estimate_words,
    largest,
    mean_shares,
    range_words,
    representative,
    total,
    unit_words,
    value_words,
)
from openclam.report.kinetics_words import choice_words, left_out, rolled_back
from openclam.report.muscles import (
    LAYERS,
    Shade,
    bar_svg,
    group_name,
    key,
    layer_name,
    layer_svg,
    share_words,
    swatch_svg,
)
from openclam.report.words import Speech

BAR_SCALES: Final = (25, 50, 75, 100)
"""Where the bars of the muscle groups may end, %: the first that all ranges fit in."""

_PEAKS: Final = (
    ("kinetics.band_force", "band_force_n", "N"),
    ("kinetics.abduction", "hip_abduction_moment_nm", "N·m"),
    ("kinetics.abduction", "hip_abduction_moment_nm_kg", "N·m/kg"),
    ("kinetics.rotation", "hip_external_rotation_moment_nm", "N·m"),
    ("kinetics.rotation", "hip_external_rotation_moment_nm_kg", "N·m/kg"),
    ("kinetics.clam", "clam_moment_nm", "N·m"),
    ("kinetics.work", "work_j", "J"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the set: its name, value, range, and what it is of; `beside` is the same per kg of body mass."""

    name: str
    value: str
    range: str
    of: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class RepRow:
    """A rep of the table; each cell is a value and its range, both empty where there is none."""

    number: int
    trusted: bool
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A muscle group of the list."""

    name: str
    bar: Markup
    share: str


@dataclass(frozen=True, slots=True)
class KineticsSection:
    """What the template shows. `said_in` is the language of the document's own sentences."""

    said_in: str
    person: str
    band: str
    unsure: tuple[tuple[str, str], ...]
    nothing_trusted: bool
    left_out: str | None
    figures: tuple[Figure, ...]
    layers: tuple[tuple[str, Markup], ...]
    picture_of: str
    seen_from: str
    key: tuple[tuple[Markup, str], ...]
    groups: tuple[GroupRow, ...]
    scale: int
    rolled_back: str | None
    choice: str
    choice_why: str
    head: tuple[str, ...]
    rows: tuple[RepRow, ...]
    warnings: tuple[str, ...]
    note: str
    model: str


def kinetics_section(assessment: Assessment, say: Speech) -> KineticsSection | None:
    """The section in the language of `say`; None where nothing was calculated."""
    kinetics = assessment.kinetics
    if kinetics is None or not kinetics.reps:
        return None
    shares = mean_shares(kinetics)
    scale = _bar_scale([share.high for share in shares.values()])
    # Only what is drawn from our own shapes and escaped words is marked as safe below.
    return KineticsSection(
        said_in=assessment.language,
        person=say(
            "kinetics.for_assumed" if kinetics.assumed else "kinetics.for_given",
            height=say.number(kinetics.height_cm),
            mass=say.number(kinetics.mass_kg),
        ),
        band=_band(kinetics.band, say),
        unsure=tuple(
            (say("kinetics.unsure_rep", rep=rep.number), rep.why or "") for rep in kinetics.reps if not rep.trusted
        ),
        nothing_trusted=not any(rep.trusted for rep in kinetics.reps),
        left_out=left_out(kinetics, say),
        figures=_figures(representative(kinetics), say),
        layers=tuple(
            (layer_name(layer, say), Markup(layer_svg(layer, shares, say, assessment.moving_leg)))  # noqa: S704
            for layer in LAYERS
        ),
        picture_of=_picture_of(kinetics, say),
        seen_from=say("muscle.seen_left" if assessment.moving_leg == "left" else "muscle.seen_right"),
        key=tuple((_swatch(shade), words) for shade, words in key(say)),
        groups=tuple(
            GroupRow(group_name(group, say), Markup(bar_svg(shares[group], scale)), share_words(shares[group], say))  # noqa: S704
            for group in GROUPS
            if group in shares
        ),
        scale=scale,
        rolled_back=rolled_back(kinetics, say),
        choice=choice_words(kinetics, say),
        choice_why=kinetics.advice.why,
        head=_head(kinetics.reps, say),
        rows=tuple(_row(rep, kinetics.reps, say) for rep in kinetics.reps),
        warnings=tuple(kinetics.warnings),
        note=kinetics.note,
        model=say("kinetics.model", model=kinetics.model),
    )


def _figures(reps: list[RepKinetics], say: Speech) -> tuple[Figure, ...]:
    at_most, together = say("kinetics.at_most"), say("kinetics.together")
    figures = []
    for key_, name, unit in _PEAKS:
        if unit in ("N·m/kg", "J"):
            continue
        most = largest([getattr(rep, name) for rep in reps])
        if most is None:
            continue
        per_kg = largest([getattr(rep, f"{name}_kg", None) for rep in reps])
        beside = "" if per_kg is None else estimate_words(per_kg, "N·m/kg", say)
        figures.append(Figure(say(key_), value_words(most, unit, say), range_words(most, unit, say), at_most, beside))
    work = total([rep.work_j for rep in reps])
    figures.append(Figure(say("kinetics.work"), value_words(work, "J", say), range_words(work, "J", say), together))
    time_s = sum(rep.time_under_tension_s for rep in reps)
    figures.append(Figure(say("kinetics.tension"), say.quantity(time_s, "s"), "", together))
    return tuple(figures)


def _picture_of(kinetics: Kinetics, say: Speech) -> str:
    reps = representative(kinetics)
    if len(reps) == 1:
        return say("kinetics.muscles_one", rep=reps[0].number)
    return say("kinetics.muscles_mean", count=len(reps))


def _band(band: BandUsed | None, say: Speech) -> str:
    if band is None:
        return say("kinetics.no_band")
    parts = [band.maker or "", say.band(band.colour) if band.colour else ""]
    sizes = (("kinetics.loop", "loop_cm", band.loop_cm), ("kinetics.girth", "thigh_girth_cm", band.thigh_girth_cm))
    for key_, name, size in sizes:
        if size is not None:
            words = say(key_, cm=say.number(size))
            parts.append(say("kinetics.assumed", what=words) if name in band.assumed else words)
    return say("kinetics.band_used", band=", ".join(part for part in parts if part), source=band.source)


def _columns(reps: list[RepKinetics]) -> list[tuple[str, str, str]]:
    """The columns that any rep has a number for."""
    return [column for column in _PEAKS if any(getattr(rep, column[1]) is not None for rep in reps)]


def _has_band(reps: list[RepKinetics]) -> bool:
    return any(rep.band_elongation_top_pct is not None for rep in reps)


def _head(reps: list[RepKinetics], say: Speech) -> tuple[str, ...]:
    names = [_headed(key_, unit_words(unit, say), say) for key_, _, unit in _columns(reps)]
    stretch = [_headed("kinetics.stretch", say.unit("%"), say)] if _has_band(reps) else []
    return (*names, *stretch, _headed("kinetics.tension", say.unit("s"), say))


def _headed(key_: str, unit: str, say: Speech) -> str:
    return f"{say(key_)} ({unit})"


def _row(rep: RepKinetics, reps: list[RepKinetics], say: Speech) -> RepRow:
    cells = [_cell(getattr(rep, name), unit, say) for _, name, unit in _columns(reps)]
    if _has_band(reps):
        closed, top = (_cell(end, "%", say) for end in (rep.band_elongation_closed_pct, rep.band_elongation_top_pct))
        cells.append((f"{closed[0]} → {top[0]}", f"{closed[1]} → {top[1]}" if closed[1] and top[1] else ""))
    cells.append((say.number(rep.time_under_tension_s, 1), ""))
    return RepRow(rep.number, rep.trusted, tuple(cells))


def _cell(estimate: Estimate | None, unit: str, say: Speech) -> tuple[str, str]:
    if estimate is None:
        return "–", ""
    return value_words(estimate, unit, say).removesuffix(f"\u00a0{unit_words(unit, say)}"), range_words(
        estimate, unit, say
    )


def _bar_scale(highs: list[float]) -> int:
    most = max(highs, default=0.0)
    return next((scale for scale in BAR_SCALES if most <= scale), math.ceil(most))


def _swatch(shade: Shade) -> Markup:
    return Markup(swatch_svg(shade))  # noqa: S704
