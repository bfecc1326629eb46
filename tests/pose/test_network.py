"""The runtime: what goes in, what comes out, and that it keeps its chatter to itself."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from openclam.errors import ModelError
from openclam.pose.network import Network
from openclam.pose.weights import weight_path

pytestmark = pytest.mark.networks


def test_nothing_of_the_runtimes_own_reaches_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    Network(weight_path("detector"))
    assert capfd.readouterr() == ("", "")


def test_outputs_come_in_the_order_asked_for_and_stay_as_they_were() -> None:
    network = Network(weight_path("detector"))
    grey = np.zeros((1, 224, 224, 3), np.float32)
    scores, boxes = network.run(grey, "Identity_1", "Identity")
    assert scores.shape == (1, 2254, 1)
    assert boxes.shape == (1, 2254, 12)
    kept = scores.copy()
    network.run(grey + 1, "Identity_1")
    assert (scores == kept).all(), "a later picture does not change an earlier answer"


def test_an_unknown_output_is_an_error() -> None:
    with pytest.raises(KeyError, match="Identity_9"):
        Network(weight_path("detector")).run(np.zeros((1, 224, 224, 3), np.float32), "Identity_9")


def unloadable(cause: BaseException | None) -> ModuleType:
    """A runtime whose library fails to load, as pybind11 reports it."""

    def fail(_: str) -> None:
        raise ImportError("initialization failed") from cause

    module = ModuleType("ai_edge_litert.interpreter")
    module.__getattr__ = fail  # type: ignore[method-assign]
    return module


def test_a_runtime_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", unloadable(OSError("no such instruction set")))
    with pytest.raises(ModelError, match=r"initialization failed\. Run: pip install"):
        Network(weight_path("detector"))


def test_being_stopped_while_it_loads_is_no_fault_of_the_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", unloadable(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        Network(weight_path("detector"))
