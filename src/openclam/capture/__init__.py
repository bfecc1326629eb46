"""Where motion comes from: a recording, opened and handed on as upright pictures with their times."""

from openclam.capture.frame import Frame, Recording
from openclam.capture.video import MIN_DURATION_S, VideoFile

__all__ = ["MIN_DURATION_S", "Frame", "Recording", "VideoFile"]
