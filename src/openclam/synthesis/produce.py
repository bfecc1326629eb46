"""From a scenario file to the files of a clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openclam.errors import OutputError
from openclam.synthesis.clip import write_clip
from openclam.synthesis.scenario import load_scenario


def produce(
    scenario: Path,
    out: Path,
    seed: int | None = None,
    *,
    force: bool = False,
    progress: Callable[[float], None] | None = None,
) -> tuple[Path, Path, Path]:
    """Render a scenario into the folder `out`, the files named after the scenario and a seed given here.

    Args:
        scenario: the TOML file.
        out: folder; made where it is not there.
        seed: takes the place of the scenario's own.
        force: replace files that are there already.
        progress: hears the share done, 0 to 1.

    Returns:
        The clip (.mp4), its truth (.truth.json), and the truth frame by frame as arrays (.truth.npz).

    Raises:
        UsageError: the scenario does not hold together, or the extra `synth` is not installed.
        InputError: the stored body that it names cannot be read.
        OutputError: files are there already, or the folder cannot be written.
    """
    made = load_scenario(scenario, seed)
    name = scenario.stem if seed is None else f"{scenario.stem}-{seed}"
    clip = out / f"{name}.mp4"
    paths = clip, clip.with_suffix(".truth.json"), clip.with_suffix(".truth.npz")
    there = [path.name for path in paths if path.exists()]
    if there and not force:
        raise OutputError(
            f"expected a folder without {', '.join(there)}, but {out} has them. "
            "Give --force to replace, or another folder."
        )
    write_clip(made.make_body(), made.plan, clip, progress, arrays=True)
    return paths
