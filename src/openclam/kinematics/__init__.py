"""Landmarks to postures: body scale, camera, the fit of the moving leg, angles with their uncertainty."""

from openclam.kinematics.posture import CameraView, Posture, Quantity, Side
from openclam.kinematics.stage import USUAL_HEIGHT_CM, Kinematics

__all__ = ["USUAL_HEIGHT_CM", "CameraView", "Kinematics", "Posture", "Quantity", "Side"]
