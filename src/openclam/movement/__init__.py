"""Postures to reps and phases."""
