from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from openclam.synthesis.body import Skeleton
from openclam.synthesis.clam import Clam


@pytest.fixture(scope="session")
def skeleton() -> Skeleton:
    """The joints of the shipped clip's body, so that no body need be made."""
    stored = json.loads((Path(__file__).parent / "skeleton.json").read_text())
    names = tuple(bone["name"] for bone in stored["bones"])
    parents = [-1 if bone["parent"] is None else names.index(bone["parent"]) for bone in stored["bones"]]
    heads = np.array([bone["head"] for bone in stored["bones"]])
    return Skeleton(names, np.array(parents, np.int64), heads, stored["clearance_m"])


@pytest.fixture(scope="session")
def clam(skeleton: Skeleton) -> Clam:
    return Clam(skeleton)
