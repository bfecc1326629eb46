"""Landmarks to postures: takes `FrameLandmarks`, gives `Posture`s, each quantity with its standard deviation.

`openclam.kinematics.posture` defines every angle, `openclam.kinematics.lifter` estimates it.
"""

from openclam.kinematics.posture import CameraView, Posture, Quantity, Side
from openclam.kinematics.stage import USUAL_HEIGHT_CM, Kinematics

__all__ = ["USUAL_HEIGHT_CM", "CameraView", "Kinematics", "Posture", "Quantity", "Side"]
