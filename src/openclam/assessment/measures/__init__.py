"""Measures: each a number with its standard deviation, taken of the start, of one rep, or of one rep beside its set.

To add one, write a decorated function (see `registry`) in a file of this folder. Every file here is loaded, so that
none of its measures is forgotten.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from openclam.assessment.measures.registry import (
    REGISTRY,
    Measure,
    Need,
    Scope,
    measure_of,
    of_scope,
    scope_of,
    taken,
)
from openclam.assessment.measures.rules import measures_exist
from openclam.assessment.measures.views import RepView, SetView, StartView

for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")

__all__ = [
    "REGISTRY",
    "Measure",
    "Need",
    "RepView",
    "Scope",
    "SetView",
    "StartView",
    "measure_of",
    "measures_exist",
    "of_scope",
    "scope_of",
    "taken",
]
