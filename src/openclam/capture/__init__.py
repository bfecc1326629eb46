"""Recordings to frames: upright images with their times."""

from openclam.capture.frame import Frame, Recording
from openclam.capture.video import MIN_DURATION_S, VideoFile

__all__ = ["MIN_DURATION_S", "Frame", "Recording", "VideoFile"]
