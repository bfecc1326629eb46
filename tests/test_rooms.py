"""The order of rooms: what a module may import, no circle between modules, and files short enough to read.

Every import counts: inside functions, and for types alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

ROOMS = (
    "errors",
    "_version",
    "demo",
    "setup",
    "exercise",
    "capture",
    "pose",
    "kinematics",
    "kinetics",
    "movement",
    "assessment",
    "run",
    "coach",
    "report",
    "web",
    "synthesis",
    "cli",
)
"""A room imports itself and what stands before it. CONTRIBUTING has the same order, with the job of each."""

ONLY: Mapping[str, frozenset[str]] = {"synthesis": frozenset({"errors", "setup", "exercise"})}
"""The truth about a clip takes nothing from what it is held against."""

FACE = "openclam"
"""The package itself gives its public names, so it imports late rooms; no room asks it for anything but a version."""

PARTS = {
    "web": ("problems", "settings", "assets", "live", "uploads", "site"),
    "report": (
        "words", "evidence", "estimates", "corrections", "summary", "muscles", "kinetics_words", "video", "tables",
        "html", "handout", "opensim", "replay", "out_dir", "writer",
    ),
}  # fmt: skip
"""Within a room: a part imports itself and what stands before it."""

BESIDE = frozenset({"bench", "demonstration", "tests", "training"})
"""Packages beside `src/`, of which an installed copy has none."""

LINES = 300
ONE_MODULE = "the tests of one module stand in one file"
LONG: Mapping[str, str] = {
    "src/openclam/kinetics/model.py": "one model: composed, posed and read in one place",
    "tests/cli/test_main.py": ONE_MODULE,
    "tests/web/uploads/test_upload.py": ONE_MODULE,
    "tests/coach/test_coach.py": ONE_MODULE,
    "tests/movement/test_reps.py": ONE_MODULE,
    "tests/report/opensim/test_files.py": ONE_MODULE,
    "tests/web/live/test_open_sessions.py": ONE_MODULE,
    "tests/web/live/test_session.py": ONE_MODULE,
    "training/lifter.py": "one network: its features, its training and its file",
}
"""Files that may be longer than `LINES`, and why. What has become shorter goes from this list."""

Imports = dict[str, set[str]]


def modules_of(source: Path, packages: Iterable[str]) -> dict[str, Path]:
    """Every module of the packages in the folder `source`, by its dotted name."""
    found = {}
    for path in sorted(path for package in packages for path in (source / package).rglob("*.py")):
        *above, name = path.relative_to(source).with_suffix("").parts
        found[".".join(above if name == "__init__" else [*above, name])] = path
    return found


def imports_of(source: Path, packages: Iterable[str] = (FACE,)) -> Imports:
    """What each module imports: other modules of these packages, and those beside `src/` by their first name."""
    modules = modules_of(source, packages)
    return {name: set(_imported(name, path, modules)) for name, path in modules.items()}


def _imported(name: str, path: Path, modules: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            submodules = [f"{module}.{alias.name}" for alias in node.names]
            wanted = [one if one in modules else module for one in submodules]
        else:
            continue
        for one in wanted:
            if one in modules:
                yield one
            elif one.partition(".")[0] in BESIDE:
                yield one.partition(".")[0]


def part_of(module: str, depth: int) -> str | None:
    """The name at `depth` of a dotted name: 1 is the room, 2 the part within it."""
    names = module.split(".")
    return names[depth] if len(names) > depth else None


def against_order(imports: Imports) -> set[tuple[str, str]]:
    """Every import of something that stands later: importer and imported."""
    return {(one, other) for one, others in imports.items() for other in others if not _allowed(one, other)}


def _allowed(one: str, other: str) -> bool:
    if other in BESIDE:
        return False
    room, target = part_of(one, 1), part_of(other, 1)
    if room is None:
        return True
    if target is None:
        return False
    if room == target:
        order = PARTS.get(room)
        part, target = part_of(one, 2), part_of(other, 2)
        return order is None or part is None or target is None or _not_later(target, part, order)
    return target in ONLY[room] if room in ONLY else _not_later(target, room, ROOMS)


def _not_later(one: str, other: str, order: tuple[str, ...]) -> bool:
    assert {one, other} <= set(order), f"{one} or {other} has no place in the order of rooms"
    return order.index(one) <= order.index(other)


def circles(imports: Imports) -> list[list[str]]:
    """Modules that import each other, directly or by way of others: one list for each knot."""
    reached = {name: _reached(name, imports) for name in imports}
    knots = {
        frozenset(other for other in reached[name] if name in reached.get(other, ())) | {name}
        for name in imports
        if name in reached[name]
    }
    return sorted(sorted(knot) for knot in knots)


def _reached(name: str, imports: Imports) -> set[str]:
    reached: set[str] = set()
    waiting = list(imports[name])
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting.extend(imports.get(one, ()))
    return reached


@pytest.fixture(scope="module")
def imports() -> Imports:
    return imports_of(SOURCE)


def test_every_room_has_its_place() -> None:
    rooms = {path.stem for path in (SOURCE / FACE).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__"} == set(ROOMS)


@pytest.mark.parametrize("room", PARTS)
def test_every_part_of_a_room_has_its_place(room: str) -> None:
    folder = SOURCE / FACE / room
    parts = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert parts - {"__init__"} == set(PARTS[room])


def test_no_room_imports_a_later_one(imports: Imports) -> None:
    assert sorted(against_order(imports)) == []


def test_no_modules_import_each_other_in_a_circle(imports: Imports) -> None:
    assert circles(imports) == []
    assert circles(imports_of(ROOT, sorted(BESIDE))) == []


def tree(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "imported"),
    [
        ("pose/person.py", "import openclam.report", "openclam.report"),
        ("pose/person.py", "def f():\n    from openclam.report import words", "openclam.report.words"),
        ("pose/person.py", "from ..report.words import say", "openclam.report.words"),
        ("pose/person.py", "if TYPE_CHECKING:\n    import openclam.web.live", "openclam.web.live"),
        ("pose/person.py", "import openclam", "openclam"),
        ("web/live/routes.py", "from openclam.web.site import app", "openclam.web.site.app"),
        ("synthesis/truth.py", "import openclam.pose", "openclam.pose"),
        ("cli/main.py", "import bench.speed", "bench"),
    ],
)  # fmt: skip
def test_an_arrow_back_is_found(tmp_path: Path, name: str, text: str, imported: str) -> None:
    files = dict.fromkeys(
        ("__init__.py", "pose/__init__.py", "report/__init__.py", "report/words.py", "web/live/__init__.py",
         "web/site/__init__.py", "web/site/app.py"), ""
    )  # fmt: skip
    source = tree(tmp_path, {f"openclam/{file}": inside for file, inside in {**files, name: text}.items()})
    module = "openclam." + name.removesuffix(".py").replace("/", ".")
    assert against_order(imports_of(source)) == {(module, imported)}


@pytest.mark.parametrize("last", ["import a.one", "def f():\n    from a import one", "from . import one"])
def test_a_circle_is_found(tmp_path: Path, last: str) -> None:
    source = tree(
        tmp_path,
        {
            "a/__init__.py": "",
            "a/one.py": "from a.two import b",
            "a/two.py": "import a.three",
            "a/three.py": last,
            "a/beside.py": "import a.one",
        },
    )
    assert circles(imports_of(source, ["a"])) == [["a.one", "a.three", "a.two"]]


def rooms_told(guide: str) -> list[str]:
    """The rooms in the numbered rows of a table, in their order."""
    cells = re.findall(r"^\| *\d+ *\|([^|]+)\|", guide, re.MULTILINE)
    return [name.removesuffix(".py").rstrip("/") for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def test_contributing_has_the_rooms_in_this_order() -> None:
    assert rooms_told((ROOT / "CONTRIBUTING.md").read_text("utf-8")) == list(ROOMS)


def too_long(root: Path, folders: Iterable[str], most: int = LINES) -> set[str]:
    """Files of Python and TypeScript with more than `most` lines."""
    paths = (path for folder in folders for kind in ("*.py", "*.ts") for path in (root / folder).rglob(kind))
    return {path.relative_to(root).as_posix() for path in paths if path.read_text("utf-8").count("\n") > most}


def test_a_file_is_short_or_says_why() -> None:
    assert too_long(ROOT, ("src", *BESIDE)) == set(LONG)


def test_a_long_file_is_found(tmp_path: Path) -> None:
    tree(tmp_path, {"a/short.py": "x\n" * 3, "a/long.py": "x\n" * 4})
    assert too_long(tmp_path, ["a"], most=3) == {"a/long.py"}
