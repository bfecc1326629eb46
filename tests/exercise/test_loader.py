"""A faulty exercise file is refused with the line of every fault and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from openclam.errors import ExerciseError, UsageError
from openclam.exercise import load_exercise
from openclam.exercise.loader import BUILT_IN
from openclam.run.exercise_file import open_exercise

BUILT_IN_TEXT = BUILT_IN.read_text(encoding="utf-8")


def edited(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The built-in file with each first occurrence replaced."""
    text = BUILT_IN_TEXT
    for old, new in changes:
        assert old in text, f"the built-in file no longer holds {old!r}"
        text = text.replace(old, new, 1)
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def line_of(path: Path, text: str, *, after: str = "") -> int:
    content = path.read_text(encoding="utf-8")
    return content[: content.index(text, content.index(after))].count("\n") + 1


def refusal(path: Path) -> str:
    with pytest.raises(ExerciseError) as refused:
        open_exercise(path)
    assert str(path) in str(refused.value)
    return str(refused.value)


ROLL = 'slug = "pelvis-does-not-roll"'


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        (
            'measure = "pelvic_roll_deg"',
            'measure = "pelvic_rol_deg"',
            "pelvic_rol_deg",
            'unknown measure "pelvic_rol_deg"; did you mean "pelvic_roll_deg"?',
        ),
        (', nl = "Clamshell" }', " }", "title = ", "the Dutch words are missing; add `nl`"),
        ('nl = "Clamshell"', 'nl = "  "', "title = ", "the Dutch words are empty"),
        ('{ en = "Clamshell", ', "{ ", "title = ", "the English words are missing; add `en`"),
        ('"D1", "N1", "I4"', '"D1", "N1", "I44"', '"I44"', 'unknown page code "I44"; did you mean "I4"?'),
        (
            '"D1", "N1", "I4"',
            '"D1", "N1", "W7"',
            '"N1", "W7"',
            'page code "W7" stands in a section that is not `judged`',
        ),
        ('page = ["N5"]', 'page = ["N4"]', 'code = "N5"', 'no statement covers "N5"'),
        ('priority = "pelvis"', 'priorty = "pelvis"', "priorty", 'unknown key `priorty`; did you mean "priority"?'),
        ('priority = "pelvis"', 'priority = "pelvic"', '"pelvic"', 'cannot be "pelvic"; did you mean "pelvis"?'),
        ('told_by = ["microphone"', 'told_by = ["mikrophone"', "mikrophone", 'did you mean "microphone"?'),
        ('slug = "knees-bent"', 'slug = "hips-bent"', None, '"hips-bent" is used twice'),
        ('code = "P2"', 'code = "P1"', None, '"P1" is used twice'),
        ("met = 10, not_met = 0", "met = 0, not_met = 10", "met = 0, not_met = 10", "`not_met` must lie below `met`"),
        ("met = 4, not_met = 7", "met = 7, not_met = 4", "met = 7, not_met = 4", "`not_met` must lie above `met`"),
        ("met = 4, not_met = 7", 'met = "four", not_met = 7', '"four"', "valid number"),
        ("high = { met = 25, not_met = 45 }", "hihg = { met = 25, not_met = 45 }", "hihg", 'did you mean "high"?'),
        ('unit = "deg/s"', 'unit = "deg"', None, 'unit "deg" does not belong to peak_speed_deg_s'),
        ('unit = "deg/s"\n', "", None, "`unit` is missing"),
        ("sets = { least = 2, most = 3 }", "sets = { least = 4, most = 3 }", "sets = {", "must not be larger"),
        ('schema = "openclam/exercise/2"', 'schema = "openclam/exercise/9"', "schema =", "openclam/exercise/2"),
        ("[dose]", "[doses]", "[doses]", 'unknown key `doses`; did you mean "dose"?'),
        ('at = "head"', 'at = "hed"', 'at = "hed"', 'did you mean "head"?'),
    ],
)
def test_one_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, at: str | None, says: str) -> None:
    path = edited(tmp_path, (old, new))
    message = refusal(path)
    row = next((row for row in message.splitlines() if says in row), None)
    assert row is not None, message
    if at is not None:
        assert row.strip().startswith(f"line {line_of(path, at)}:"), row


