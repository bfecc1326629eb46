"""Our landmarks beside MediaPipe 0.10.21's on the same frames.

    python -m bench.pose CLIP [CLIP ...] [--quick]

Prints, for each clip, how far the landmarks lie apart (px: median, 95th percentile) where both saw
the same person, the share of frames in which each saw somebody, and how often the side guards
stepped in (a body that they turned back is compared under the reference's own names). For that each frame is read as
the reference reads it, as it is; how far apart they lie as the product reads, every other frame mirrored, is told
beside it. The reference follows whoever it finds first; where that is another person than ours (hips more than a
quarter of the body apart) the frame is counted as such and left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import reference, results
from openclam.capture import VideoFile
from openclam.pose import PersonTracker, open_tracker
from openclam.pose.landmarks import MIRROR

TARGET_PX = 1.0
QUICK_FRAMES = 150


def follow(clip: Path, most_frames: int | None, *, mirror: bool) -> tuple[np.ndarray, PersonTracker]:
    """Our landmarks (frames, 33, 3) in px, and the tracker that found them."""
    tracker = open_tracker(look_for_band=False, mirror=mirror)
    rows = []
    with VideoFile(clip) as video:
        for frame in video:
            landmarks = tracker.step(frame).landmarks
            rows.append(np.full((33, 3), np.nan) if landmarks is None else landmarks.image)
            if most_frames and len(rows) >= most_frames:
                break
    return np.array(rows), tracker


def compare(clip: Path, most_frames: int | None) -> dict[str, float | int | str]:
    """The figures of one clip."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = reference.run(clip, Path(folder) / "reference.npy", most_frames=most_frames).landmarks
    ours, tracker = follow(clip, most_frames, mirror=False)
    apart, both, same = apart_px(ours, theirs)
    both_ways, _, _ = apart_px(follow(clip, most_frames, mirror=True)[0], theirs)
    counts = tracker.guard_counts
    return {
        "clip": clip.name,
        "pictures": len(both),
        "seen_share": float((~np.isnan(ours[:, 0, 0])).mean()),
        "reference_seen_share": float((~np.isnan(theirs[:, 0, 0])).mean()),
        "other_person_share": float((both & ~same).mean()),
        "median_px": float(np.median(apart)) if len(apart) else float("nan"),
        "p95_px": float(np.percentile(apart, 95)) if len(apart) else float("nan"),
        "both_ways_median_px": float(np.median(both_ways)) if len(both_ways) else float("nan"),
        "detector_calls": tracker.detector_calls,
        "bodies_turned_back": counts.bodies_turned_back,
        "feet_exchanged": counts.feet_exchanged,
        "feet_held": counts.feet_held,
    }


def apart_px(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distances (k, 33) where both see the same person; the frames (n,) in which both see somebody, and the same."""
    frames = min(len(ours), len(theirs))
    ours, theirs = ours[:frames], theirs[:frames]
    both = ~np.isnan(ours[:, 0, 0]) & ~np.isnan(theirs[:, 0, 0])
    body = np.ptp(ours[:, :, :2], axis=1).max(axis=1)
    hips = np.linalg.norm(ours[:, [23, 24], :2].mean(axis=1) - theirs[:, [23, 24], :2].mean(axis=1), axis=1)
    same = both & (hips < 0.25 * body)
    apart = np.linalg.norm(ours[same, :, :2] - theirs[same, :, :2], axis=2)
    turned = np.linalg.norm(ours[same][:, MIRROR, :2] - theirs[same, :, :2], axis=2)
    return np.where(turned.sum(axis=1, keepdims=True) < apart.sum(axis=1, keepdims=True), turned, apart), both, same


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+", metavar="CLIP")
    parser.add_argument("--quick", action="store_true", help=f"the first {QUICK_FRAMES} pictures of each clip")
    options = parser.parse_args()
    rows = [compare(clip, QUICK_FRAMES if options.quick else None) for clip in options.clips]
    table = Table(title=f"Landmarks against MediaPipe 0.10.21, heavy (target: median within {TARGET_PX:g} px)")
    for name in rows[0]:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*(f"{value:.3g}" if isinstance(value, float) else str(value) for value in row.values()))
    Console(width=200).print(table)
    print(f"Written: {results.write('pose', {'target_median_px': TARGET_PX, 'clips': rows})}", file=sys.stderr)


if __name__ == "__main__":
    main()
