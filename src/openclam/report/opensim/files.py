"""The files that biomechanics reads: `.mot` (angles), `.trc` (joint centres) and `.sto` (moments, activations).

What the readers of OpenSim 4.6 were found to ask for: tabs between columns (`TimeSeriesTable` takes nothing else),
labels without white space and a first line without "=" (it would be taken for an entry of its own), times that
increase, `nColumns` that counts the time (`Storage` goes astray without). A number that is missing stops `Storage`
without a word, so `.mot` and `.sto` hold none and are cut into spans instead; in `.trc` it is written NaN, which both
of its readers know, while an empty last cell is refused by one of them.

Numbers have nine decimals and a decimal point, whatever the locale.
"""

from __future__ import annotations

import numpy as np

from openclam.report.opensim.curves import Array, Curves, evenly, rate_of, spans

ACTIVATIONS_NAME = "OpenClam muscle activations by static optimisation (least squared activation, not held to EMG)"
"""The first line of `activations.sto`: people tense more, and other muscles."""

_TRC_HEAD = (
    "DataRate",
    "CameraRate",
    "NumFrames",
    "NumMarkers",
    "Units",
    "OrigDataRate",
    "OrigDataStartFrame",
    "OrigNumFrames",
)


def opensim_files(
    *,
    angles: Curves | None = None,
    centres: Curves | None = None,
    moments: Curves | None = None,
    activations: Curves | None = None,
    rate_hz: float | None = None,
) -> dict[str, str]:
    """Every file that can be written of a set, by name; what was never seen gives no file.

    `angles.mot`, `joint_centres.trc`, `moments.sto`, `activations.sto`. Where a curve has holes, its table comes as
    one file for each unbroken stretch (`angles_1.mot`, `angles_2.mot`, …), with the recording's times.

    Args:
        angles: of `joint_angles`, on the recording's own clock; NaN where nothing was seen.
        centres: of `joint_centres`, likewise.
        moments: of `joint_moments`, likewise.
        activations: of `muscle_activations`, likewise.
        rate_hz: rows per second in the files; None for the rate of each one's clock.

    Raises:
        ValueError: a curve has fewer than two rows, or holds what its file cannot.
    """
    files: dict[str, str] = {}
    if angles is not None:
        parts = [mot_text(part) for part in spans(evenly(angles, rate_hz))]
        files |= _numbered("angles", "mot", parts)
    if centres is not None and any(np.isfinite(at).any() for at in centres.columns.values()):
        files["joint_centres.trc"] = trc_text("joint_centres.trc", evenly(centres, rate_hz))
    if moments is not None:
        parts = [sto_text("OpenClam joint moments", part) for part in spans(evenly(moments, rate_hz))]
        files |= _numbered("moments", "sto", parts)
    if activations is not None:
        parts = [sto_text(ACTIVATIONS_NAME, part) for part in spans(evenly(activations, rate_hz))]
        files |= _numbered("activations", "sto", parts)
    return files


def mot_text(angles: Curves) -> str:
    """A motion file: angles in degrees, as `joint_angles` gives them.

    Raises:
        ValueError: what `sto_text` refuses.
    """
    return sto_text("OpenClam joint angles", angles, in_degrees=True)


def sto_text(name: str, curves: Curves, *, in_degrees: bool = False) -> str:
    """A storage file: one row a time, one column a curve.

    Args:
        name: its first line, shown as the name of the data.
        curves: numbers (n,) without a hole (`spans`).
        in_degrees: whether angles in it are degrees; the format's other choice is radians.

    Raises:
        ValueError: a column holds points or a hole, or the name cannot stand in a first line.
    """
    if not name.strip() or "=" in name or len(name.splitlines()) > 1:
        raise ValueError(f"{name!r} cannot be the first line: one line of words without '=' is needed")
    for label, values in curves.columns.items():
        if values.ndim != 1:
            raise ValueError(f"{label} holds points; a storage file takes one number a row. Points go in a .trc")
        if not np.isfinite(values).all():
            raise ValueError(f"{label} has rows without a number, which OpenSim misreads; cut them out with spans()")
    head = [
        name,
        "version=1",
        f"nRows={len(curves.time_s)}",
        f"nColumns={1 + len(curves.columns)}",
        f"inDegrees={'yes' if in_degrees else 'no'}",
        "endheader",
        "\t".join(("time", *curves.columns)),
    ]
    rows = np.column_stack([curves.time_s, *curves.columns.values()])
    return "\n".join([*head, *("\t".join(map(_number, row)) for row in rows.tolist())]) + "\n"


def trc_text(file_name: str, centres: Curves) -> str:
    """A file of points: millimetres, Y up, one row a time; NaN where a point was not seen.

    Args:
        file_name: its own name, which the format repeats in the first line.
        centres: points (n, 3) in metres in OpenSim's ground, on an even clock (`evenly`).

    Raises:
        ValueError: a column holds no points, the clock is uneven (many readers take the rate and never look at the
            times), or there are fewer than two rows.
    """
    if file_name.split() != [file_name]:
        raise ValueError(f"{file_name!r} cannot stand in the first line: a file name without white space is needed")
    for label, values in centres.columns.items():
        if values.ndim != 2:
            raise ValueError(f"{label} holds numbers; a .trc takes points (n, 3)")
    rate, frames, markers = _even_rate(centres.time_s), len(centres.time_s), len(centres.columns)
    points = 1000 * np.column_stack(list(centres.columns.values()))
    head = [
        ("PathFileType", "4", "(X/Y/Z)", file_name),
        _TRC_HEAD,
        (rate, rate, str(frames), str(markers), "mm", rate, "1", str(frames)),
        ("Frame#", "Time", *(cell for name in centres.columns for cell in (name, "", ""))),
        ("", "", *(f"{axis}{number}" for number in range(1, markers + 1) for axis in "XYZ")),
        (),
    ]
    rows = zip(centres.time_s.tolist(), points.tolist(), strict=True)
    body = [(str(number), _number(at), *map(_number, row)) for number, (at, row) in enumerate(rows, 1)]
    return "\n".join("\t".join(cells) for cells in [*head, *body]) + "\n"


def _numbered(stem: str, suffix: str, texts: list[str]) -> dict[str, str]:
    if len(texts) == 1:
        return {f"{stem}.{suffix}": texts[0]}
    return {f"{stem}_{number}.{suffix}": text for number, text in enumerate(texts, 1)}


def _even_rate(time_s: Array) -> str:
    rate = rate_of(time_s)
    if np.abs(time_s - time_s[0] - np.arange(len(time_s)) / rate).max() > 1e-6:
        raise ValueError("a .trc needs an even clock; put the points on one with evenly()")
    return f"{rate:.6f}".rstrip("0").rstrip(".")


def _number(value: float) -> str:
    """Nine decimals: a nanosecond, and far finer than any angle, moment or point is known; no minus before a zero."""
    return "NaN" if np.isnan(value) else f"{value:z.9f}"
