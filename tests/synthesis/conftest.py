from __future__ import annotations

import pytest

from openclam.synthesis.body import Skeleton
from openclam.synthesis.clam import Clam


@pytest.fixture(scope="session")
def clam(skeleton: Skeleton) -> Clam:
    return Clam(skeleton)
