"""The guides name files, commands, targets, links and names that exist."""

import ast
import importlib
import re
from functools import cache, reduce
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parent.parent
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [guide.relative_to(ROOT).as_posix() for guide in GUIDES]
TREES = ("src", "bench", "docs", "tests", "training", "demonstration", "requirements")
IN_PACKAGE = sorted(room.name for room in (ROOT / "src/openclam").iterdir() if room.is_dir())
SOURCES = (".py", ".ts", ".toml", ".npz", ".sql", ".css", ".j2")
EXAMPLES = {"bench/results/NAME.json"}
"""Paths that stand for many."""
FETCHED = {"src/openclam/pose/weights", "src/openclam/report/replay/viewer_script"}
"""Folders that the set-up makes."""

guides = pytest.mark.parametrize("guide", GUIDES, ids=NAMES)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def missing_paths(text: str) -> list[str]:
    """Paths in backticks that lead nowhere: from the root, from the package, or as the end of a source file's path."""
    lost = []
    for path in re.findall(r"`([\w./-]*\w/[\w./*{},-]*)`", text):
        first = path.split("/")[0]
        if path in EXAMPLES | FETCHED:
            continue
        if first in TREES or first in IN_PACKAGE:
            base = ROOT if first in TREES else ROOT / "src/openclam"
            found = any(base.glob(path.rstrip("/")))
        elif path.endswith(SOURCES):
            found = any(file.endswith("/" + path) for file in source_files())
        else:
            continue
        if not found:
            lost.append(path)
    return lost


@cache
def source_files() -> list[str]:
    return [file.as_posix() for tree in TREES for file in (ROOT / tree).rglob("*") if file.name.endswith(SOURCES)]


def missing_modules(text: str) -> list[str]:
    """Modules of `python -m` that are no file of ours."""
    lost = []
    for module in re.findall(r"python3? -m ((?:bench|training|demonstration|tests|openclam)[\w.]*)", text):
        parts = module.rstrip(".").split(".")
        base = ROOT / "src" if parts[0] == "openclam" else ROOT
        file = base.joinpath(*parts)
        if not file.with_suffix(".py").is_file() and not (file / "__main__.py").is_file():
            lost.append(module)
    return lost


def missing_links(text: str, folder: Path) -> list[str]:
    """Links and pictures that lead to no file, or to no heading of it."""
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = unquote(link).partition("#")
        goal = folder / file if file else None
        if goal is not None and not goal.exists():
            lost.append(link)
            continue
        page = text if goal is None else goal.read_text("utf-8") if anchor else ""
        if anchor and anchor not in anchors(page):
            lost.append(link)
    return lost


@guides
def test_the_paths_that_a_guide_names_exist(guide: Path):
    assert missing_paths(guide.read_text("utf-8")) == []


@guides
def test_the_modules_that_a_guide_runs_exist(guide: Path):
    assert missing_modules(guide.read_text("utf-8")) == []


@guides
def test_the_targets_that_a_guide_names_exist(guide: Path):
    text = guide.read_text("utf-8")
    code = "\n".join(re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```.*?^```", text, re.M | re.S))
    assert set(re.findall(r"^\s*make ([a-z-]+)", code, re.M)) <= targets()


@guides
def test_the_links_of_a_guide_lead_somewhere(guide: Path):
    assert missing_links(guide.read_text("utf-8"), guide.parent) == []


def test_what_is_lost_is_found():
    text = (
        "`bench/nothing.py`, `pose/nothing.py`, `browser/nothing.ts`, `python -m bench.nothing`, "
        "[here](nothing.md), [there](#nothing)"
    )
    assert missing_paths(text) == ["bench/nothing.py", "pose/nothing.py", "browser/nothing.ts"]
    assert missing_modules(text) == ["bench.nothing"]
    assert missing_links(text, ROOT) == ["nothing.md", "#nothing"]


WALK = (ROOT / "docs" / "walk.md").read_text("utf-8")
STOPS = re.findall(r"^`(src/openclam/[\w/]+\.py)` · (.+)$", WALK, re.M)


def test_the_walk_has_ten_stops():
    assert len(STOPS) == len(re.findall(r"^## \d+\. ", WALK, re.M)) == 10


@pytest.mark.parametrize(("file", "names"), STOPS, ids=[file for file, _ in STOPS])
def test_the_names_of_the_walk_exist(file: str, names: str):
    module = importlib.import_module(file.removeprefix("src/").removesuffix(".py").replace("/", "."))
    for name in re.findall(r"`([\w.]+)`", names):
        reduce(getattr, name.split("."), module)


def test_the_shapes_of_the_walk_exist():
    named = re.findall(r'`("[\w-]+")`', WALK)
    assert named
    shapes = importlib.import_module("openclam.movement.shapes")
    assert {ast.literal_eval(name) for name in named} <= set(shapes.SHAPES)
