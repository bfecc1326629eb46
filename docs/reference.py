"""Build the API reference from the docstrings of `openclam`: `make docs`, or `python docs/reference.py FOLDER`.

One page for the public face, one for each room and each of its modules. Whatever pdoc warns of is an error: a name in
`__all__` that leads nowhere, or a module that does not load. A room or module without a docstring is one, too.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from pkgutil import walk_packages

import pdoc

import openclam

USAGE = "usage: python docs/reference.py FOLDER"


def modules() -> list[str]:
    """`openclam`, its rooms and their modules, without private ones."""
    found = [module.name for module in walk_packages(openclam.__path__, "openclam.")]
    return ["openclam", *(name for name in found if "._" not in name)]


def build(folder: Path) -> int:
    """Write the pages into `folder`; give how many modules they describe.

    Raises:
        SystemExit: a module has no docstring.
        Warning: pdoc warned of something.
    """
    names = modules()
    # pdoc reads `vars(openclam)`, which holds the engine's names only after their first use.
    vars(openclam).update({name: getattr(openclam, name) for name in openclam.__all__})
    pdoc.render.configure(docformat="google", show_source=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # pdoc finds the modules of a room without `__all__` by itself; those of the others must be named.
        warnings.filterwarnings("ignore", message="The module specification .* already been added")
        # Only a type checker can write `array[float]` before Python 3.12, and `Packet[AudioStream]` of PyAV at all.
        warnings.filterwarnings("ignore", message="Error parsing type annotation .* is not subscriptable")
        pdoc.pdoc(*names, output_directory=folder)
    without = [name for name in names if not (sys.modules[name].__doc__ or "").strip()]
    if without:
        raise SystemExit(f"Expected a docstring in every module, found none in {', '.join(without)}: write one.")
    return len(names)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(USAGE)
    count = build(Path(sys.argv[1]))
    print(f"API reference of {count} modules: {sys.argv[1]}/index.html", file=sys.stderr)
