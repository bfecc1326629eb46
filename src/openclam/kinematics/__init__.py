"""Landmarks to postures: joint angles, distances and camera view, each with its standard deviation."""

from openclam.kinematics.posture import CameraView, Posture, Quantity, Side
from openclam.kinematics.stage import USUAL_HEIGHT_CM, Kinematics

__all__ = ["USUAL_HEIGHT_CM", "CameraView", "Kinematics", "Posture", "Quantity", "Side"]
