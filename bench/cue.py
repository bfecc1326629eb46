"""How soon the coach speaks: from the landmarks that decide a cue to the beginning of its voice.

    python -m bench.cue [--reps 12]

Opens the coach's page in a real Chromium, with the demo clip as its camera, before the real site on this machine. Timed
on the page's own clock: from the moment when the pose network has handed over the frame with which the engine knew a
rep to be over, through line, engine and line, to the call that makes the browser speak. Not in it: the camera and the
pose network, which are the device's, the voice's own start, and what the engine waits to be sure, which is told beside
it: the smoothing looks 0.2 s ahead. Needs Chromium.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console

from bench import results
from openclam.kinematics.smoothing import LAG_S
from tests.web.coach_page import CHROMIUM, Watched, chromium, moving_camera, running_site

TARGET_MS = 300.0
_MEASURED = "performance.getEntriesByName('openclam.cue').map(({duration}) => duration)"
_LONGEST_S = 240.0


def measure(reps: int) -> np.ndarray:
    """(n,) ms of every cue that a rep brought while so many reps were counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_site(folder) as site, chromium(moving_camera(folder)) as browser:
            watched = Watched(browser, site)
            watched.start()
            watched.wait(lambda: len(watched.of("rep")) >= reps, f"{reps} reps", _LONGEST_S)
            return np.array(watched.page.evaluate(_MEASURED))


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=12)
    options = parser.parse_args()
    if CHROMIUM is None:
        parser.error("expected Chromium on this machine; none was found. Debian: apt install chromium")
    took = measure(options.reps)
    middle, worst = float(np.median(took)), float(took.max())
    Console().print(
        f"{len(took)} cues: {middle:.0f} ms in the middle, {worst:.0f} ms at worst, from landmarks to voice "
        f"(target {TARGET_MS:.0f} ms); with the {1000 * LAG_S:.0f} ms that the smoothing looks ahead "
        f"{middle + 1000 * LAG_S:.0f} and {worst + 1000 * LAG_S:.0f} ms."
    )
    figures = {"cues": len(took), "median_ms": middle, "worst_ms": worst, "lag_ms": 1000 * LAG_S}
    print(f"Written: {results.write('cue', figures)}")


if __name__ == "__main__":
    main()