@pytest.mark.parametrize("key", ["source", "unit"])
def test_a_limit_without_source_or_unit_is_refused_at_its_table(tmp_path: Path, key: str) -> None:
    rows = BUILT_IN_TEXT.splitlines(keepends=True)
    table = rows.index("[statement.limits]\n", rows.index(ROLL + "\n"))
    gone = next(i for i in range(table, len(rows)) if rows[i].startswith(f"{key} = "))
    path = tmp_path / "ours.toml"
    path.write_text("".join(rows[:gone] + rows[gone + 1 :]), encoding="utf-8")
    assert f'line {table + 1}: "pelvis-does-not-roll": `{key}` is missing' in refusal(path)


def test_a_wrong_unit_is_shown_on_the_line_of_the_unit(tmp_path: Path) -> None:
    path = edited(tmp_path, ('unit = "deg/s"', 'unit = "m/s"'))
    assert f'line {line_of(path, chr(34) + "m/s" + chr(34))}: "no-momentum"' in refusal(path)


def test_a_used_name_is_shown_where_it_comes_the_second_time(tmp_path: Path) -> None:
    path = edited(tmp_path, ('slug = "knees-bent"', 'slug = "hips-bent"'))
    second = line_of(path, 'slug = "hips-bent"', after='page = ["S3"]')
    assert f"line {second}:" in refusal(path)


def test_every_fault_is_listed_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        (', nl = "Clamshell" }', " }"),
        ('measure = "side_lying_deg"', 'measure = "side_lyin"'),
        ('page = ["N5"]', 'page = ["N55"]'),
        ("met = 4, not_met = 7", "met = 7, not_met = 4"),
    )
    message = refusal(path)
    assert "found 5 faults" in message  # N55 is unknown, and N5 is left without a statement
    lines = [int(row.split()[1].rstrip(":")) for row in message.splitlines() if row.startswith("  line ")]
    assert lines == sorted(lines)
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('told_by = ["microphone", "person"]\n', "", "needs a `measure`, or `told_by` with `why`"),
        ('told_by = ["microphone", "person"]', 'measure = "up_s"', "needs `[statement.limits]`"),
        ('measure = "pelvic_tilt_deg"\n', "", "needs a `measure`, or `told_by` with `why`"),
        ('measure = "pelvic_tilt_deg"', 'measure = "pelvic_tilt_deg"\ntold_by = ["person"]', "not both"),
        ('told_by = ["microphone"', 'praise = { en = "a", nl = "b" }\ntold_by = ["microphone"', "is never said"),
    ],
)
def test_a_statement_is_either_measured_or_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in refusal(edited(tmp_path, (old, new)))


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b'schema = "openclam/exercise/1"\nname = clamshell\n', 2, "expected TOML"),
        (b'name = "a"\nname = "b"\n', 2, "expected TOML"),
        (b'name = "never closed', 1, "expected TOML"),
        (b'# fine\ntitle = "caf\xe9"\n', 2, "expected UTF-8 text, found the byte 0xe9"),
        (b"", 1, "`schema` is missing"),
    ],
)
def test_a_file_that_is_no_exercise_at_all(tmp_path: Path, content: bytes, line: int, says: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(content)
    message = refusal(path)
    assert says in message
    assert f"line {line}:" in message


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nowhere.toml")
    assert "directory" in refusal(tmp_path).lower()


def test_rows_of_the_wrong_kind_do_not_stop_the_list_of_faults(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('section = 3\nstatement = ["a", 1]\nsafety = "no"\n', encoding="utf-8")
    message = refusal(path)
    assert "line 1: `section`" in message
    assert "line 2: `statement`" in message
    assert "line 3: `safety`" in message


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(b"\xef\xbb\xbf" + BUILT_IN_TEXT.replace("\n", "\r\n").encode())
    assert load_exercise(path) == load_exercise()


def test_another_limit_is_another_file(tmp_path: Path) -> None:
    path = edited(tmp_path, ("high = { met = 10, not_met = 15 }", "high = { met = 5, not_met = 10 }"))
    limits = load_exercise(path).statement("pelvis-does-not-roll").limits
    assert limits is not None
    assert limits.fault(10) == 1


def test_an_exercise_error_is_a_usage_error() -> None:
    assert issubclass(ExerciseError, UsageError)
    assert ExerciseError.exit_status == 2


def test_lists_within_lists_without_end_are_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "deep.toml"
    path.write_text("a = " + "[" * 100_000)
    with pytest.raises(ExerciseError, match="without end"):
        load_exercise(path)
