"""A recording to frames: takes a video file, gives `Frame`s, upright and each with its time in seconds."""

from openclam.capture.frame import Frame, Recording
from openclam.capture.video import MIN_DURATION_S, VideoFile

__all__ = ["MIN_DURATION_S", "Frame", "Recording", "VideoFile"]
