"""OpenSim's own static optimisation, run through AnalyzeTool as its users run it, and timed."""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench import opensim_side as side
from bench.opensim_side import Array

RESERVE_NM = 1.0
"""Strength of the motor that helps at each joint angle, which OpenSim needs; it costs its square too."""


@dataclass(frozen=True, slots=True)
class Optimised:
    """Activations (frames, columns), names of columns (muscles, then reserves), processor seconds a further frame."""

    activation: Array
    names: list[str]
    seconds_per_frame: float


def optimise(model: Any, angles: Mapping[str, Array], seconds: float = 60.0) -> Optimised:
    """Optimise a motion so slow that it is at rest in every frame.

    Constant muscle force and the sum of squared activations: the assumptions of our own sharing. The time per frame
    leaves out what a run does once (reading files, building the system, the first frame): the time of a run
    over one frame is taken off that over all. Processor time, so that what else the machine does counts for nothing.

    Args:
        model: with its muscles and reserves.
        angles: coordinate to (frames,) radians, six frames or more.
        seconds: the motion lasts.
    """
    frames = len(next(iter(angles.values())))
    times = np.linspace(0.0, seconds, frames)
    spent = {}
    with tempfile.TemporaryDirectory() as folder, _within(folder):
        model.printToXML("leg.osim")
        _write_motion(Path("clam.mot"), times, angles)
        for last in (0, frames - 1):
            tool = _tool(float(times[last]))
            began = time.process_time()
            tool.run()
            spent[last] = time.process_time() - began
        table = side.opensim().TimeSeriesTable("clam_StaticOptimization_activation.sto")
        names = list(table.getColumnLabels())
        found = np.asarray(table.getMatrix().to_numpy(), dtype=np.float64)
    return Optimised(found, names, (spent[frames - 1] - spent[0]) / (frames - 1))


def add_reserves(model: Any, coordinates: Iterable[str]) -> None:
    """A weak motor at each of some coordinates."""
    for name in coordinates:
        motor = side.opensim().CoordinateActuator(name)
        motor.setName(f"reserve_{name}")
        motor.setOptimalForce(RESERVE_NM)
        motor.setMinControl(-math.inf)
        motor.setMaxControl(math.inf)
        model.addForce(motor)


def _tool(end: float) -> Any:
    osim = side.opensim()
    analysis = osim.StaticOptimization()
    analysis.setName("StaticOptimization")
    analysis.setUseModelForceSet(True)
    analysis.setUseMusclePhysiology(False)
    analysis.setActivationExponent(2.0)
    analysis.setStartTime(0.0)
    analysis.setEndTime(end)
    tool = osim.AnalyzeTool()
    tool.setName("clam")
    tool.setModelFilename("leg.osim")
    tool.setCoordinatesFileName("clam.mot")
    tool.setLowpassCutoffFrequency(-1.0)
    tool.setInitialTime(0.0)
    tool.setFinalTime(end)
    tool.setResultsDir(".")
    tool.updAnalysisSet().cloneAndAppend(analysis)
    # Only a tool that was read from a file loads its model and its motion by itself.
    tool.printToXML("setup.xml")
    return osim.AnalyzeTool("setup.xml")


def _write_motion(path: Path, times: Array, angles: Mapping[str, Array]) -> None:
    """A motion file (.mot) in degrees."""
    head = ["clam", "version=1", f"nRows={len(times)}", f"nColumns={1 + len(angles)}", "inDegrees=yes", "endheader"]
    table = np.column_stack([times, *[np.degrees(column) for column in angles.values()]])
    rows = ["\t".join(f"{value:.9f}" for value in row) for row in table]
    path.write_text("\n".join([*head, "\t".join(["time", *angles]), *rows]) + "\n", "utf-8")


@contextmanager
def _within(folder: str) -> Iterator[None]:
    """Work in a folder: OpenSim's tools write where they stand."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
