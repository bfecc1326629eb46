"""`openclam doctor`: what works on this machine, and the command that mends what does not."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Annotated, Literal

import typer

from openclam._version import __version__
from openclam.cli.shared import print_out
from openclam.errors import ModelError, OpenClamError
from openclam.setup.check import Check, package_version


def doctor(
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch missing or damaged weight files first.")] = False,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A settings file of the site, to be checked as well.")
    ] = None,
) -> None:
    """Say what works here: weights, runtime, codecs, PDF, the site."""
    if fetch:
        from openclam.pose.weights import fetch_weights
        from openclam.report.replay.viewer import fetch_viewer
        from openclam.web.assets.browser_build import build

        fetch_weights()
        fetch_viewer()
        build()
    checks = examine(settings)
    for check in checks:
        state = "ok" if check.ok else "optional" if check.optional else "MISSING"
        print_out(f"{state:8} {check.name}: {check.detail}")
    if not all(check.ok or check.optional for check in checks):
        raise typer.Exit(1)


def examine(settings: Path | None = None) -> list[Check]:
    """Every check, in the order of the data.

    Args:
        settings: a settings file of the site to check as well.
    """
    from openclam.web.site.checks import site_checks

    return [
        Check("openclam", True, f"{__version__} on Python {platform.python_version()}"),
        *_weights(),
        _network(),
        *_codecs(),
        _pdf(),
        _kinetics(),
        _viewer(),
        *site_checks(settings),
    ]


def _weights() -> list[Check]:
    from openclam.pose.weights import WEIGHTS, weight_path

    checks = []
    for name in WEIGHTS:
        try:
            checks.append(Check(f"weights {name}", True, str(weight_path(name))))
        except ModelError as error:
            checks.append(Check(f"weights {name}", False, str(error)))
    return checks


def _network() -> Check:
    from openclam.pose.network import Network
    from openclam.pose.weights import weight_path

    try:
        Network(weight_path("detector"))
    except (OpenClamError, ImportError, ValueError, RuntimeError) as error:
        return Check("pose runtime", False, str(error))
    return Check("pose runtime", True, f"LiteRT {package_version('ai-edge-litert')}")


def _codecs() -> list[Check]:
    import av.codec

    wanted: dict[str, tuple[str, Literal["r", "w"]]] = {
        "read h264": ("h264", "r"),
        "read hevc": ("hevc", "r"),
        "read vp9": ("vp9", "r"),
        "write h264": ("libx264", "w"),
    }
    checks = []
    for name, (codec, mode) in wanted.items():
        try:
            av.codec.Codec(codec, mode)
            checks.append(Check(f"codec, {name}", True, f"PyAV {package_version('av')}"))
        except ValueError:
            checks.append(Check(f"codec, {name}", False, "this PyAV was built without it; reinstall av from PyPI"))
    return checks


def _pdf() -> Check:
    try:
        import weasyprint  # noqa: F401  (imported to see whether it, and the Pango below it, can be)
    except ImportError:
        return Check("PDF hand-out", False, "run: pip install 'openclam[pdf]'", optional=True)
    except OSError as error:
        return Check("PDF hand-out", False, f"the Pango library is missing ({error})", optional=True)
    return Check("PDF hand-out", True, f"WeasyPrint {package_version('weasyprint')}")


def _kinetics() -> Check:
    from openclam.kinetics.optional import available

    if not available():
        return Check("moments and muscles", False, "run: pip install 'openclam[kinetics]'", optional=True)
    return Check(
        "moments and muscles", True, f"MuJoCo {package_version('mujoco')}, myo-sim {package_version('myo-sim')}"
    )


def _viewer() -> Check:
    from openclam.report.replay.viewer import viewer_path

    try:
        return Check("3-D viewer", True, str(viewer_path()))
    except ModelError as error:
        return Check("3-D viewer", False, str(error), optional=True)
