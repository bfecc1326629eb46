"""What is drawn on the annotated video: one annotator a thing, each holding its own look."""

from openclam.report.overlay.choice import ExerciseAnnotators

__all__ = ["ExerciseAnnotators"]
