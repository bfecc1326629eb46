"""The build hook finds what it needs in a bare environment, and leaves no trace in the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PROBE = """
import sys
import build_weights

with build_weights._modules(build_weights.Path("src")) as (errors, weights, viewer):
    assert weights.ModelError is viewer.ModelError is errors.ModelError
    assert viewer.SCRIPT.file.endswith(".js") and len(weights.WEIGHTS) == 4
    heavy = {"numpy", "jinja2", "matplotlib", "pydantic", "av"} & set(sys.modules)
    assert not heavy, heavy
assert not [name for name in sys.modules if name.split(".")[0] == "openclam"]
"""


def test_the_hook_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
