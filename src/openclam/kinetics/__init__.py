"""Postures to loads: takes a posture, a body mass and a band, gives the band's pull, hip moments and muscle shares.

`openclam.kinetics.loads` does it for one posture, `openclam.kinetics.set_loads` for a set.
"""
