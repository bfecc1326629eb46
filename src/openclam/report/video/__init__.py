"""What is drawn on the annotated video: one annotator a thing, each holding its own look."""

from openclam.report.video.choice import ExerciseAnnotators

__all__ = ["ExerciseAnnotators"]
