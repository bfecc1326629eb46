"""What `import openclam` gives: every name on purpose, documented, and quick to import."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest

import openclam
from openclam import errors

HEAVY = {"numpy", "cv2", "av", "matplotlib", "ai_edge_litert"}

FACE = {
    "__version__", "assess", "Assessment", "Options",
    "OpenClamError", "UsageError", "ExerciseError", "InputError", "OutputError", "ModelError", "NobodyError",
}  # fmt: skip


def test_the_face_is_what_it_is_on_purpose() -> None:
    assert set(openclam.__all__) == FACE
    assert len(openclam.__all__) == len(FACE)


@pytest.mark.parametrize("name", sorted(FACE - {"__version__"}))
def test_each_name_can_be_had_and_says_what_it_is(name: str) -> None:
    thing = getattr(openclam, name)
    assert thing.__name__ == name
    assert inspect.getdoc(thing)


def test_every_error_is_on_the_face() -> None:
    defined = {name for name, thing in vars(errors).items() if inspect.isclass(thing) and issubclass(thing, Exception)}
    assert defined <= FACE


@pytest.mark.parametrize(
    ("name", "status"),
    [("OpenClamError", 1), ("UsageError", 2), ("ExerciseError", 2), ("InputError", 3), ("OutputError", 3),
     ("ModelError", 3), ("NobodyError", 4)],
)  # fmt: skip
def test_every_error_has_its_exit_status_and_one_base(name: str, status: int) -> None:
    error = getattr(openclam, name)
    assert error.exit_status == status
    assert issubclass(error, openclam.OpenClamError)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        _ = openclam.asess


def test_importing_it_loads_nothing_heavy() -> None:
    loaded = modules_after("import openclam; openclam.InputError")
    assert "openclam" in loaded
    assert not loaded & {*HEAVY, "pydantic", "typer"}


def test_the_command_line_loads_nothing_heavy_before_it_knows_what_is_asked() -> None:
    assert not modules_after("import openclam.cli.main") & HEAVY


def modules_after(code: str) -> set[str]:
    code = f"import sys, json; {code}; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))


def test_assess_names_every_option_in_its_docstring() -> None:
    """Each argument, the answer, and each error that can come."""
    told = {openclam.assess: ("InputError", "ModelError", "NobodyError"), openclam.Options: ("UsageError",)}
    for thing, errors_told in told.items():
        doc = inspect.getdoc(thing) or ""
        for name in (*inspect.signature(thing).parameters, *errors_told):
            assert f"\n    {name}:" in doc


def test_everything_but_the_path_and_its_options_goes_by_name() -> None:
    """So that options can be added without breaking a caller."""
    path, options, *others = inspect.signature(openclam.assess).parameters.values()
    assert (path.name, options.name) == ("path", "options")
    told = [*others, *inspect.signature(openclam.Options).parameters.values()]
    assert {option.kind for option in told} == {inspect.Parameter.KEYWORD_ONLY}
