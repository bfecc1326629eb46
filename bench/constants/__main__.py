"""Evidence for the tuned constants: what each separates, and how far.

    python -m bench.constants [NAME ...] [--split development|test|both] [--also NAME=NUMBER ...] [--quick]

NAME is a constant, a constant with its module (`rest.STILL_S`) or a room (`movement`); without one, every tuned
constant of movement, assessment and kinematics. Those of `pose` need frames and networks: they are asked by name, on a
few clips. Two constants that guard against the same thing each move nothing while the other stands: `--also` sets one
beforehand. Writes `bench/results/constants.json`, in which each run replaces the constants that it asked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import results
from bench.constants import altered, clips, films, show, sweep
from bench.constants.listed import ROOMS, Class, Constant, tuned
from bench.constants.outcome import Case, result_of, sessions, with_postures
from bench.constants.patch import Value, patch

BY_CLIPS = "pose"
FOLLOWED_TOO = "openclam.pose.lying"
"""The movement stage asks this module of `pose` as well, so the sessions tell something of its constants."""


def main() -> None:
    """Ask, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.constants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--split", choices=("development", "test", "both"), default="both")
    parser.add_argument("--films", type=Path, default=films.BESIDE, help="folder of films that are not published")
    parser.add_argument(
        "--also", nargs="*", default=[], metavar="NAME=NUMBER", help="set these first; nothing is written"
    )
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--quick", action="store_true", help="one session in five, none altered, no films; nothing is written"
    )
    options = parser.parse_args()
    try:
        chosen = tuned(options.names or [room for room in ROOMS if room != BY_CLIPS])
        pairs = [pair.split("=") for pair in options.also]
        options.also = [(constant, float(number)) for name, number in pairs for constant in tuned([name])]
    except ValueError as error:
        parser.error(str(error))
    out, found = Console(width=170), []
    for one in _ask(chosen, options):
        show.show(one, out)
        found.append(one)
        if not options.quick and not options.also:
            _write([_brief(one) for one in found])
    show.show_summary(found, out)


def _ask(chosen: dict[Constant, Class], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    by_clips = {c: said for c, said in chosen.items() if c.room == BY_CLIPS and c.module != FOLLOWED_TOO}
    by_sessions = {c: said for c, said in chosen.items() if c not in by_clips}
    for constant, value in options.also:
        patch(constant, value)
    if by_sessions:
        yield from sweep.ask(_base(options), by_sessions, options.workers)
    if by_clips:
        yield from _ask_clips(by_clips, options.films, options.also)


def _base(options: argparse.Namespace) -> sweep.Base:
    splits = ("development", "test") if options.split == "both" else (options.split,)
    cases = sessions(splits, quick=options.quick)
    if not options.quick:
        cases += [Case(one.about["name"], "begun open", one) for one in altered.begun_open()]
        cases += [Case(pair.about["name"], "joined", pair) for pair in altered.pairs()]
        cases += [Case(film.about["name"], "films", film) for film in films.landmarks(options.films)]
    cases = [with_postures(case) for case in cases]
    print(f"{len(cases)} cases", file=sys.stderr)
    return sweep.Base(cases, {case.name: result_of(case) for case in cases})


def _ask_clips(
    chosen: dict[Constant, Class], folder: Path, also: list[tuple[Constant, Value]]
) -> Iterator[dict[str, Any]]:
    if len(clips.here(folder)) == 1:
        print("Only the shipped clip is here; the other clips need the recordings.", file=sys.stderr)
    yield from clips.ask(folder, chosen, also)


def _brief(found: dict[str, Any]) -> dict[str, Any]:
    """What is kept: the figures as they stand, those that another value moves, and three cases at most of many."""
    brief = {**found, "cases_that_change": _few(found.get("cases_that_change", []))}
    if "clips" in found:
        shown = found["cases_that_change"][:3]
        brief["clips"] = [row for row in found["clips"] if row["clip"] in shown]
    if "rows" not in found:
        return brief
    now = next(row["splits"] for row in found["rows"] if row["factor"] == 1.0)
    brief["rows"] = [
        row if row["factor"] == 1.0 else {**row, "splits": _moved(row["splits"], now)} for row in found["rows"]
    ]
    brief["nearest"] = {side: of and {**of, "cases": _few(of["cases"])} for side, of in found["nearest"].items()}
    return brief


def _moved(splits: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The figures that are other than now, of the splits in which any is."""
    moved = {split: {name: of[name] for name in of if of[name] != now[split][name]} for split, of in splits.items()}
    return {split: of for split, of in moved.items() if of}


def _few(cases: list[str]) -> dict[str, Any]:
    return {"count": len(cases), "first": cases[:3]}


def _write(found: list[dict[str, Any]]) -> None:
    path = results.FOLDER / "constants.json"
    before = json.loads(path.read_text("utf-8"))["constants"] if path.exists() else []
    now = {(one["place"].split(":")[0], one["name"]) for one in found}
    kept = [one for one in before if (one["place"].split(":")[0], one["name"]) not in now]
    results.write("constants", {"constants": sorted([*kept, *found], key=lambda one: (one["place"], one["name"]))})


if __name__ == "__main__":
    main()
