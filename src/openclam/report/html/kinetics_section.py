"""What the band and the muscles did, as the report's page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from openclam.assessment.model import Assessment
from openclam.kinetics.document import BandUsed, Estimate, Kinetics, RepKinetics
from openclam.kinetics.emg import EmgRow, Recorded, published_emg
from openclam.kinetics.openers import RANKED
from openclam.report.estimates import (
    estimate_words,
    largest,
    mean_openings,
    range_words,
    representative,
    set_levels,
    total,
    unit_words,
    value_words,
)
from openclam.report.kinetics_words import choice_words, left_out, works_most
from openclam.report.muscles import (
    LAYERS,
    Levels,
    Shade,
    group_name,
    key,
    layer_name,
    layer_svg,
    level_words,
    swatch_svg,
)
from openclam.report.words import Speech

_PEAKS: Final = (
    ("kinetics.band_force", "band_force_n", "N"),
    ("kinetics.abduction", "hip_abduction_moment_nm", "N·m"),
    ("kinetics.abduction", "hip_abduction_moment_nm_kg", "N·m/kg"),
    ("kinetics.rotation", "hip_external_rotation_moment_nm", "N·m"),
    ("kinetics.rotation", "hip_external_rotation_moment_nm_kg", "N·m/kg"),
    ("kinetics.clam", "clam_moment_nm", "N·m"),
    ("kinetics.work", "work_j", "J"),
)

_RECORDED: Final[dict[Recorded, str]] = {
    "gluteus-medius": "muscle.medius",
    "gluteus-medius-anterior": "muscle.medius_anterior",
    "gluteus-medius-middle": "muscle.medius_middle",
    "gluteus-medius-posterior": "muscle.medius_posterior",
    "gluteus-minimus-anterior": "muscle.minimus_anterior",
    "gluteus-minimus-posterior": "muscle.minimus_posterior",
    "gluteus-maximus": "muscle.maximus",
    "gluteus-maximus-superior": "muscle.maximus_superior",
    "tensor-fasciae-latae": "muscle.tensor",
    "hip-flexors": "muscle.hip_flexors",
}
_LOADS: Final = {"none": "emg.none", "band": "emg.band", "weight": "emg.weight", "unknown": "emg.unknown"}


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
    """A muscle group of the list: its level, and what it could give with its range."""

    name: str
    level: str
    moment: str


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A muscle of a published study; `doi` is empty where there is none."""

    study: str
    source: str
    doi: str
    electrode: str
    muscle: str
    load: str
    activity: str


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
    works_most: str
    layers: tuple[tuple[str, Markup], ...]
    seen_from: str
    key: tuple[tuple[Markup, str], ...]
    groups: tuple[GroupRow, ...]
    studies: tuple[StudyRow, ...]
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
    levels = set_levels(kinetics)
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
        works_most=works_most(kinetics, say),
        layers=tuple(
            (layer_name(layer, say), Markup(layer_svg(layer, levels, say, assessment.moving_leg)))  # noqa: S704
            for layer in LAYERS
            if levels
        ),
        seen_from=say("muscle.seen_left" if assessment.moving_leg == "left" else "muscle.seen_right"),
        key=tuple((_swatch(shade), words) for shade, words in key(say)),
        groups=_groups(kinetics, levels, say),
        studies=tuple(_study(row, say) for row in published_emg() if row.seen != "recalled"),
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


def _groups(kinetics: Kinetics, levels: Levels, say: Speech) -> tuple[GroupRow, ...]:
    moments = mean_openings(kinetics)
    return tuple(
        GroupRow(group_name(group, say), level_words(levels[group], say), estimate_words(moments[group], "N·m", say))
        for group in RANKED
        if group in moments
    )


def _study(row: EmgRow, say: Speech) -> StudyRow:
    load = say(_LOADS[row.load])
    second_hand = say("emg.second_hand")
    unsure = "" if row.seen == "abstract" else f" ({second_hand})"
    spread = "" if row.sd_pct is None else f"\u00a0±\u00a0{say.number(row.sd_pct)}"
    people = say("emg.people", count=row.people)
    return StudyRow(
        study=f"{row.study}, {people}",
        source=row.source,
        doi=row.doi or "",
        electrode=say("emg.surface" if row.electrode == "surface" else "emg.wire"),
        muscle=say(_RECORDED[row.muscle]),
        load=load if row.hip_deg is None else f"{load}, {say.quantity(row.hip_deg, 'deg')}",
        activity=f"{say.number(row.mean_pct)}{spread}\u00a0%{unsure}",
    )


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


def _swatch(shade: Shade) -> Markup:
    return Markup(swatch_svg(shade))  # noqa: S704
