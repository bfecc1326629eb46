"""Frames per second end to end, and the share of each stage, beside a bare MediaPipe loop.

    python -m bench.speed CLIP [--quick] [--minutes 10]

Both are timed as whole processes, imports and all, turn by turn in the same run; the figure to
quote is the ratio, since absolute times drift on a shared machine. `--minutes` also assesses the
clip repeated to that length and prints the peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import av
from rich.console import Console
from rich.table import Table

from bench import reference, results
from openclam.assessment.engine import Assessor
from openclam.capture import VideoFile
from openclam.exercise import load_exercise
from openclam.kinematics import Kinematics
from openclam.pose import open_tracker

TARGET_RATIO = 0.75
TARGET_MB = 700


def assess_process(clip: Path) -> tuple[float, float]:
    """Wall time (s) and peak memory (MB) of `openclam assess CLIP --json`, as a user runs it."""
    command = [sys.executable, "-c", "from openclam.cli.main import main; main()", "assess", str(clip), "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 4):
        raise SystemExit(f"openclam assess {clip} ended with status {code}")
    return wall, usage.ru_maxrss / 1024


def stage_seconds(clip: Path) -> tuple[dict[str, float], list[float]]:
    """Seconds in each stage over the clip, and of each frame in all that comes after pose, in this process."""
    after_pose: list[float] = []
    spent: dict[str, float] = defaultdict(float)
    began = time.perf_counter()
    tracker = open_tracker()
    spent["loading the networks"] = time.perf_counter() - began
    kinematics, assessor = Kinematics(), Assessor(load_exercise())
    with VideoFile(clip) as video:
        frames = iter(video)
        while True:
            t0 = time.perf_counter()
            frame = next(frames, None)
            t1 = time.perf_counter()
            spent["capture"] += t1 - t0
            if frame is None:
                break
            frame_landmarks = tracker.step(frame)
            t2 = time.perf_counter()
            postures = kinematics.step(frame_landmarks)
            t3 = time.perf_counter()
            for posture in postures:
                assessor.step(posture)
            spent["pose"] += t2 - t1
            spent["kinematics"] += t3 - t2
            spent["assessment"] += time.perf_counter() - t3
            after_pose.append(time.perf_counter() - t2)
    t4 = time.perf_counter()
    for posture in kinematics.flush():
        assessor.step(posture)
    assessor.finish()
    spent["assessment"] += time.perf_counter() - t4
    return dict(spent), after_pose


def lengthen(clip: Path, out: Path, minutes: float) -> None:
    """Repeat a clip's frames, not encoded anew, until they last `minutes`."""
    offset = 0
    with av.open(str(out), "w") as made, av.open(str(clip)) as template:
        source_video = template.streams.video[0]
        tick = source_video.time_base
        if tick is None:
            raise SystemExit(f"{clip} names no time base; give --minutes another clip")
        stream = made.add_stream_from_template(source_video)
        stream.time_base = tick
        while float(offset * tick) < minutes * 60:
            end = 0
            with av.open(str(clip)) as source:
                for packet in source.demux(video=0):
                    if packet.dts is None or packet.pts is None:
                        continue
                    end = max(end, packet.pts + (packet.duration or 1))
                    packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, stream
                    made.mux(packet)
            offset += end


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--quick", action="store_true", help="one turn instead of three")
    parser.add_argument("--minutes", type=float, help="also assess the clip repeated to this length")
    options = parser.parse_args()
    reference.environment()
    ours, theirs, peak = [], [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(1 if options.quick else 3):
            theirs.append(reference.run(options.clip, Path(folder) / "reference.npy"))
            wall, memory = assess_process(options.clip)
            ours.append(wall)
            peak = max(peak, memory)
        spent, after_pose = stage_seconds(options.clip)
        pictures = len(after_pose)
        long_peak = long_wall = None
        if options.minutes:
            long = Path(folder) / "long.mp4"
            lengthen(options.clip, long, options.minutes)
            long_wall, long_peak = assess_process(long)
    whole = statistics.median(ours)
    loop = statistics.median(run.loop_s for run in theirs)
    figures = {
        "clip": options.clip.name,
        "pictures": pictures,
        "assess_s": whole,
        "assess_fps": pictures / whole,
        "reference_loop_s": loop,
        "reference_wall_s": statistics.median(run.wall_s for run in theirs),
        "ratio_to_bare_loop": statistics.median(a / b.loop_s for a, b in zip(ours, theirs, strict=True)),
        "ratio_target": TARGET_RATIO,
        "peak_mb": peak,
        "peak_mb_target": TARGET_MB,
        "long": None
        if long_peak is None
        else {"minutes": options.minutes, "peak_mb": long_peak, "assess_s": long_wall},
        "kinematics_and_assessment_median_ms": 1000 * statistics.median(after_pose),
        "stages_ms_per_picture": {name: 1000 * seconds / pictures for name, seconds in spent.items()},
    }
    _print(figures, spent)
    print(f"Written: {results.write('speed', figures)}", file=sys.stderr)


def _print(figures: dict[str, object], spent: dict[str, float]) -> None:
    out = Console()
    table = Table("stage", "share", "ms a picture", title=f"{figures['clip']}: {figures['pictures']} pictures")
    total = sum(spent.values())
    stages = figures["stages_ms_per_picture"]
    assert isinstance(stages, dict)
    for name, seconds in spent.items():
        table.add_row(name, f"{100 * seconds / total:.1f} %", f"{stages[name]:.2f}")
    out.print(table)
    out.print(json.dumps({k: v for k, v in figures.items() if k != "stages_ms_per_picture"}, indent=2))


if __name__ == "__main__":
    main()
