"""What makes the trained part of OpenClam: rendered frames, and the lifter that learns from them."""

from pathlib import Path

from openclam.kinematics.lifter import FILE

LIFTER = Path(__file__).parents[1] / "src" / "openclam" / "kinematics" / FILE
"""The trained part, where it lies in the sources."""
