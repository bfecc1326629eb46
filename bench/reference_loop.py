"""Run by the reference environment's own Python: a bare MediaPipe loop over a clip, timed.

python reference_loop.py CLIP OUT.npy MOST_FRAMES
"""

import json
import sys
import time

began = time.perf_counter()

import av  # noqa: E402  (imports are part of what is timed)
import mediapipe as mp  # noqa: E402  (as above)
import numpy as np  # noqa: E402  (as above)


def main(clip: str, out: str, most_frames: int) -> None:
    """Go through the clip once."""
    pose = mp.solutions.pose.Pose(static_image_mode=False, model_complexity=2, smooth_landmarks=False)
    rows = []
    loop = time.perf_counter()
    with av.open(clip) as container:
        for frame in container.decode(video=0):
            image = frame.to_ndarray(format="rgb24")
            found = pose.process(image).pose_landmarks
            height, width = image.shape[:2]
            rows.append(
                [(p.x * width, p.y * height, p.z * width, p.visibility) for p in found.landmark]
                if found
                else [(np.nan,) * 4] * 33
            )
            if most_frames and len(rows) >= most_frames:
                break
    now = time.perf_counter()
    np.save(out, np.array(rows, dtype=float))
    print(json.dumps({"wall_s": now - began, "loop_s": now - loop, "frames": len(rows)}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
