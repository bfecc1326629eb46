"""What is said of a pelvis that rolls, by the size of the roll and by how far the trunk follows it.

    python -m bench.pelvis [--split test|development|former] [--stranger FOLDER] [--clips FOLDER ...] [--quick]

A roll that goes along with the whole trunk is seen in shoulders and arms; one whose trunk stays is not. So the tables
ask by size of the roll (0 to 5, 5 to 15, 15 to 35°) and by how much of it the chest follows. STRANGER holds clips with
truth of another generator than the product's, never learned from. Of real clips (`--clips`) the truth is not known: how
far their readings spread is shown. Writes `bench/results/pelvis-SPLIT.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import results
from bench.accuracy import TWO_SIDED_90
from bench.against_truth import exercise, follow, matched
from bench.recorded import Recorded, read
from bench.sessions import BANDS, FOLDER, Band, Split, plans
from openclam import assess
from openclam.assessment.engine import SetResult
from openclam.assessment.model import Rep
from openclam.errors import OpenClamError
from openclam.kinematics import Kinematics
from openclam.report.evidence import measured

STATEMENT, MEASURE = "pelvis-does-not-roll", "pelvic_roll_deg"
CLEAR_DEG, SMALL_DEG = 18.0, 5.0
"""Rolls of which nobody would say that the pelvis lay still, and rolls of which nobody would say that it rolled."""
SIZES = ((-90.0, 5.0), (5.0, 15.0), (15.0, 90.0))
FOLLOWS = ((0.0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1.01))
STRANGER = Path(__file__).parents[2] / "shared" / "data" / "rendered"
_TURNS_DEG = 8.0
"""A chest that turns by this much against the pelvis, beyond what a roll explains, turns by itself."""


@dataclass(frozen=True, slots=True)
class RepRoll:
    """One rep: where it was seen from, its roll and what was read and said of it; None where no truth is known."""

    name: str
    azimuth_deg: float
    opening_deg: float
    follows: float | None
    roll_deg: float | None
    read_deg: float | None
    sd_deg: float | None
    verdict: str
    chest_turns: bool = False


def of_sessions(split: str, *, quick: bool, kinematics: Callable[[float], Kinematics] = Kinematics) -> list[RepRoll]:
    """Every rep of a split that was found."""
    rows: list[RepRoll] = []
    chosen = [plan for plan in plans() if plan.split == split][:: 4 if quick else 1]
    for plan in track(chosen, "sessions", console=Console(stderr=True), transient=True):
        recorded = read(FOLDER / f"{plan.name}.npz")
        rows += rows_of(recorded, follow(recorded, kinematics))
    return rows


def rows_of(recorded: Recorded, result: SetResult | None) -> list[RepRoll]:
    """Every rep of a session that was found."""
    rows: list[RepRoll] = []
    true = [rep for rep in recorded.truth["reps"] if rep["counts"]]
    name, azimuth = recorded.about["name"], recorded.truth["camera"]["azimuth_deg"]
    follows = recorded.about.get("trunk_follows", 1.0)
    for rep, exact in matched([] if result is None else result.reps, true):
        stays = (1 - follows) * exact["pelvic_roll_deg"]
        turns = abs(exact["trunk_rotation_deg"] + stays) > _TURNS_DEG
        rows.append(_row(rep, name, azimuth, follows, exact["pelvic_roll_deg"], chest_turns=turns))
    return rows


def of_stranger(folder: Path) -> list[RepRoll]:
    """Every rep of the clips in `folder` that was found, against its `truth.json`."""
    rows: list[RepRoll] = []
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    for name, of in track(truth.items(), "stranger's clips", console=Console(stderr=True), transient=True):
        found = assess(folder / f"{name}.mp4").reps
        for rep, exact in matched(found, of["reps"]):
            rows.append(_row(rep, name, of["camera"]["az"], of["trunk_follows"], exact["roll_deg"]))
    return rows


def of_clips(folders: Iterable[Path]) -> list[RepRoll]:
    """Every rep of recordings of real people, whose truth is not known."""
    rows: list[RepRoll] = []
    for path in (path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in (".mp4", ".gif")):
        try:
            document = assess(path)
        except OpenClamError as error:  # what is refused is named, and the others go on
            print(f"{path.name}: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        rows += [_row(rep, path.stem, float("nan"), None, None) for rep in document.reps]
    return rows


def _row(
    rep: Rep, name: str, azimuth: float, follows: float | None, roll: float | None, *, chest_turns: bool = False
) -> RepRoll:
    value = measured(rep, MEASURE, exercise())
    opening = measured(rep, "opening_deg", exercise()).value
    verdict = next(one.verdict.value for one in rep.findings if one.statement == STATEMENT)
    return RepRoll(
        name, azimuth, opening or float("nan"), follows, roll, value.value, value.sd, verdict, chest_turns
    )  # fmt: skip


def figures(rows: list[RepRoll]) -> dict[str, Any]:
    """What the musts are asked of, and every group of size and following."""
    known = [row for row in rows if row.roll_deg is not None]
    by_size = {_named(size): _group([row for row in known if _in(row.roll_deg, size)]) for size in SIZES}
    by_follows = {
        f"{_named(size)}, trunk {_share(follows)}": _group(
            [row for row in known if _in(row.roll_deg, size) and _in(row.follows, follows)]
        )
        for size in SIZES
        for follows in FOLLOWS
    }
    return {
        "clear": _group([row for row in known if (row.roll_deg or 0.0) >= CLEAR_DEG]),
        "small": _group([row for row in known if (row.roll_deg or 0.0) <= SMALL_DEG]),
        "small, chest turns": _group([row for row in known if (row.roll_deg or 0) <= SMALL_DEG and row.chest_turns]),
        **by_size,
        **by_follows,
    }


def _group(rows: list[RepRoll]) -> dict[str, Any]:
    said = {verdict: sum(row.verdict == verdict for row in rows) for verdict in ("met", "not met", "cannot judge")}
    read = [
        (row.read_deg - row.roll_deg, row.sd_deg)
        for row in rows
        if row.read_deg is not None and row.roll_deg is not None
    ]
    error, sd = np.array(read, float).reshape(-1, 2).T
    return {
        "reps": len(rows),
        **said,
        "mae": float(np.abs(error).mean()) if len(error) else None,
        "bias": float(error.mean()) if len(error) else None,
        "covered_90": float((np.abs(error) <= TWO_SIDED_90 * sd).mean()) if len(error) else None,
        "stated_sd": float(np.sqrt((sd**2).mean())) if len(error) else None,
    }


def _in(value: float | None, limits: tuple[float, float]) -> bool:
    return value is not None and limits[0] <= value < limits[1]


def _named(size: tuple[float, float]) -> str:
    low, high = size
    return f"below {high:g}°" if low < 0 else f"{low:g}° and more" if high >= 90 else f"{low:g} to {high:g}°"


def _share(follows: tuple[float, float]) -> str:
    return {0.0: "stays", 1 / 3: "half along", 2 / 3: "along"}[follows[0]]


def show(title: str, found: dict[str, Any], out: Console) -> None:
    """Print one table."""
    columns = ("reps", "met", "not met", "cannot judge", "MAE", "bias", "90 % holds", "stated sd")
    table = Table("roll", *columns, title=title)
    for name, of in found.items():
        if not of["reps"]:
            continue
        shares = [f"{100 * of[verdict] / of['reps']:.0f} %" for verdict in ("met", "not met", "cannot judge")]
        read = [
            f"{of['mae']:.1f}°",
            f"{of['bias']:+.1f}°",
            f"{100 * of['covered_90']:.0f} %",
            f"{of['stated_sd']:.1f}°",
        ]
        table.add_row(name, str(of["reps"]), *shares, *read)
    out.print(table)


def show_clips(rows: list[RepRoll], out: Console) -> None:
    """Print what is read of real people, one row a recording."""
    table = Table("recording", "reps", "opening", "roll read", "sd", "said", title="Real recordings: truth not known")
    for name in dict.fromkeys(row.name for row in rows):
        of = [row for row in rows if row.name == name]
        said = ", ".join(
            f"{verdict} {sum(row.verdict == verdict for row in of)}" for verdict in sorted({row.verdict for row in of})
        )
        table.add_row(
            name,
            str(len(of)),
            *(_spread([getattr(row, field) for row in of]) for field in ("opening_deg", "read_deg", "sd_deg")),
            said,
        )
    out.print(table)


def _spread(values: list[float | None]) -> str:
    given = [value for value in values if value is not None]
    return f"{np.mean(given):.1f} ({min(given):.1f} to {max(given):.1f})" if given else "–"


def main() -> None:
    """Ask, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=get_args(Split), default="test")
    parser.add_argument("--stranger", type=Path, default=STRANGER)
    parser.add_argument("--clips", type=Path, nargs="*", default=[], help="folders of recordings of real people")
    parser.add_argument("--quick", action="store_true", help="every fourth session; nothing is written")
    options = parser.parse_args()
    out = Console(width=140)
    rows = of_sessions(options.split, quick=options.quick)
    bands: dict[Band, dict[str, Any]] = {
        band: figures([row for row in rows if low <= abs(row.azimuth_deg) < high])
        for band, (low, high) in BANDS.items()
    }
    document: dict[str, Any] = {"split": options.split, "bands": bands}
    for band, found in bands.items():
        show(f"{options.split}: cameras {BANDS[band][0]:g} to {BANDS[band][1]:g}° off the front", found, out)
    if (options.stranger / "truth.json").is_file():
        stranger = of_stranger(options.stranger)
        document["stranger"] = {"figures": figures(stranger), "reps": [asdict(row) for row in stranger]}
        show("another generator's clips, never learned from", document["stranger"]["figures"], out)
    if options.clips:
        real = of_clips(options.clips)
        show_clips(real, out)
    if not options.quick:
        print(f"Written: {results.write(f'pelvis-{options.split}', document)}", file=sys.stderr)


if __name__ == "__main__":
    main()
