"""Reps to findings: takes postures and their reps, gives a verdict on each statement of the page.

`openclam.assessment.engine.Assessor` does it for one set, a posture at a time.
"""
