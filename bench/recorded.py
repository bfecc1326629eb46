"""Landmarks of a session as a small file, so that measuring them again needs neither renderer nor networks.

Only the points that the product reads are kept, rounded far below what the networks are sure of: a
sixteenth of a pixel, a tenth of a millimetre, a thousandth of a probability. Each row is stored as the
difference from the one before, which packs well. Read back, the other points lie in the middle of these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.kept import keep
from openclam.kinematics.features import USED
from openclam.pose.landmarks import COUNT, FrameLandmarks, Landmarks

_STEPS = np.array([16.0] * 3 + [10_000.0] * 3 + [1000.0], np.float32)
_UNSEEN = np.iinfo(np.int16).min


@dataclass(frozen=True, slots=True)
class Recorded:
    """A session: what the pose stage saw, what is true of it, and what it is (`about`)."""

    landmarks_by_frame: tuple[FrameLandmarks, ...]
    truth: dict[str, Any]
    about: dict[str, Any]


def write(path: Path, recorded: Recorded) -> None:
    """Write a session; the truth's frames become 16-bit floats."""
    truth = dict(recorded.truth)
    frames = {name: np.array(values, np.float16) for name, values in truth.pop("frames").items() if name != "time_s"}
    truth.pop("joints_px", None)
    rows = np.stack([_row(frame_landmarks) for frame_landmarks in recorded.landmarks_by_frame])
    first = recorded.landmarks_by_frame[0]
    keep(
        path,
        time_s=np.array([frame_landmarks.time_s for frame_landmarks in recorded.landmarks_by_frame]),
        landmarks=np.diff(rows, axis=0, prepend=np.zeros_like(rows[:1])),
        score=np.array(
            [0.0 if s.landmarks is None else s.landmarks.score for s in recorded.landmarks_by_frame], np.float16
        ),
        band=np.array([np.nan if s.band is None else s.band for s in recorded.landmarks_by_frame], np.float16),
        size=np.array([first.width, first.height]),
        truth=np.array(json.dumps(truth)),
        about=np.array(json.dumps(recorded.about)),
        **{f"truth.{name}": values for name, values in frames.items()},
    )


def read(path: Path) -> Recorded:
    """Read a session that `write` wrote."""
    with np.load(path) as stored:
        rows = np.cumsum(stored["landmarks"], axis=0, dtype=np.int16)
        width, height = (int(side) for side in stored["size"])
        landmarks_by_frame = tuple(
            _sighting(index, float(time), (width, height), row, float(score), float(band))
            for index, (time, row, score, band) in enumerate(
                zip(stored["time_s"], rows, stored["score"], stored["band"], strict=True)
            )
        )
        truth = json.loads(str(stored["truth"]))
        truth["frames"] = {
            name.removeprefix("truth."): stored[name].astype(np.float64) for name in stored if name.startswith("truth.")
        } | {"time_s": stored["time_s"]}
        return Recorded(landmarks_by_frame, truth, json.loads(str(stored["about"])))


def _row(frame_landmarks: FrameLandmarks) -> npt.NDArray[np.int16]:
    seen = frame_landmarks.landmarks
    if seen is None:
        return np.full((len(USED), len(_STEPS)), _UNSEEN, np.int16)
    values = np.column_stack([seen.image, seen.world, seen.visibility])[USED]
    return np.asarray(np.clip(np.round(values * _STEPS), _UNSEEN + 1, -(_UNSEEN + 1)), np.int16)


def _sighting(
    index: int, time_s: float, size: tuple[int, int], row: npt.NDArray[np.int16], score: float, band: float
) -> FrameLandmarks:
    told = None if np.isnan(band) else band
    if row[0, 0] == _UNSEEN:
        return FrameLandmarks(index, time_s, *size, None, told)
    kept = row / _STEPS
    values = np.tile(kept.mean(axis=0), (COUNT, 1)).astype(np.float32)
    values[USED] = kept
    image, world, visibility = values[:, :3], values[:, 3:6], values[:, 6]
    return FrameLandmarks(
        index, time_s, *size, Landmarks(index, time_s, *size, image, world, visibility, visibility, score), told
    )
