"""The clip that `openclam demo` assesses, and what is true of it.

`clamshell.mp4` is rendered by `openclam.synthesis.demo` from an anny body (shapes CC0): 30 s, six reps,
of which one rolls the pelvis back, one lifts the foot and one is quick without a hold.
`clamshell.truth.json` holds every angle of every frame (`"schema": "openclam/truth/1"`).
"""

from __future__ import annotations

from pathlib import Path

CLIP = Path(__file__).with_name("clamshell.mp4")
"""The shipped clip."""

TRUTH = Path(__file__).with_name("clamshell.truth.json")
"""Its truth."""
